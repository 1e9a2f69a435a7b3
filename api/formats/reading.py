"""Which format a file is in, and reading it: by the name given, the file's ending, its content."""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from api.formats import abif, blt, debian, pabulib, preflib, sheets
from api.formats.ballot_file import BallotFile
from api.formats.errors import FileTooLarge, FileUnreadable, FormatUnclear, FormatUnknown
from api.formats.text import SIZE_MAX, Lines
from engine.rules.ballots import BallotKind

STANDARD_INPUT = "-"
"""The file name that stands for standard input."""

Reader = Callable[[Lines, Sequence[BallotKind]], BallotFile]

READERS: dict[str, Reader] = {
    "blt": blt.read,
    "preflib": preflib.read,
    "abif": abif.read,
    "csv": sheets.read,
    "csv-ranks": sheets.read_as("ranking"),
    "csv-scores": sheets.read_as("scores"),
    "csv-approvals": sheets.read_as("choice"),
    "csv-opinions": sheets.read_as("opinions"),
    "pabulib": pabulib.read,
    "debian": debian.read,
}
"""Every format that is read, by the name `--format` takes."""

_ENDINGS = {
    ".blt": "blt",
    ".abif": "abif",
    ".csv": "csv",
    ".tsv": "csv",
    ".pb": "pabulib",
    **{f".{ending}": "preflib" for ending in preflib.TYPES},
}


def read_file(
    path: Path, *, form: str | None = None, wanted: Sequence[BallotKind] = ()
) -> tuple[str, BallotFile]:
    """The format's name, and the ballots of a file, or of standard input (`-`).

    Refuses `FileUnreadable`, `FileTooLarge`, `FormatUnknown`, `FormatUnclear`, `FileMalformed`.
    """
    file = str(path)
    if file == STANDARD_INPUT:
        return read(sys.stdin.buffer.read(SIZE_MAX + 1), file=file, form=form, wanted=wanted)
    try:
        if path.stat().st_size > SIZE_MAX:
            raise FileTooLarge(file=file, size=path.stat().st_size, size_max=SIZE_MAX)
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FileUnreadable(file=file, reason="not-found") from None
    except IsADirectoryError:
        raise FileUnreadable(file=file, reason="a-folder") from None
    except (OSError, ValueError):
        raise FileUnreadable(file=file, reason="not-readable") from None
    return read(raw, file=file, form=form, wanted=wanted)


def read(
    raw: bytes, *, file: str, form: str | None = None, wanted: Sequence[BallotKind] = ()
) -> tuple[str, BallotFile]:
    """The format's name, and the ballots in these bytes; `file` names them in refusals.

    `wanted` are the kinds of ballot that a rule reads: a file that can be read in several ways
    is read as one of them.
    """
    if form is not None and form not in READERS:
        raise FormatUnknown(format=form, known=tuple(READERS))
    with _no_collection():
        lines = Lines(file, raw)
        name = form or _detected(lines)
        return name, READERS[name](lines, wanted)


@contextmanager
def _no_collection() -> Iterator[None]:
    """A hundred thousand ballots are no garbage: looking for cycles among them costs a fifth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _detected(lines: Lines) -> str:
    """The format by the file's ending, else by its first lines."""
    ending = _ENDINGS.get(Path(lines.file).suffix.lower())
    if ending is not None:
        return ending
    told = [line.strip() for line in lines.lines[:400]]
    said = [line for line in told if line]
    head = next((line for line in said if not line.startswith("#")), "")
    for name, looks_so in _LOOKS.items():
        if said and looks_so(said, head):
            return name
    raise FormatUnclear(file=lines.file, known=tuple(READERS))


def _is_blt(said: Sequence[str], head: str) -> bool:
    words = head.split()
    return len(words) >= 2 and all(word.isascii() and word.isdigit() for word in words[:2])


def _is_abif(said: Sequence[str], head: str) -> bool:
    return (
        head.startswith(("{", "="))
        or head.split()[:1] == ["ABIF"]
        or head.partition(":")[0].isdigit()
    )


def _is_preflib(said: Sequence[str], head: str) -> bool:
    openings = ("# NUMBER ALTERNATIVES", "# ALTERNATIVE NAME 1:")
    return any(line.startswith(openings) for line in said)


def _is_debian(said: Sequence[str], head: str) -> bool:
    voted = any(line.startswith(debian.VOTE) for line in said)
    return voted and any("Option 1-" in line for line in said)


def _is_pabulib(said: Sequence[str], head: str) -> bool:
    return head == "META"


def _is_table(said: Sequence[str], head: str) -> bool:
    return any(separator in head for separator in ",;\t")


_LOOKS: dict[str, Callable[[Sequence[str], str], bool]] = {
    "pabulib": _is_pabulib,
    "debian": _is_debian,
    "blt": _is_blt,
    "preflib": _is_preflib,
    "abif": _is_abif,
    "csv": _is_table,
}
