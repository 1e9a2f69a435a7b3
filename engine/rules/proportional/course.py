"""The course of a committee's election: seat after seat, and every way an open tie may fall.

A sequential rule elects the best option, then looks again. Where two are best and the ladder
does not part them, the ballots alone do not say which comes first, and the choice may change
all that follows. So every way is followed as a *line*; lines that come to the same point are
one again. Who is elected in every line is elected; who is elected in some is undecided. This
is the irresolute reading of M. Lackner and P. Skowron, *Multi-Winner Voting with Approval
Preferences*, 2023, section 2.1.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Step
from engine.rules.ties import Ladder

LINES_MAX = 100
"""More lines are not followed: the count stops there and leaves the open seats undecided."""


@dataclass(frozen=True)
class Offer:
    """Whom a rule would elect next: one option, or several that it holds alike."""

    options: tuple[OptionId, ...]
    tell: Callable[[], dict[str, Fact]]
    """The figures behind the offer, for the trace."""


class Race(Protocol):
    """A committee in the making, under one rule. Never changed: electing makes another."""

    @property
    def elected(self) -> tuple[OptionId, ...]:
        """The committee so far, in order of election."""

    @property
    def key(self) -> Hashable:
        """Equal for races of one rule that cannot differ any more."""

    def merge(self, other: Self, /) -> Self:
        """One race for two of the same key."""

    def best(self) -> Offer | None:
        """Whom the rule elects next; none if it elects nobody any more."""

    def elect(self, option: OptionId, /) -> Self:
        """The race after electing one option of its offer."""


R = TypeVar("R", bound=Race)


@dataclass(frozen=True)
class Course:
    """How the lines came to where they stand."""

    committees: tuple[tuple[OptionId, ...], ...] = ()
    """The committee of each line, in order of election."""
    agreed: tuple[int, ...] = ()
    """Numbers of seats after which all lines had elected the same options."""
    complete: bool = True
    """False if there were more lines than are followed."""
    trace: tuple[Step, ...] = ()
    ties: tuple[Step, ...] = ()


def run(
    start: Sequence[R],
    *,
    seats: int,
    ties: Ladder,
    before: Course | None = None,
    traced: bool = True,
) -> tuple[tuple[R, ...], Course]:
    """Elect until the seats are filled or nobody can be elected, in every line.

    `before` is the course that led to the races at the start. Without `traced` the trace is
    left as it was, for counts of which only the end is wanted.
    """
    before = before or Course()
    lines = tuple(start)
    agreed = list(before.agreed)
    trace = list(before.trace)
    used = {repr(step): step for step in before.ties}
    stood = not before.complete
    while not stood and len(lines) <= LINES_MAX:
        moved: list[R] = []
        stood = True
        for line in lines:
            offer = line.best() if len(line.elected) < seats else None
            if offer is None:
                moved.append(line)
                continue
            stood = False
            chosen, steps = _chosen(offer, ties, seat=len(line.elected) + 1)
            used.update((repr(step), step) for step in steps)
            moved.extend(line.elect(option) for option in chosen)
            if traced:
                trace.extend(_told(line, offer, chosen, alone=len(lines) == 1))
        lines = _merged(moved)
        if not stood and len({frozenset(line.elected) for line in lines}) == 1:
            agreed.append(len(lines[0].elected))
    complete = before.complete and stood
    if before.complete and not stood:
        trace.append(Step("lines-unfollowed", {"lines": len(lines), "lines_max": LINES_MAX}))
    committees = tuple(line.elected for line in lines)
    return lines, Course(committees, tuple(agreed), complete, tuple(trace), tuple(used.values()))


def _merged(lines: list[R]) -> tuple[R, ...]:
    if len(lines) == 1:
        return tuple(lines)
    found: dict[Hashable, R] = {}
    for line in lines:
        found[line.key] = found[line.key].merge(line) if line.key in found else line
    return tuple(found.values())


def _chosen(
    offer: Offer, ties: Ladder, *, seat: int
) -> tuple[tuple[OptionId, ...], tuple[Step, ...]]:
    if len(offer.options) == 1:
        return offer.options, ()
    groups, steps = ties.order(offer.options, about=f"seat-{seat}", seats=1)
    return groups[0], steps


def _told(line: Race, offer: Offer, chosen: tuple[OptionId, ...], *, alone: bool) -> list[Step]:
    facts: dict[str, Fact] = {"seat": len(line.elected) + 1, **offer.tell()}
    if len(offer.options) > 1:
        facts["alike"] = offer.options
    if not alone:
        facts["after"] = line.elected
    return [Step("elected", {"option": option, **facts}) for option in chosen]
