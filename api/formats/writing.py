"""Writing ballots in another format: BLT, PrefLib `.toi`, ABIF."""

from collections.abc import Callable
from pathlib import Path

from api.formats import abif_writing, blt, preflib
from api.formats.ballot_file import BallotFile
from api.formats.errors import FileUnwritable, FormatUnknown

WRITERS: dict[str, Callable[[BallotFile], str]] = {
    "blt": blt.write,
    "toi": preflib.write,
    "abif": abif_writing.write,
}
"""Every format that is written, by its name, which is its ending too."""


def write(file: BallotFile, form: str) -> str:
    """The ballots as text of this format. Refuses `FormatUnknown` and `FormatCannotHold`."""
    if form not in WRITERS:
        raise FormatUnknown(format=form, known=tuple(WRITERS))
    return WRITERS[form](file)


def write_file(file: BallotFile, path: Path) -> None:
    """Write a new file in the format its ending names. Refuses to write over one that is there."""
    text = write(file, path.suffix.lower().removeprefix("."))
    try:
        with path.open("x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
    except FileExistsError:
        raise FileUnwritable(file=str(path), reason="exists") from None
    except OSError:
        raise FileUnwritable(file=str(path), reason="not-writable") from None
