"""Points of a score sheet, criterion by criterion. All points are whole hundredths.

Most criteria look at one member only. A criterion with targets looks at all of them: who
over-fulfils most is the leader and gets the maximum, and the others are measured against it, so
a late verification of one member changes the points of the rest. Therefore it is computed from
the entries of all members at once, never one by one: an entry measured against somebody
else's leader could pass the maximum.

With maximum M, target T, actual A, and L/TL the leader's ratio:

- A < T: half of M, times A/T.
- A = T: half of M.
- A > T: half of M, and the other half times (A/T - 1) / (L/TL - 1); the leader gets M.
- T = 0: a group of its own, M times A over the largest A of that group; nothing if all are 0.

Source: the "formula of Article 6" that clusters with 1,000-point sheets use (trial system of
November 2025).

By hand: M 5.00, all targets 1.00. The leader has 12.00; 3.00 gets 2.50 + 2.50 · 2/11 = 2.9545…

>>> entries = {"a": TargetEntry(100, 300), "d": TargetEntry(100, 1200), "e": TargetEntry(100, 100)}
>>> target_points(500, entries)
{'a': 295, 'd': 500, 'e': 250}
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from engine.rules.rounding import RoundMode, rounded

MIXED_UNITS_RATIO = 10
"""Targets so many times apart are likely counted in different units (90 cases, 0.90 of one)."""


class TargetEntry(NamedTuple):
    """What a member had to reach and what it reached, in hundredths. A target of 0: none."""

    target: int
    actual: int


def target_points(
    maximum: int, entries: Mapping[str, TargetEntry], *, rounding: RoundMode = "half-up"
) -> dict[str, int]:
    """The points of each member for one criterion, never above the maximum.

    `entries` are those of all members that are compared with one another. Neither targets nor
    actuals are negative. Rounded to whole hundredths.
    """
    assert rounding != "none", "points are whole hundredths"
    assert all(entry.target >= 0 and entry.actual >= 0 for entry in entries.values())
    half = Fraction(maximum, 2)
    ratios = {
        member: Fraction(entry.actual, entry.target)
        for member, entry in entries.items()
        if entry.target
    }
    lead = max(ratios.values(), default=Fraction(0))
    most = max((entry.actual for entry in entries.values() if not entry.target), default=0)
    points: dict[str, int] = {}
    for member, entry in entries.items():
        if not entry.target:
            exact = Fraction(maximum * entry.actual, most) if most else Fraction(0)
        elif ratios[member] <= 1:
            exact = half * ratios[member]
        else:
            exact = half + half * (ratios[member] - 1) / (lead - 1)
        points[member] = int(rounded(exact, 0, rounding))
    return points


def mixed_units_suspected(entries: Mapping[str, TargetEntry]) -> tuple[str, ...]:
    """The members, sorted, whose target is ten times or more away from the middle target.

    A warning, not a refusal: such targets are likely counted in another unit, and one of them
    can make its member leader. Members without a target are left aside.

    >>> mixed_units_suspected({"a": TargetEntry(9000, 1), "b": TargetEntry(9000, 1),
    ...                        "c": TargetEntry(90, 1), "d": TargetEntry(0, 1)})
    ('c',)
    """
    targets = sorted(entry.target for entry in entries.values() if entry.target)
    if not targets:
        return ()
    middle = targets[len(targets) // 2]
    return tuple(
        sorted(
            member
            for member, entry in entries.items()
            if entry.target
            and max(entry.target, middle) >= MIXED_UNITS_RATIO * min(entry.target, middle)
        )
    )


def pass_points(maximum: int, *, achieved: bool) -> int:
    """All of the maximum, or nothing."""
    return maximum if achieved else 0


def entered_points(maximum: int, entered: int) -> int:
    """The points a scorer entered, never above the maximum nor below nothing."""
    return min(max(entered, 0), maximum)


def counted_points(maximum: int, times: int, per_time: int) -> int:
    """So many points a time, never above the maximum nor below nothing."""
    return entered_points(maximum, times * per_time)


def adjusted_points(
    minimum: int,
    maximum: int,
    *,
    bonus: int = 0,
    bonus_times: int = 1,
    penalty: int = 0,
    penalty_times: int = 1,
) -> int:
    """Bonus a time less penalty a time, held between a minimum and a maximum.

    >>> adjusted_points(-200, 500, bonus=100, bonus_times=7, penalty=50, penalty_times=1)
    500
    """
    assert minimum <= maximum, "the bounds of a criterion are in order"
    exact = bonus * bonus_times - penalty * penalty_times
    return min(max(exact, minimum), maximum)
