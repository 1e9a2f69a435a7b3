"""Sums of a sheet: what the leaves of a criteria tree come to, group by group.

Ordinary points add up inside their group and are cut at its maximum. Bonus and penalty stand
beside the maximum, wherever their leaf stands; a group that holds nothing else cuts the sum of
its bonuses, and that of its penalties, at its own maximum.

>>> rows = (Criterion(id="a", name="A", maximum=500), Criterion(id="b", name="B", maximum=500))
>>> cut = Criterion(id="I", name="I", kind="group", maximum=800, children=rows)
>>> sums_of((cut,), {"a": 500, "b": 450}, frozenset())[0]
Sums(points=800, bonus=0, penalty=0, maximum=800)
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from engine.rules.rulebook import Criterion, walk
from engine.values.ids import CriterionId


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Hundredths of a point: ordinary points, bonus and penalty, and the assigned maximum."""

    points: int = 0
    bonus: int = 0
    penalty: int = 0
    maximum: int = 0


class GroupPoints(msgspec.Struct, frozen=True, kw_only=True):
    """What a group came to; `capped` where its leaves came to more than its maximum."""

    criterion: CriterionId
    points: int
    bonus: int
    penalty: int
    maximum: int
    capped: bool


def sums_of(
    criteria: Sequence[Criterion],
    points: Mapping[CriterionId, int],
    unassigned: Collection[CriterionId],
) -> tuple[Sums, tuple[GroupPoints, ...]]:
    """The sums of the whole sheet, and its groups, parents before their children."""
    groups: list[GroupPoints] = []
    return _level(criteria, points, unassigned, groups), tuple(groups)


def _level(
    nodes: Sequence[Criterion],
    points: Mapping[CriterionId, int],
    unassigned: Collection[CriterionId],
    groups: list[GroupPoints],
) -> Sums:
    sums = [_sum(node, points, unassigned, groups) for node in nodes]
    return Sums(
        points=sum(each.points for each in sums),
        bonus=sum(each.bonus for each in sums),
        penalty=sum(each.penalty for each in sums),
        maximum=sum(each.maximum for each in sums),
    )


def _sum(
    node: Criterion,
    points: Mapping[CriterionId, int],
    unassigned: Collection[CriterionId],
    groups: list[GroupPoints],
) -> Sums:
    if node.kind == "group":
        return _group(node, points, unassigned, groups)
    value = points.get(node.id, 0)
    if node.kind == "bonus":
        return Sums(bonus=value)
    if node.kind == "penalty":
        return Sums(penalty=value)
    return Sums(points=value, maximum=0 if node.id in unassigned else node.maximum)


def _group(
    node: Criterion,
    points: Mapping[CriterionId, int],
    unassigned: Collection[CriterionId],
    groups: list[GroupPoints],
) -> Sums:
    place = len(groups)
    whole = _level(node.children, points, unassigned, groups)
    kinds = {leaf.kind for leaf in walk(node.children) if leaf.kind != "group"}
    beside = kinds <= {"bonus", "penalty"}
    cut = Sums(
        points=min(whole.points, node.maximum),
        bonus=min(whole.bonus, node.maximum) if beside else whole.bonus,
        penalty=min(whole.penalty, node.maximum) if beside else whole.penalty,
        maximum=min(whole.maximum, node.maximum),
    )
    groups.insert(
        place,
        GroupPoints(
            criterion=node.id,
            points=cut.points,
            bonus=cut.bonus,
            penalty=cut.penalty,
            maximum=cut.maximum,
            capped=(cut.points, cut.bonus, cut.penalty)
            != (whole.points, whole.bonus, whole.penalty),
        ),
    )
    return cut
