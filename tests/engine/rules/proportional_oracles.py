"""The committee rules a second time, straight from their definitions, voter by voter.

Slow and without any of the engine's short cuts: voters are single, figures are recomputed from
nothing in every round, and every way an open tie may fall is tried. Good for small elections.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce

from hypothesis import strategies as st

from engine.rules.ballots import Choice
from engine.rules.outcome import Outcome
from engine.rules.tally import Tally

Voter = frozenset[str]
Committees = frozenset[frozenset[str]]


@st.composite
def profiles(draw: st.DrawFn, options: int = 5, voters: int = 8) -> tuple[str, list[Voter]]:
    """Some options and what each voter approves of them, blank ballots among them."""
    names = "abcdefgh"[: draw(st.integers(1, options))]
    approved = st.frozensets(st.sampled_from(names))
    return names, draw(st.lists(approved, max_size=voters))


def tally_of(names: Iterable[str], voters: Iterable[Voter], weight: int = 1) -> Tally:
    """The same election as a tally."""
    tally = Tally(options=tuple(names))
    for approved in voters:
        tally.add(Choice(tuple(sorted(approved))), weight)
    return tally


def agrees(outcome: Outcome, committees: Committees) -> bool:
    """Whether winners are in every committee, and undecided the others of any committee."""
    sure = reduce(frozenset.intersection, committees)
    possible = reduce(frozenset.union, committees)
    return set(outcome.winners) == sure and set(outcome.undecided) == possible - sure


def seq_pav(names: str, voters: Sequence[Voter], seats: int) -> Committees:
    """All committees of sequential PAV: the score of a committee is summed from nothing."""

    def score(committee: frozenset[str]) -> Fraction:
        return sum(
            (Fraction(1, n) for v in voters for n in range(1, len(v & committee) + 1)), Fraction(0)
        )

    def grown(committee: frozenset[str]) -> Committees:
        if len(committee) == seats:
            return frozenset({committee})
        scores = {name: score(committee | {name}) for name in names if name not in committee}
        best = [name for name, got in scores.items() if got == max(scores.values())]
        return frozenset().union(*(grown(committee | {name}) for name in best))

    return grown(frozenset())


def seq_phragmen(
    names: str,
    voters: Sequence[Voter],
    seats: int,
    start: tuple[frozenset[str], tuple[Fraction, ...]] | None = None,
) -> Committees:
    """All committees of Phragmén's rule, told with money: voters earn 1 a day each, and supporters
    who have 1 together spend all they have on their option.
    """

    def grown(committee: frozenset[str], money: tuple[Fraction, ...]) -> Committees:
        if len(committee) == seats:
            return frozenset({committee})
        days: dict[str, Fraction] = {}
        for name in set(names) - committee:
            those = [money[i] for i, v in enumerate(voters) if name in v]
            if those:
                days[name] = (1 - sum(those, Fraction(0))) / len(those)
        if not days:
            rest = sorted(set(names) - committee)
            return _filled(committee, rest, seats)
        first = min(days.values())
        found: Committees = frozenset()
        for name in (name for name, needed in days.items() if needed == first):
            after = tuple(
                Fraction(0) if name in v else money[i] + first for i, v in enumerate(voters)
            )
            found |= grown(committee | {name}, after)
        return found

    return grown(*(start or (frozenset(), (Fraction(0),) * len(voters))))


def _filled(committee: frozenset[str], rest: Sequence[str], seats: int) -> Committees:
    """Every way to fill up with options that nobody approves."""
    if len(committee) == seats:
        return frozenset({committee})
    ways = (_filled(committee | {name}, rest, seats) for name in rest if name not in committee)
    return frozenset().union(*ways)


Ends = frozenset[tuple[frozenset[str], tuple[Fraction, ...]]]


def equal_shares(
    voters: Sequence[Voter],
    costs: dict[str, int],
    utilities: dict[str, int],
    share: Fraction,
    prefer: Callable[[str], tuple[int, ...]] = lambda _: (),
) -> Ends:
    """All ends of equal shares without completion: committees, and what voters have left."""

    def price(name: str, purses: Sequence[Fraction]) -> Fraction | None:
        those = sorted(purses[i] for i, v in enumerate(voters) if name in v)
        if not those or sum(those) < costs[name]:
            return None
        for poor in range(len(those)):
            full = (costs[name] - sum(those[:poor])) / Fraction(len(those) - poor)
            if sum(min(purse, full) for purse in those) == costs[name]:
                return full / utilities[name]
        raise AssertionError("what can be paid for has a price")

    def grown(committee: frozenset[str], purses: tuple[Fraction, ...]) -> Ends:
        prices = {name: price(name, purses) for name in costs if name not in committee}
        asked = {name: got for name, got in prices.items() if got is not None}
        if not asked:
            return frozenset({(committee, purses)})
        best = [name for name, got in asked.items() if got == min(asked.values())]
        best = [name for name in best if prefer(name) == max(map(prefer, best))]
        found: Ends = frozenset()
        for name in best:
            full = asked[name] * utilities[name]
            after = tuple(
                purses[i] - min(purses[i], full) if name in v else purses[i]
                for i, v in enumerate(voters)
            )
            found |= grown(committee | {name}, after)
        return found

    return grown(frozenset(), (share,) * len(voters))


def committees_of(ends: Ends) -> Committees:
    """The committees alone."""
    return frozenset(committee for committee, _ in ends)
