"""Sheets of ranks: rank numbers under options, names under ranks, or one row a mark."""

import re
from collections.abc import Iterable, Sequence

from api.formats.ballot_file import BallotFile, looked_up
from api.formats.sheet import Sheet
from api.formats.table import Cells
from api.formats.text import OPTIONS_MAX, whole
from engine.rules.ballots import OptionId, Ranking

UNRANKED = frozenset(("", "no opinion", "unranked", "-", "n/a", "không ý kiến", "không xếp"))
"""Cells, in lower case, that leave an option unranked."""
_SKIPPED = UNRANKED | {"skipped", "undervote", "blank"}
"""Cells under ranks, in lower case and without `$`, that leave a rank out."""
_OVERVOTED = frozenset(("overvote", "overvoted"))
"""Cells under ranks, in lower case and without `$`, that say only that a rank has several marks."""
_UNNAMED = ("\0",)
"""Stands for an overvote until the names of all options are known."""
_RANK = re.compile(r"(?:hạng |thứ )?(\d{1,6})(?:\.0+|st|nd|rd|th)?(?: choice| preference)?")

Groups = tuple[tuple[OptionId, ...], ...]


def read_ranks(sheet: Sheet) -> BallotFile:
    """Rank numbers under options. Only their order counts: 1, 1, 3 ranks like 1, 1, 2."""
    names = sheet.names
    singles = tuple((name,) for name in names)
    in_order = [str(rank) for rank in range(1, len(names) + 1)]
    picked = sheet.picker(place for _, place in sheet.columns.options)
    ranks = _RankNumbers()
    for cells, times in sheet.rows():
        told = picked(cells)
        # Most ballots rank all, each differently: then rank numbers are keys of one mapping.
        strict = dict(zip(told, singles, strict=False))
        try:
            groups: Groups = looked_up(strict, in_order)
        except KeyError:
            try:
                groups = _groups(map(ranks.__getitem__, told), names)
            except KeyError as wrong:
                raise sheet.table.refusal(cells, "rank", str(wrong.args[0]), minimum=1) from None
        sheet.put(cells, Ranking(groups), times)
    return sheet.file(names)


def rank_of(cell: str) -> int | None:
    """The rank that a cell in lower case tells, 0 for none; None for what is no rank.

    Besides `2` it may say `2nd`, `2nd choice`, `hạng 2`, or `2.0` as spreadsheets do.

    >>> rank_of("2nd choice"), rank_of("2.0"), rank_of("-"), rank_of("0"), rank_of("x")
    (2, 2, 0, None, None)
    """
    told = _RANK.fullmatch(cell) if cell.isascii() or cell[:1] in "ht" else None
    rank = whole(told[1]) if told else None
    return rank or (0 if cell in UNRANKED else None)


class _RankNumbers(dict[str, int]):
    """Cell to rank, 0 for unranked. Raises KeyError for what is neither."""

    def __missing__(self, cell: str) -> int:
        rank = rank_of(cell.strip().casefold())
        if rank is None:
            raise KeyError(cell)
        self[cell] = rank
        return rank


def _groups(ranks: Iterable[int], names: Sequence[OptionId]) -> Groups:
    groups: dict[int, list[OptionId]] = {}
    for rank, name in zip(ranks, names, strict=False):
        if rank:
            groups.setdefault(rank, []).append(name)
    return tuple(tuple(sorted(groups[rank])) for rank in sorted(groups))


class _Cells(dict[str, tuple[OptionId, ...]]):
    """Cell to the options it names: none, one, or `A=B` for several. Gathers the names met.

    A cell `overvote` names none; `named` puts all options in that the ballot ranks nowhere else.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: list[OptionId] = []
        self.overvotes = False
        """Whether a cell told of an overvote."""

    def __missing__(self, cell: str) -> tuple[OptionId, ...]:
        told = cell.strip()
        word = told.casefold().removeprefix("$")
        group: tuple[OptionId, ...] = ()
        if word in _OVERVOTED:
            group = _UNNAMED
            self.overvotes = True
        elif word not in _SKIPPED:
            group = tuple(sorted({part.strip() for part in told.split("=")} - {""}))
            self.names.extend(name for name in group if name not in self.names)
        self[cell] = group
        return group

    def named(self, groups: Groups) -> Groups:
        """The groups with every overvote read as a rank of all options not ranked elsewhere."""
        told = {option for group in groups for option in group}
        others = tuple(sorted(name for name in self.names if name not in told))
        shared = others if len(others) > 1 else tuple(sorted(self.names))
        return tuple(shared if group is _UNNAMED else group for group in groups)


def read_names(sheet: Sheet) -> BallotFile:
    """Names under ranks. A blank before a name is a rank left out; after the last one, nothing."""
    picked = sheet.picker(sheet.columns.ranks)
    named = _Cells()
    overvoted: list[tuple[Cells, Groups, int]] = []
    for cells, times in sheet.rows():
        groups = looked_up(named, picked(cells))
        if not groups[-1]:
            groups = _trimmed(groups)
        sheet.check_options(cells, named.names)
        if named.overvotes and _UNNAMED in groups:
            overvoted.append((cells, groups, times))
        else:
            sheet.put(cells, Ranking(groups), times)
    _put_overvoted(sheet, named, overvoted)
    return sheet.file(named.names)


def _put_overvoted(
    sheet: Sheet, named: _Cells, overvoted: Sequence[tuple[Cells, Groups, int]]
) -> None:
    """Take the ballots in that waited until all options were known."""
    for cells, groups, times in overvoted:
        sheet.put(cells, Ranking(named.named(groups)), times)
    if overvoted:
        ballots = sum(times * sheet.weight(cells) for cells, _, times in overvoted)
        sheet.lines.note("sheet-overvotes", ballots=ballots)


def _trimmed(groups: Groups) -> Groups:
    end = len(groups)
    while end and not groups[end - 1]:
        end -= 1
    return groups[:end]


def read_marks(sheet: Sheet) -> BallotFile:
    """One row a mark: ballot, rank, choice. Two marks of one rank are ranked alike."""
    assert sheet.columns.marks is not None
    assert sheet.columns.ballot is not None
    rank_place, choice_place = sheet.columns.marks
    named = _Cells()
    ballots: dict[tuple[str, str], tuple[Cells, dict[int, set[OptionId]]]] = {}
    for cells, _ in sheet.rows():
        rank = whole(cells[rank_place].strip())
        if not rank or rank > OPTIONS_MAX:
            raise sheet.table.refusal(
                cells, "rank", cells[rank_place], minimum=1, maximum=OPTIONS_MAX
            )
        _, marks = ballots.setdefault(sheet.ballot(cells), (cells, {}))
        marks.setdefault(rank, set()).update(named[cells[choice_place]])
        sheet.check_options(cells, named.names)
    overvoted: list[tuple[Cells, Groups, int]] = []
    for cells, marks in ballots.values():
        groups = _trimmed(tuple(map(_group, map(marks.get, range(1, max(marks) + 1)))))
        if _UNNAMED in groups:
            overvoted.append((cells, groups, 1))
        else:
            sheet.put(cells, Ranking(groups), 1)
    _put_overvoted(sheet, named, overvoted)
    return sheet.file(named.names)


def _group(marks: set[OptionId] | None) -> tuple[OptionId, ...]:
    """One rank of a ballot; beside named options, an overvote adds nothing to what is known."""
    if marks == set(_UNNAMED):
        return _UNNAMED
    return tuple(sorted((marks or set()) - set(_UNNAMED)))
