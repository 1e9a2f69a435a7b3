"""Pabulib `.pb`: projects with their costs, and votes on them: approval, ranks or points.

Three sections, `META`, `PROJECTS` and `VOTES`, each a name, a heading row and rows, separated by
semicolons. Options are the projects' ids (names may repeat; they become labels). What the file
says about its outcome (`selected`, `votes`, `score`) is left aside.

Source: D. Stolicki, S. Szufa and N. Talmon, "Pabulib: a participatory budgeting library", 2020;
the format page of pabulib.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.formats.ballot_file import BallotFile, add
from api.formats.numbers import Decimals
from api.formats.text import OPTIONS_MAX, Lines
from engine.rules.ballots import Ballot, BallotKind, Choice, OptionId, Ranking, Scores
from engine.rules.tally import Tally

_SECTIONS = ("META", "PROJECTS", "VOTES")
_KINDS: dict[str, tuple[BallotKind, ...]] = {
    "approval": ("choice",),
    "choose-1": ("choice",),
    "ordinal": ("ranking",),
    "cumulative": ("scores", "choice"),
    "scoring": ("scores",),
}
"""What each `vote_type` can be read as; the first where no rule asks."""


@dataclass(frozen=True)
class _Rows:
    """A section: its heading's columns and its rows, each with the index of its line."""

    index: int
    columns: dict[str, int]
    rows: list[tuple[int, list[str]]]

    def cell(self, row: list[str], column: str) -> str:
        place = self.columns.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""


def read(lines: Lines, wanted: Sequence[BallotKind] = ()) -> BallotFile:
    """Read a `.pb` file. Cumulative points become marks where a rule reads only those."""
    sections = _sections(lines)
    meta = {row[0].strip(): (index, ";".join(row[1:]).strip()) for index, row in sections[0].rows}
    vote_type = meta.get("vote_type", (sections[0].index, "approval"))
    if vote_type[1] not in _KINDS:
        raise lines.malformed(vote_type[0], "vote-type", vote_type[1])
    kinds = _KINDS[vote_type[1]]
    kind = next((kind for kind in kinds if kind in wanted), kinds[0])
    projects = _projects(lines, sections[1])
    decimals = Decimals()
    costs, budget = _money(lines, sections[1], projects, meta)
    tally = Tally(options=tuple(projects), costs=costs)
    votes = _votes(lines, sections[2], tuple(projects), kind, decimals)
    if kind == "scores":
        tally.unit = (1, 10**decimals.places)
    for vote, weight in votes.items():
        add(tally, _ballot(vote, kind, decimals), weight)
    return BallotFile(
        title=meta.get("description", (0, ""))[1],
        options=tally.options,
        tally=tally,
        labels=projects,
        offers={"budget": budget} if budget else {},
        notes=tuple(lines.notes),
    )


def _sections(lines: Lines) -> list[_Rows]:
    parts: dict[str, list[tuple[int, list[str]]]] = {}
    current = ""
    reader = csv.reader((line + "\n" for line in lines.lines), delimiter=";")
    before = 0
    try:
        for cells in reader:
            index, before = before, reader.line_num
            if not cells or not any(cell.strip() for cell in cells):
                continue
            name = cells[0].strip()
            if name in _SECTIONS and len(cells) == 1:
                current = name
                parts[name] = []
            elif current:
                parts[current].append((index, cells))
            else:
                raise lines.malformed(index, "section")
    except csv.Error:
        raise lines.malformed(before, "quotes-closed") from None
    found = []
    for name in _SECTIONS:
        if not parts.get(name):
            raise lines.malformed(len(lines.lines) - 1, f"section-{name.lower()}")
        index, heading = parts[name][0]
        columns = {cell.strip(): place for place, cell in enumerate(heading)}
        found.append(_Rows(index, columns, parts[name][1:]))
    return found


def _projects(lines: Lines, section: _Rows) -> dict[OptionId, str]:
    projects: dict[OptionId, str] = {}
    if "project_id" not in section.columns:
        raise lines.malformed(section.index, "column-project-id")
    for index, row in section.rows:
        project = section.cell(row, "project_id")
        if not project or project in projects:
            expected = "name-not-used-before" if project else "name"
            raise lines.malformed(index, expected, project)
        projects[project] = section.cell(row, "name")
        if len(projects) > OPTIONS_MAX:
            raise lines.malformed(index, "options-fewer", project, maximum=OPTIONS_MAX)
    return projects


def _money(
    lines: Lines,
    section: _Rows,
    projects: dict[OptionId, str],
    meta: dict[str, tuple[int, str]],
) -> tuple[dict[OptionId, int], str]:
    """Costs and budget in whole units: cents and the like where the file has decimals."""
    amounts = Decimals()
    told: dict[OptionId, str] = {}
    for index, row in section.rows:
        told[section.cell(row, "project_id")] = _amount(
            lines, index, amounts, section.cell(row, "cost")
        )
    budget = ""
    if "budget" in meta:
        index, budget = meta["budget"]
        budget = _amount(lines, index, amounts, budget)
    places = amounts.places
    if places:
        lines.note("file-money-unit", places=places)
    costs = {project: amounts.points(told[project], places) for project in projects}
    return costs, str(amounts.points(budget, places)) if budget else ""


def _amount(lines: Lines, index: int, amounts: Decimals, text: str) -> str:
    bare = text.replace(",", ".")
    value = amounts[bare]
    if value is None or value[0] < 0:
        raise lines.malformed(index, "amount", text)
    return bare


Vote = tuple[tuple[OptionId, str], ...]


def _votes(
    lines: Lines,
    section: _Rows,
    projects: tuple[OptionId, ...],
    kind: BallotKind,
    decimals: Decimals,
) -> Counter[Vote]:
    """Each distinct vote, its projects with their points (empty where none are given)."""
    if "vote" not in section.columns:
        raise lines.malformed(section.index, "column-vote")
    known = set(projects)
    checked: dict[tuple[str, str], Vote] = {}
    votes: Counter[Vote] = Counter()
    for index, row in section.rows:
        told = (section.cell(row, "vote"), section.cell(row, "points"))
        if told not in checked:
            if kind == "scores" and told[0] and not told[1]:
                raise lines.malformed(index, "points", told[1])
            checked[told] = _vote(lines, index, told, known, decimals)
        votes[checked[told]] += 1
    return votes


def _vote(
    lines: Lines, index: int, told: tuple[str, str], known: set[OptionId], decimals: Decimals
) -> Vote:
    marks = [mark.strip() for mark in told[0].split(",")] if told[0] else []
    points = [point.strip() for point in told[1].split(",")] if told[1] else [""] * len(marks)
    for mark in marks:
        if mark not in known:
            raise lines.malformed(index, "project-id", mark)
    if len(set(marks)) < len(marks):
        raise lines.malformed(index, "options-once", told[0])
    if len(points) != len(marks):
        raise lines.malformed(
            index, "points-for-each", told[1], minimum=len(marks), maximum=len(marks)
        )
    for point in points:
        if point and decimals[point] is None:
            raise lines.malformed(index, "points", point)
    return tuple(zip(marks, points, strict=True))


def _ballot(vote: Vote, kind: BallotKind, decimals: Decimals) -> Ballot:
    if kind == "ranking":
        return Ranking(tuple((mark,) for mark, _ in vote))
    if kind == "scores":
        places = decimals.places
        return Scores(tuple(sorted((mark, decimals.points(p, places)) for mark, p in vote)))
    marks = [mark for mark, points in vote for _ in range(_times(points, decimals))]
    return Choice(tuple(sorted(marks)))


def _times(points: str, decimals: Decimals) -> int:
    """How often a mark stands: once, or as often as a whole number of points says."""
    value = decimals[points] if points else None
    return value[0] if value and value[1] == 0 and 0 <= value[0] <= 10_000 else 1
