"""A sheet with one criterion of every kind, and short ways to mark it: givens of many stories."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.commands.base import Command
from engine.commands.rulebook import AdoptRulebook
from engine.commands.sheet import EnterScores, SubmitSheet
from engine.events.sheet import Stage
from engine.rules.marks import Mark
from engine.rules.rulebook import Criterion, Ground, RankingRule, Rulebook
from engine.rules.scoring import Scored
from tests.engine.bloc import OPENED, unit

GROUNDS = (
    Ground(id="inspection", name="Under inspection", effect="hold"),
    Ground(id="fraud", name="False report", effect="ineligible"),
)

WORK = Criterion(id="work", name="Work done", maximum=50_00)
CASES = Criterion(id="cases", name="Cases closed", kind="target", maximum=40_00, unit="case")
REPORT = Criterion(id="report", name="Report in time", kind="pass", maximum=10_00)
VISITS = Criterion(id="visits", name="Visits", maximum=10_00, per_time=4_00)
PRIZE = Criterion(id="prize", name="Prizes won", kind="bonus", maximum=5_00)
FAULTS = Criterion(id="faults", name="Faults", kind="penalty", maximum=3_00, per_time=50)
TASKS = Criterion(id="tasks", name="Tasks", kind="group", maximum=80_00, children=(WORK, CASES))

EVERY_KIND = (TASKS, REPORT, VISITS, PRIZE, FAULTS)


def rulebook(*criteria: Criterion, **fields: object) -> Rulebook:
    """Rules of a bloc with this sheet, scored by itself, by peers and verified."""
    told: dict[str, object] = {
        "id": "rules",
        "title": "Rules of the bloc",
        "criteria": criteria or EVERY_KIND,
        "stages": ("self", "peer", "verified"),
        "grounds": GROUNDS,
        **fields,
    }
    return Rulebook(**told)  # type: ignore[arg-type]  # fields of several types by name


def season(units: str = "U1 U2 U3", rules: Rulebook | None = None) -> tuple[Command, ...]:
    """An open ledger with these units and the rules adopted."""
    admitted = (unit(name) for name in units.split())
    return (OPENED, *admitted, AdoptRulebook(rulebook=rules or rulebook()))


def ranked_by(*steps: str) -> RankingRule:
    """Verified totals, with this tie-break."""
    return RankingRule(tie_break=steps)


def hundredths(told: str) -> int:
    """Decimal text as hundredths, exactly."""
    exact = Decimal(told) * 100
    assert exact == int(exact)
    return int(exact)


def entered(**points: str) -> tuple[Mark, ...]:
    """Marks in points."""
    return tuple(Mark(criterion=name, points=hundredths(told)) for name, told in points.items())


def reached(criterion: str, actual: str, target: str) -> Mark:
    """A mark of a target-based criterion."""
    return Mark(criterion=criterion, actual=hundredths(actual), target=hundredths(target))


FULL = (
    *entered(work="45.00"),
    reached("cases", "12.00", "10.00"),
    Mark(criterion="report", achieved=True),
    Mark(criterion="visits", times=2),
)
"""A complete sheet, without bonus or penalty."""


def enter(
    candidate: str, *marks: Mark, stage: Stage = "verified", scorer: str | None = None
) -> EnterScores:
    """Enter these marks (all of a full sheet, if none are told)."""
    return EnterScores(candidate=candidate, stage=stage, scorer=scorer, marks=marks or FULL)


def submit(candidate: str, stage: Stage = "verified", scorer: str | None = None) -> SubmitSheet:
    """Submit a sheet."""
    return SubmitSheet(candidate=candidate, stage=stage, scorer=scorer)


def sheet(
    candidate: str, *marks: Mark, stage: Stage = "verified", scorer: str | None = None
) -> tuple[Command, ...]:
    """Enter and submit a sheet."""
    return (
        enter(candidate, *marks, stage=stage, scorer=scorer),
        submit(candidate, stage, scorer),
    )


def in_points(criterion: str, given: int) -> Mark:
    """A mark in hundredths of a point."""
    return Mark(criterion=criterion, points=given)


def stage_of(rules: Rulebook, sheets: Mapping[str, tuple[Mark, ...]], **fields: Any) -> Scored:
    """The verified stage as the rules read it, one sheet a candidate."""
    return Scored(
        stage="verified",
        version=1,
        rulebook=rules,
        sheets={
            candidate: {"": {mark.criterion: mark for mark in marks}}
            for candidate, marks in sheets.items()
        },
        **fields,
    )
