"""Sheets of marks: approvals (0, 1, x) or opinions (for, against, abstain) under options."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from api.formats.ballot_file import BallotFile
from api.formats.sheet import Sheet
from api.formats.table import Cells
from engine.rules.ballots import Choice, Opinions, OptionId, View
from engine.rules.rows import MARKED, ChoiceRows

Said = TypeVar("Said")

APPROVE = frozenset(("1", "x", "✓", "✔", "yes", "y", "true", "approve", "approved", "có"))
"""Cells, in lower case, that approve."""
LEAVE = frozenset(("", "0", "no", "n", "false", "không"))
"""Cells, in lower case, that do not."""
VIEWS: dict[str, View | None] = {
    **dict.fromkeys(("for", "yes", "1", "y", "tán thành", "đồng ý"), "for"),
    **dict.fromkeys(("against", "no", "0", "n", "không tán thành", "không đồng ý"), "against"),
    **dict.fromkeys(("abstain", "abstention", "không ý kiến"), "abstain"),
    "": None,
}
"""Cells, in lower case, to what they say; None was left blank."""


class _Read(dict[str, Said]):
    """Cell to what it says. Raises KeyError for a cell that says nothing."""

    def __init__(self, said: Mapping[str, Said]) -> None:
        super().__init__()
        self.said = said

    def __missing__(self, cell: str) -> Said:
        self[cell] = self.said[cell.strip().casefold()]
        return self[cell]


def read_approvals(sheet: Sheet) -> BallotFile:
    """Approvals under options."""
    options = sheet.names
    said = {**dict.fromkeys(APPROVE, MARKED), **dict.fromkeys(LEAVE, 0)}
    rows = sheet.packed(_Read(said))
    if rows is not None:
        sheet.tally.ballots = ChoiceRows(options, rows)
        return sheet.file(options)
    for cells, times, read in _rows(sheet, said, "approval"):
        sheet.put(cells, Choice(tuple(name for name, mark in read if mark)), times)
    return sheet.file(options)


def read_opinions(sheet: Sheet) -> BallotFile:
    """Opinions under options."""
    options = sheet.names
    for cells, times, read in _rows(sheet, VIEWS, "opinion"):
        views = tuple((name, view) for name, view in read if view is not None)
        sheet.put(cells, Opinions(views), times)
    return sheet.file(options)


def _rows(
    sheet: Sheet, said: Mapping[str, Said], expected: str
) -> Iterator[tuple[Cells, int, Iterator[tuple[OptionId, Said]]]]:
    """Each row, how often it stands, and what it says of every option, sorted by option."""
    columns = sorted(sheet.columns.options)
    names = tuple(name for name, _ in columns)
    picked = sheet.picker(place for _, place in columns)
    read = _Read(said)
    for cells, times in sheet.rows():
        told = picked(cells)
        try:
            marks = list(map(read.__getitem__, told))
        except KeyError:
            wrong = next(cell for cell in told if cell.strip().casefold() not in said)
            raise sheet.table.refusal(cells, expected, wrong) from None
        yield cells, times, zip(names, marks, strict=False)
