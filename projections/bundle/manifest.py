"""`bundle.json`: what a bundle is, for people and programs, before anything else is read."""

from typing import Any
from uuid import UUID

import msgspec

from projections.bundle.layout import FORMAT, LEFT_OUT
from projections.checkpoints import Checkpoint


class Withheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entries of a poll that is open: they stand by their leaf hashes."""

    poll: str
    indexes: tuple[int, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bundle says it is. `left_out` are events whose content does not go along;
    `notice` says in words what is not there and what cannot be proven.
    """

    format: str
    program: str
    ledger: UUID
    slug: str
    origin: str
    size: int
    root: str
    disclosure: str
    left_out: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    notice: tuple[str, ...]


NOTICE = (
    "A signature proves who signed only if the key is known from elsewhere.",
    "Nothing here proves that what was recorded was true when it was recorded.",
)
PUBLIC_NOTICE = "Attachments, minutes and names of persons are left out; their digests are here."
WITHHELD_NOTICE = "Ballots of open polls are withheld; their leaf hashes are here."


def manifest_of(
    *,
    ledger: UUID,
    slug: str,
    checkpoint: Checkpoint,
    level: str,
    withheld: dict[str, list[int]],
    program: str,
) -> Manifest:
    """The manifest of a ledger's bundle."""
    notice = [*NOTICE]
    if LEFT_OUT[level]:
        notice.append(PUBLIC_NOTICE)
    if withheld:
        notice.append(WITHHELD_NOTICE)
    return Manifest(
        format=FORMAT,
        program=program,
        ledger=ledger,
        slug=slug,
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        disclosure=level,
        left_out=LEFT_OUT[level],
        withheld=tuple(Withheld(poll, tuple(indexes)) for poll, indexes in withheld.items()),
        notice=tuple(notice),
    )


def written(manifest: Manifest) -> bytes:
    """A manifest in its one form, readable as it stands."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1) + b"\n"


def read_manifest(data: bytes) -> Manifest | Any:
    """A manifest, or whatever else the JSON is. Raises `msgspec.DecodeError` for what is none."""
    told = msgspec.json.decode(data)
    if isinstance(told, dict) and told.get("format") == FORMAT:
        return msgspec.convert(told, Manifest)
    return told
