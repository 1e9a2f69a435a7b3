"""Locking defeats in without closing a cycle, for every order of those equally strong.

What a lock can still change is only which options reach which through locked defeats, so a
state is that reach: per option a whole number with a bit for each option below it. Two orders
of equal defeats that end in the same reach are the same to all that follows.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

Reach: TypeAlias = tuple[int, ...]
Defeat: TypeAlias = tuple[int, int]
"""Winner and loser."""

BRANCHES_MAX = 10_000
"""Orders followed side by side before a count gives up (the problem is NP-hard: M. Brill and
F. Fischer, "The price of neutrality for the ranked pairs method", AAAI 2012).
"""


def lock(reach: Reach, defeat: Defeat) -> Reach:
    """The reach once this defeat is locked in as well."""
    winner, loser = defeat
    below = reach[loser] | 1 << loser
    return tuple(
        row | below if index == winner or row >> winner & 1 else row
        for index, row in enumerate(reach)
    )


def locked(states: Iterable[Reach], defeats: Sequence[Defeat]) -> tuple[set[Reach], bool]:
    """Every reach that locking these equally strong defeats can end in, in some order.

    False if there were too many orders to follow to their ends: then each end lies beyond one
    of the states.
    """
    level = set(states)
    ends: set[Reach] = set()
    while level:
        choices = {reach: _choices(reach, defeats) for reach in level}
        if sum(map(len, choices.values())) > BRANCHES_MAX:
            return ends | level, False
        ends |= {reach for reach, open_defeats in choices.items() if not open_defeats}
        level = {
            lock(reach, defeat)
            for reach, open_defeats in choices.items()
            for defeat in open_defeats
        }
    return ends, True


def _choices(reach: Reach, defeats: Sequence[Defeat]) -> list[Defeat]:
    """The defeats of which one is locked next: all that are open, or a single certain one."""
    free = [d for d in defeats if not (reach[d[0]] >> d[1] & 1 or reach[d[1]] >> d[0] & 1)]
    everything = closed(reach, free)
    for winner, loser in free:
        # On no cycle of all that might still be locked: locked in whatever order.
        if not everything[loser] >> winner & 1:
            return [(winner, loser)]
    return free


def closed(reach: Sequence[int], defeats: Iterable[Defeat]) -> list[int]:
    """The reach if all these defeats were locked in, cycles and all."""
    rows = list(reach)
    for winner, loser in defeats:
        rows[winner] |= 1 << loser
    for via, _ in enumerate(rows):
        for index, row in enumerate(rows):
            if row >> via & 1:
                rows[index] = row | rows[via]
    return rows
