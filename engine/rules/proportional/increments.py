"""Completion of equal shares by raising everybody's share: the last step that still fits.

Source: the add1 completion of D. Peters, G. Pierczyński and P. Skowron (equalshares.net,
"Completion"): count with shares raised by one step at a time, stop at the first outcome to
which nothing can be added, or before the first that is too large.
"""

from collections.abc import Callable

from engine.rules.ballots import OptionId
from engine.rules.proportional.course import run
from engine.rules.proportional.lines import fewer
from engine.rules.proportional.purses import PurseRace
from engine.rules.ties import Ladder

Test = Callable[[tuple[OptionId, ...]], bool]


def last_feasible(
    opened: Callable[[int], PurseRace], *, options: int, ties: Ladder, fits: Test, full: Test
) -> int:
    """The number of steps to raise shares by.

    `opened` starts a race with shares raised by so many steps, `fits` says of a committee that
    it is not too large, `full` that nothing can be added. Where an open tie makes several
    committees, all must fit, and all must be full. Steps known to change nothing are skipped.
    """
    steps = 0
    while True:
        lines, course = run([opened(steps)], seats=options, ties=ties, traced=False)
        if not course.complete:
            return steps
        if not all(fits(committee) for committee in course.committees):
            # The count without any raise always fits, so there is a step before.
            return steps - 1
        if all(full(committee) for committee in course.committees):
            return steps
        alike: int | None = None
        for line in lines:
            alike = fewer(alike, line.alike)
        if alike is None:
            return steps
        steps += alike + 1
