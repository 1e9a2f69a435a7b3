"""CSV of ballots: voters in rows, and in the columns options (with ranks, points or marks) or ranks.

    Ada,Bob,Cy          Ada,Bob,Cy        Ada,Bob,Cy       rank1,rank2      ballot_id,rank,choice
    1,2,No opinion      4.5,3,            1,0,x            Ada,Bob          7,1,Ada
    ranks               points            approvals        names by rank    one row a mark

What the numbers mean is said by the format's name (`csv-ranks`, `csv-scores`, `csv-approvals`,
`csv-opinions`) or else by the rule that is to count them, where they can be read so; then by
the cells themselves. A note says which reading was taken.
"""

from collections.abc import Callable, Sequence

from api.formats.ballot_file import BallotFile
from api.formats.marks_sheet import APPROVE, LEAVE, VIEWS, read_approvals, read_opinions
from api.formats.numbers import Decimals
from api.formats.ranks_sheet import rank_of, read_marks, read_names, read_ranks
from api.formats.scores_sheet import UNMARKED, read_points, read_scores
from api.formats.sheet import Sheet
from api.formats.text import Lines
from engine.rules.ballots import BallotKind

_READERS: dict[BallotKind, Callable[[Sheet], BallotFile]] = {
    "ranking": read_ranks,
    "scores": read_scores,
    "choice": read_approvals,
    "opinions": read_opinions,
}
_DIFFERENT_MAX = 2_000
"""Different cells looked at to find out what a sheet holds."""


def read(lines: Lines, wanted: Sequence[BallotKind] = ()) -> BallotFile:
    """Read a sheet of any kind: by its headings, its cells, and what the rule can count."""
    sheet = Sheet(lines)
    # A rule that reads one kind only leaves nothing to find out.
    only = wanted[0] if len(wanted) == 1 else None
    kind = _headed(sheet) or only or _kind(_cells(sheet), wanted)
    lines.note("sheet-kind", kind=kind)
    return _read(sheet, kind)


def read_as(kind: BallotKind) -> Callable[[Lines, Sequence[BallotKind]], BallotFile]:
    """A reader of sheets of this kind, whatever their cells look like."""

    def read_kind(lines: Lines, wanted: Sequence[BallotKind] = ()) -> BallotFile:
        return _read(Sheet(lines), kind)

    return read_kind


def _read(sheet: Sheet, kind: BallotKind) -> BallotFile:
    columns = sheet.columns
    if kind == "ranking" and columns.marks is not None:
        return read_marks(sheet)
    if kind == "ranking" and _by_rank(sheet):
        return read_names(sheet)
    if kind == "scores" and columns.points is not None:
        return read_points(sheet)
    return _READERS[kind](sheet)


def _headed(sheet: Sheet) -> BallotKind | None:
    """The kind that the headings alone tell."""
    if sheet.columns.marks is not None or _by_rank(sheet):
        return "ranking"
    return "scores" if sheet.columns.points is not None else None


def _by_rank(sheet: Sheet) -> bool:
    """Whether ranks head the columns, and names stand below."""
    if not sheet.columns.ranks or not sheet.columns.numbered:
        return bool(sheet.columns.ranks)
    return not all(_is_rank(cell) for cell in _cells(sheet))


def _cells(sheet: Sheet) -> set[str]:
    """The different cells under options, in lower case; not all, where they are very many."""
    found: set[str] = set()
    picked = sheet.picker(place for _, place in sheet.columns.options)
    for cells, _ in sheet.rows():
        found.update(picked(cells))
        if len(found) > _DIFFERENT_MAX:
            break
    return {cell.strip().casefold() for cell in found}


def _kind(cells: set[str], wanted: Sequence[BallotKind]) -> BallotKind:
    """What the cells are: as they look, if a rule can count that; else what it can, if legible."""
    legible = [kind for kind, is_legible in _LEGIBLE.items() if all(map(is_legible, cells))]
    looks = _looks(cells, legible)
    if looks is not None and (looks in wanted or not wanted):
        return looks
    candidates: list[BallotKind] = [kind for kind in wanted if kind in legible]
    candidates += [looks] if looks else []
    candidates += [*wanted, "ranking"]
    return candidates[0]


def _looks(cells: set[str], legible: Sequence[BallotKind]) -> BallotKind | None:
    """What the cells look like by themselves, if they look like anything."""
    marks = cells - UNMARKED
    if "choice" in legible and (marks & LEAVE or marks & APPROVE - {"1"} or marks == {"1"}):
        return "choice"
    return next((kind for kind in ("ranking", "scores", "opinions") if kind in legible), None)


def _is_rank(cell: str) -> bool:
    return rank_of(cell) is not None


def _is_points(cell: str) -> bool:
    return cell in UNMARKED or Decimals()[cell.replace(",", ".")] is not None


_LEGIBLE: dict[BallotKind, Callable[[str], bool]] = {
    "ranking": _is_rank,
    "scores": _is_points,
    "choice": lambda cell: cell in APPROVE or cell in LEAVE,
    "opinions": VIEWS.__contains__,
}
