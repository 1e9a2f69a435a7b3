"""Sheets of points: a number under each option, or nothing; or one row a mark.

Points are exact: the unit of the tally is the finest decimal of the sheet. A comma stands for
the decimal point where it does not separate cells.
"""

from collections.abc import Mapping
from operator import getitem
from typing import TypeAlias, cast

from api.formats.ballot_file import BallotFile, looked_up
from api.formats.numbers import Decimals
from api.formats.ranks_sheet import UNRANKED
from api.formats.sheet import Sheet, translated
from api.formats.table import Cells
from engine.rules.ballots import OptionId, Scores
from engine.rules.rows import DIFFERENT_MAX, ScoresRows

Points: TypeAlias = tuple[tuple[OptionId, int], ...]
UNMARKED = UNRANKED
"""Cells, in lower case, that give no points."""


class _Points(dict[str, str]):
    """Cell to its number as text, empty for none. Raises KeyError for what is neither."""

    def __init__(self, separator: str) -> None:
        super().__init__()
        self.decimals = Decimals()
        self.comma = separator != ","

    def __missing__(self, cell: str) -> str:
        told = cell.strip()
        if told.casefold() in UNMARKED:
            told = ""
        else:
            told = told.replace(",", ".") if self.comma else told
            if self.decimals[told] is None:
                raise KeyError(cell)
        self[cell] = told
        return told

    def in_units(self) -> tuple[int, dict[str, int | None]]:
        """How many decimals the unit has, and every cell met in that unit."""
        places = self.decimals.places
        return places, {
            cell: self.decimals.points(told, places) if told else None
            for cell, told in self.items()
        }


class _Numbered(dict[str, int]):
    """Cell to its number among the cells met, from 0. Raises KeyError where a byte tells no more,
    and for a cell without points.
    """

    def __init__(self, points: _Points) -> None:
        super().__init__()
        self.points = points

    def __missing__(self, cell: str) -> int:
        number = len(self)
        if number == DIFFERENT_MAX:
            raise KeyError(cell)
        _ = self.points[cell]
        self[cell] = number
        return number


class _Pairs(dict[str, tuple[OptionId, int] | None]):
    """Cell to the mark it gives one option: the same pair, however many ballots hold it."""

    def __init__(self, name: OptionId, units: Mapping[str, int | None]) -> None:
        super().__init__()
        self.name = name
        self.units = units

    def __missing__(self, cell: str) -> tuple[OptionId, int] | None:
        mark = self.units[cell]
        self[cell] = None if mark is None else (self.name, mark)
        return self[cell]


def read_scores(sheet: Sheet) -> BallotFile:
    """Points under options."""
    options = sheet.names
    rows = _rows(sheet)
    if rows is not None:
        sheet.tally.ballots = rows
        return sheet.file(options)
    columns = sorted(sheet.columns.options)
    names = tuple(name for name, _ in columns)
    picked = sheet.picker(place for _, place in columns)
    cells_met = _Points(sheet.table.separator)
    for cells, _ in sheet.rows():
        told = picked(cells)
        if not cells_met.keys() >= set(told):
            try:
                looked_up(cells_met, told)
            except KeyError as wrong:
                raise sheet.table.refusal(cells, "points", str(wrong.args[0])) from None
    places, units = cells_met.in_units()
    sheet.tally.unit = (1, 10**places)
    pairs = [_Pairs(name, units) for name in names]
    blanks = None in units.values()
    for cells, times in sheet.rows():
        found = map(getitem, pairs, picked(cells))
        points = tuple(pair for pair in found if pair) if blanks else tuple(found)
        sheet.put(cells, Scores(cast("Points", points)), times)
    return sheet.file(options)


def _rows(sheet: Sheet) -> ScoresRows | None:
    """The sheet as rows of a box, if it can be read so. Sets the unit of the tally."""
    points = _Points(sheet.table.separator)
    numbered = _Numbered(points)
    told = sheet.packed(numbered)
    if told is None:
        return None
    places, units = points.in_units()
    sheet.tally.unit = (1, 10**places)
    # Cells may say the same in different ways: 1 and 1.0, nothing and a dash.
    different = tuple(dict.fromkeys(units[cell] for cell in numbered))
    byte_of = {number: different.index(units[cell]) for cell, number in numbered.items()}
    return ScoresRows(sheet.names, translated(told, byte_of), different)


def read_points(sheet: Sheet) -> BallotFile:
    """One row a mark: ballot, option, points. An option has one mark of a ballot."""
    assert sheet.columns.points is not None
    points_place, choice_place = sheet.columns.points
    points = _Points(sheet.table.separator)
    names: list[OptionId] = []
    ballots: dict[tuple[str, str], tuple[Cells, dict[OptionId, str]]] = {}
    for cells, times in sheet.rows():
        name = cells[choice_place].strip()
        try:
            points[cells[points_place]]
        except KeyError:
            raise sheet.table.refusal(cells, "points", cells[points_place]) from None
        _, marks = ballots.setdefault(sheet.ballot(cells), (cells, {}))
        if not name or name in marks or times > 1:
            raise sheet.table.refusal(cells, "options-once" if name else "name", name)
        if name not in names:
            names.append(name)
            sheet.check_options(cells, names)
        marks[name] = cells[points_place]
    places, units = points.in_units()
    sheet.tally.unit = (1, 10**places)
    for cells, marks in ballots.values():
        told = ((option, units[mark]) for option, mark in sorted(marks.items()))
        sheet.put(cells, Scores(tuple((name, mark) for name, mark in told if mark is not None)), 1)
    return sheet.file(names)
