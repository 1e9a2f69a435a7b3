"""Options that will be excluded whatever the order: the sum of all below still loses.

Take the options from the fewest votes up. If a lower set's votes together are fewer than the
next option's, none of them can overtake it even with every vote of the others, so the whole
set goes before any other option does. RCTab calls this batch elimination; here it also shows
that a tie inside such a set need not be broken.
"""

from collections.abc import Mapping

from engine.rules.transferable.papers import Option
from engine.rules.transferable.referee import Number


def certain_losers(
    votes: Mapping[Option, Number], *, surplus: Number = 0
) -> list[tuple[Option, ...]]:
    """Every such set of the standing options, smallest first: each holds the one before it, and
    all hold the options with the fewest votes.

    `surplus` is what elected options may still pass on; it may all reach one of the set.

    >>> certain_losers({0: 50, 1: 30, 2: 29, 3: 1, 4: 1})
    [(3, 4)]
    """
    sets: list[tuple[Option, ...]] = []
    below: list[Option] = []
    total: Number = surplus
    for level in sorted(set(votes.values())):
        if below and total < level:
            sets.append(tuple(sorted(below)))
        at_level = [option for option, value in votes.items() if value == level]
        below.extend(at_level)
        total += level * len(at_level)
    return sets
