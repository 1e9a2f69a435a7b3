"""What stands in a bundle, in which order, and how large it may be.

A reader needs each part before the ones that rest on it: first who signed what, then content,
then the entries with their hash tiles, then what is derived from them, then the sums.
"""

from collections.abc import Iterator

FORMAT = "suyton-bundle/1"
FORMATS = (FORMAT,)
PUBLIC, AUDITOR = "public", "auditor"
LEVELS = (PUBLIC, AUDITOR)
"""`public`: what a recount needs. `auditor`: attachments, minutes and names of persons as well."""
LEFT_OUT = {PUBLIC: ("attachment-filed", "minutes-adopted"), AUDITOR: ()}
"""Events whose content does not go along, by level."""

MANIFEST = "bundle.json"
TEXTS = ("README.md", "VERIFY.md")
CHECKPOINT = "checkpoint"
LOG_KEY, LOG_PEM, POLICY, WITNESSES = "log.vkey", "log.pem", "policy", "witnesses.vkey"
SCHEMA, VECTORS, ENCODING = "schema/events.schema.json", "schema/vectors.json", "schema/README.md"
ALONE = "tools/verify_bundle.py"
PRIVATE = "private.jsonl"
SUMS, SUMS_SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"

TEXT_BYTES_MAX = 64 * 1024 * 1024
TILE = 256


def top_of(slug: str, size: int) -> str:
    """The folder in which everything stands."""
    return f"audit-{slug}-{size}"


def tile_path(level: str, number: int, width: int = TILE) -> str:
    """The path of a tile as C2SP tlog-tiles has it.

    >>> tile_path("0", 1234067), tile_path("entries", 5, 17)
    ('tile/0/x001/x234/067', 'tile/entries/005.p/17')
    """
    digits = f"{number:03}"
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"tile/{level}/{path}" + ("" if width == TILE else f".p/{width}")


def tile_widths(size: int) -> Iterator[tuple[int, int]]:
    """Number and width of every tile over so many hashes."""
    for number in range(-(-size // TILE)):
        yield number, min(TILE, size - number * TILE)


def checkpoint_path(size: int) -> str:
    """Where an earlier checkpoint stands."""
    return f"checkpoints/{size:012}"


def rotation_path(number: int) -> str:
    """Where a key rotation stands."""
    return f"rotations/{number:04}"


def content_path(digest: bytes) -> str:
    """Where content stands."""
    return f"content/{digest.hex()}"
