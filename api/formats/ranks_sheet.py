"""Sheets of ranks: rank numbers under options, names under ranks, or one row a mark."""

from collections.abc import Iterable, Sequence

from api.formats.ballot_file import BallotFile, looked_up
from api.formats.sheet import Sheet
from api.formats.table import Cells
from api.formats.text import OPTIONS_MAX, whole
from engine.rules.ballots import OptionId, Ranking

UNRANKED = frozenset(("", "no opinion", "unranked", "-", "n/a", "không ý kiến", "không xếp"))
"""Cells, in lower case, that leave an option unranked."""
_SKIPPED = UNRANKED | {"skipped", "undervote", "blank"}

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


class _RankNumbers(dict[str, int]):
    """Cell to rank, 0 for unranked. Raises KeyError for what is neither."""

    def __missing__(self, cell: str) -> int:
        told = cell.strip()
        rank = whole(told) or 0
        if not rank and told.casefold() not in UNRANKED:
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
    """Cell to the options it names: none, one, or `A=B` for several. Gathers the names met."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[OptionId] = []

    def __missing__(self, cell: str) -> tuple[OptionId, ...]:
        told = cell.strip()
        group: tuple[OptionId, ...] = ()
        if told.casefold() not in _SKIPPED:
            group = tuple(sorted({part.strip() for part in told.split("=")} - {""}))
            self.names.extend(name for name in group if name not in self.names)
        self[cell] = group
        return group


def read_names(sheet: Sheet) -> BallotFile:
    """Names under ranks. A blank before a name is a rank left out; after the last one, nothing."""
    picked = sheet.picker(sheet.columns.ranks)
    named = _Cells()
    for cells, times in sheet.rows():
        groups = looked_up(named, picked(cells))
        if not groups[-1]:
            groups = _trimmed(groups)
        sheet.check_options(cells, named.names)
        sheet.put(cells, Ranking(groups), times)
    return sheet.file(named.names)


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
    for cells, marks in ballots.values():
        groups = tuple(tuple(sorted(marks.get(rank, ()))) for rank in range(1, max(marks) + 1))
        sheet.put(cells, Ranking(_trimmed(groups)), 1)
    return sheet.file(named.names)
