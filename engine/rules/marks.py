"""What is entered for one criterion, and the form each kind of criterion asks for.

A mark is data of the rules, as a ballot is: events carry it, standings read it.
"""

from typing import TypeAlias

import msgspec

from engine.errors.scores import (
    CriterionIsGroup,
    CriterionNotFound,
    MarkBelowZero,
    MarkMisshapen,
    PointsAboveMaximum,
    StageNotInRulebook,
)
from engine.rules.rulebook import Criterion, Rulebook, walk
from engine.values.ids import CriterionId
from engine.values.numbers import Hundredths, Number, points
from engine.values.text import Code, Name, Text


class Mark(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What is entered for one criterion. Which fields are given depends on its kind:

    `points` (entered directly), `target` and `actual` (target-based, in hundredths of the
    unit of measure), `achieved` (pass or fail), `times` (events counted, where the criterion
    gives points `per_time`). `unit` is the unit of measure of a target and its result.
    `evidence` names attachments.
    """

    criterion: CriterionId
    points: Hundredths | None = None
    target: Hundredths | None = None
    actual: Hundredths | None = None
    achieved: bool | None = None
    times: Number | None = None
    unit: Name | None = None
    evidence: tuple[Code, ...] = ()
    remark: Text | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """The fields that say how much, as far as they are filled in."""
        return tuple(field for field in _FIELDS if getattr(self, field) is not None)

    def told(self) -> str:
        """The mark in short, for refusals: `97.50`, `100.00/90.00` (actual/target), `x3`.

        >>> Mark(criterion="1", target=9000, actual=10000).told()
        '100.00/90.00'
        """
        if self.points is not None:
            return points(self.points)
        if self.actual is not None and self.target is not None:
            return f"{points(self.actual)}/{points(self.target)}"
        if self.times is not None:
            return f"x{self.times}"
        return "achieved" if self.achieved else "not-achieved"


_FIELDS = ("points", "target", "actual", "achieved", "times", "unit")

Terms: TypeAlias = "tuple[str, str, int, int | None, str | None, tuple[Terms, ...]]"


def terms(criterion: Criterion) -> Terms:
    """What decides the points of a criterion and all below it; its name does not.

    Marks made under another version of the rulebook stand where the terms are the same.
    """
    below = tuple(terms(child) for child in criterion.children)
    return (
        criterion.id,
        criterion.kind,
        criterion.maximum,
        criterion.per_time,
        criterion.unit,
        below,
    )


def check_stage(rulebook: Rulebook, stage: str) -> None:
    """Refuse `StageNotInRulebook`."""
    if stage not in rulebook.stages:
        raise StageNotInRulebook(stage=stage, known=rulebook.stages)


def node_of(rulebook: Rulebook, criterion: str) -> Criterion:
    """The group or leaf with this id. Refuses `CriterionNotFound`."""
    for node in walk(rulebook.criteria):
        if node.id == criterion:
            return node
    raise CriterionNotFound(criterion=criterion, known=tuple(rulebook.leaves()))


def leaf_of(rulebook: Rulebook, criterion: str) -> Criterion:
    """The leaf with this id. Refuses `CriterionNotFound` and `CriterionIsGroup`."""
    node = node_of(rulebook, criterion)
    if node.kind == "group":
        leaves = tuple(each.id for each in walk(node.children) if each.kind != "group")
        raise CriterionIsGroup(criterion=criterion, leaves=leaves)
    return node


def is_beside(criterion: Criterion) -> bool:
    """Does the leaf stand beside the maximum: bonus or penalty, which need no mark."""
    return criterion.kind in ("bonus", "penalty")


def fields_of(criterion: Criterion) -> tuple[str, ...]:
    """The fields that a mark for this leaf must give, and no others.

    >>> fields_of(Criterion(id="1", name="Visits", kind="bonus", maximum=500, per_time=50))
    ('times',)
    """
    if criterion.kind == "target":
        return ("target", "actual")
    if criterion.kind == "pass":
        return ("achieved",)
    return ("points",) if criterion.per_time is None else ("times",)


def check_mark(criterion: Criterion, mark: Mark) -> None:
    """Refuse `MarkMisshapen`, `MarkBelowZero` and `PointsAboveMaximum`.

    Counted events may come to more than the maximum: those points are cut, not refused,
    because the count itself is a fact.
    """
    expected = fields_of(criterion)
    optional = ("unit",) if criterion.kind == "target" else ()
    if tuple(field for field in mark.given if field not in optional) != expected:
        raise MarkMisshapen(
            criterion=criterion.id, kind=criterion.kind, given=mark.given, expected=expected
        )
    for field, value in (("target", mark.target), ("actual", mark.actual)):
        if value is not None and value < 0:
            raise MarkBelowZero(criterion=criterion.id, field=field, value=points(value))
    if mark.times is not None and mark.times < 0:
        raise MarkBelowZero(criterion=criterion.id, field="times", value=mark.times)
    if mark.points is not None:
        check_points(criterion, mark.points)


def check_points(criterion: Criterion, hundredths: int) -> None:
    """Refuse points outside the criterion: `MarkBelowZero` and `PointsAboveMaximum`."""
    if hundredths < 0:
        raise MarkBelowZero(criterion=criterion.id, field="points", value=points(hundredths))
    if hundredths > criterion.maximum:
        raise PointsAboveMaximum(
            criterion=criterion.id,
            points=points(hundredths),
            maximum=points(criterion.maximum),
        )
