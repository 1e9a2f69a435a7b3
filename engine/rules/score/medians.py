"""Majority values: the medians that come out when one after the other is taken away.

From sorted grades the medians come out of the middle, alternating to both sides, so grade by
grade of a large electorate need not be listed: between two changes of grade the pair of grades
left and right of the middle stays the same. Options with equally many grades are compared at
every distance from the middle at which any of them changes.

Source: M. Balinski and R. Laraki, *Majority Judgment*, MIT Press, 2010, 13.1.
"""

from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from itertools import accumulate
from typing import TypeAlias, TypeVar

Value: TypeAlias = tuple[tuple[int, int, int], ...]
"""From the middle outwards: distance from which on, lower grade, upper grade."""

Name = TypeVar("Name", bound=Hashable)


def median(counts: Sequence[int]) -> int:
    """The lower median of grades, told as how often each was given. There must be some.

    >>> median([1, 0, 1]), median([0, 1, 2])
    (0, 2)
    """
    return bisect_right(list(accumulate(counts)), (sum(counts) - 1) // 2)


def majority_values(grades: Mapping[Name, Sequence[int]]) -> dict[Name, Value]:
    """What to compare options by, greater is better. All have equally many grades.

    >>> majority_values({"a": [1, 0, 1, 1], "b": [0, 1, 2, 0]})
    {'a': ((0, 2, 2), (1, 0, 3)), 'b': ((0, 2, 2), (1, 1, 2))}
    """
    totals = {name: list(accumulate(counts)) for name, counts in grades.items()}
    voters = max((total[-1] for total in totals.values()), default=0)
    # With an odd number the middle stands for itself; with an even one it has two sides.
    lower, upper = (voters - 1) // 2, voters // 2
    distances = {0}
    for total in totals.values():
        distances.update(lower - below + 1 for below in total if 0 < below <= lower)
        distances.update(below - upper for below in total if upper < below < voters)
    return {
        name: tuple(
            (distance, bisect_right(total, lower - distance), bisect_right(total, upper + distance))
            for distance in sorted(distances)
        )
        for name, total in totals.items()
    }
