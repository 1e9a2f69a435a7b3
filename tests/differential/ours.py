"""Our counts of the drawn elections, in the peers' terms: options as numbers, sorted."""

from collections.abc import Callable
from itertools import permutations

from engine.rules.ballots import Ballot, Choice, Ranking, Scores
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Outcome
from engine.rules.parameters import Value
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.differential.draw import Election

Numbers = list[int]
BALLOTS: dict[str, Callable[[list[int]], Ballot]] = {
    "ranked": lambda order: Ranking(tuple((f"o{option}",) for option in order)),
    "approved": lambda marks: Choice(tuple(f"o{option}" for option in marks)),
    "scored": lambda points: Scores(tuple((f"o{o}", p) for o, p in enumerate(points))),
    "marked": lambda order: Choice((f"o{order[0]}",)),
}


def tally_of(kind: str, election: Election) -> Tally:
    tally = Tally(options=tuple(f"o{option}" for option in range(election["n"])))
    for weight, what in election["ballots"]:
        tally.add(BALLOTS[kind](what), weight)
    return tally


def counted(
    rule: str,
    tally: Tally,
    *,
    seats: int = 1,
    parameters: dict[str, Value] | None = None,
    casting: tuple[str, ...] = (),
) -> Outcome:
    ladder = Ladder(steps=("casting",), casting=casting) if casting else None
    return rule_of(rule).count(tally, seats=seats, parameters=parameters, ties=ladder)


def numbers(options: tuple[str, ...]) -> Numbers:
    return sorted(int(option[1:]) for option in options)


def elected(
    rule: str, tally: Tally, *, seats: int = 1, parameters: dict[str, Value] | None = None
) -> list[Numbers]:
    """All committees that some order of ties elects.

    A count that draws its options one by one follows, for any way of breaking its ties, the order
    in which it drew them: so trying every order as the chair's finds all committees there are.
    """
    plain = counted(rule, tally, seats=seats, parameters=parameters)
    if not plain.ties and len(plain.winners) == seats:
        return [numbers(plain.winners)]
    found = {
        tuple(numbers(counted(rule, tally, seats=seats, parameters=parameters, casting=o).winners))
        for o in permutations(tally.options)
    }
    return sorted(map(list, found))
