"""Standings: from points to totals, and from totals to places.

A total is the sum of the leaves, groups cut at their maxima, plus bonus, less penalty. Places
are standard competition ranks (1, 2, 2, 4): equal totals share a place unless a step of the
rulebook's `tie_break` orders them, and the standings say which step did. Who is on hold or
ruled ineligible is listed with its points and has no place.

Source: the sheets described in the domain reference, 2.1 and 2.2; regulations print two
decimals and order totals from high to low.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from engine.rules.outcome import Step, number, places
from engine.rules.scoring import CriterionPoints, Scored, scored_points
from engine.rules.sheet_sums import GroupPoints, Sums, sums_of
from engine.rules.units_check import unit_warnings
from engine.values.ids import MemberId


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate's points at one stage, all in hundredths.

    `without_bonus` is the total before bonus and penalty; `maximum` that of the criteria that
    apply to the candidate; `share` is total / maximum as an exact fraction (None without a
    maximum). `capped`: the sum was above the rulebook's highest total. `rank` is None for who
    is listed without a place; `decided_by` names the tie-break step that gave the place.
    """

    candidate: MemberId
    total: int
    without_bonus: int
    bonus: int
    penalty: int
    maximum: int
    share: str | None
    capped: bool
    criteria: tuple[CriterionPoints, ...]
    groups: tuple[GroupPoints, ...]
    rank: int | None = None
    decided_by: str | None = None

    def points(self, criterion: str) -> int | None:
        """Points of a criterion or group of the sheet; None where there are none."""
        leaf = next((each for each in self.criteria if each.criterion == criterion), None)
        if leaf is not None:
            return leaf.points
        return next((each.points for each in self.groups if each.criterion == criterion), None)


class Unranked(msgspec.Struct, frozen=True, kw_only=True):
    """Listed without a place, and why."""

    candidate: MemberId
    reason: Literal["hold", "ineligible", "not-submitted"]
    ground: str | None = None
    authority: str | None = None


class Standings(msgspec.Struct, frozen=True, kw_only=True):
    """The order of one stage: `places` best first, those of one place sorted together.

    `rows` in the order of the places, then who has points and no place, highest first.
    `ties` holds one step per tie-break used and per tie left; `warnings` what a reader should
    check before trusting the figures.
    """

    stage: str
    rulebook: int
    places: tuple[tuple[MemberId, ...], ...]
    rows: tuple[Row, ...]
    unranked: tuple[Unranked, ...] = ()
    ties: tuple[Step, ...] = ()
    warnings: tuple[Step, ...] = ()

    def row(self, candidate: MemberId) -> Row | None:
        """The points of one candidate."""
        return next((row for row in self.rows if row.candidate == candidate), None)


def standings(scored: Scored) -> Standings:
    """Totals and places of everybody whose sheets of the stage are complete.

    The order in which marks, sheets and candidates are told decides nothing.
    """
    points = scored_points(scored)
    rows = {candidate: _row(scored, candidate, points[candidate]) for candidate in points}
    free = {candidate: row for candidate, row in rows.items() if candidate not in scored.bars}
    order, ties, decided = _ordered(free, scored.rulebook.ranking.tie_break)
    listed: list[Row] = []
    for group in order:
        rank = 1 + len(listed)
        listed.extend(
            msgspec.structs.replace(rows[each], rank=rank, decided_by=decided.get(each))
            for each in group
        )
    barred = sorted(set(rows) - set(free), key=lambda each: (-rows[each].total, each))
    return Standings(
        stage=scored.stage,
        rulebook=scored.version,
        places=order,
        rows=(*listed, *(rows[each] for each in barred)),
        unranked=_unranked(scored),
        ties=ties,
        warnings=unit_warnings(scored),
    )


def row_of(scored: Scored, candidate: MemberId) -> Row:
    """One candidate's points, without a place."""
    return _row(scored, candidate, scored_points(scored)[candidate])


def _row(scored: Scored, candidate: MemberId, points: Mapping[str, CriterionPoints]) -> Row:
    rulebook = scored.rulebook
    sums, groups = sums_of(
        rulebook.criteria,
        {leaf: each.points for leaf, each in points.items()},
        scored.unassigned.get(candidate, frozenset()),
    )
    total = sums.points + sums.bonus - sums.penalty
    highest = rulebook.ranking.total_maximum
    capped = highest is not None and total > highest
    if highest is not None:
        total = min(total, highest)
    return Row(
        candidate=candidate,
        total=total,
        without_bonus=sums.points,
        bonus=sums.bonus,
        penalty=sums.penalty,
        maximum=sums.maximum,
        share=_share(total, sums),
        capped=capped,
        criteria=tuple(points.values()),
        groups=groups,
    )


def _share(total: int, sums: Sums) -> str | None:
    return number(Fraction(total, sums.maximum)) if sums.maximum else None


def _unranked(scored: Scored) -> tuple[Unranked, ...]:
    told: list[Unranked] = []
    for candidate in sorted({*scored.missing, *scored.sheets}):
        bar = scored.bars.get(candidate)
        if bar is not None:
            told.append(
                Unranked(
                    candidate=candidate,
                    reason=bar.effect,
                    ground=bar.ground,
                    authority=bar.authority,
                )
            )
        elif candidate not in scored.sheets:
            told.append(Unranked(candidate=candidate, reason="not-submitted"))
    return tuple(told)


Groups: TypeAlias = tuple[tuple[MemberId, ...], ...]


def _ordered(
    rows: Mapping[MemberId, Row], tie_break: tuple[str, ...]
) -> tuple[Groups, tuple[Step, ...], dict[MemberId, str]]:
    """Places, the steps of the ties, and the step that gave each candidate its place."""
    order: list[tuple[MemberId, ...]] = []
    steps: list[Step] = []
    decided: dict[MemberId, str] = {}
    for tied in places({candidate: row.total for candidate, row in rows.items()}):
        rank = 1 + sum(len(group) for group in order)
        groups: Groups = (tied,)
        for step in tie_break:
            finer = tuple(part for group in groups for part in _split(rows, group, step))
            if finer == groups:
                continue
            for part in set(finer) - set(groups):
                decided.update(dict.fromkeys(part, step))
            groups = finer
            steps.append(Step("tie-broken", {"rank": rank, "by": step, "order": groups}))
        if any(len(group) > 1 for group in groups):
            steps.append(Step("tie-left", {"rank": rank, "order": groups}))
        order.extend(groups)
    return tuple(order), tuple(steps), decided


def _split(rows: Mapping[MemberId, Row], group: tuple[MemberId, ...], step: str) -> Groups:
    key = _key(step)
    return places({candidate: key(rows[candidate]) for candidate in group})


def _key(step: str) -> Callable[[Row], int]:
    """What a step of the ladder compares, higher first. No points count as none."""
    if step == "without-bonus":
        return lambda row: row.without_bonus
    _, _, criterion = step.partition(":")
    return lambda row: row.points(criterion) or 0
