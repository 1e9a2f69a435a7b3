"""Our counts of the drawn elections, in the peers' terms: options as numbers, sorted."""

from collections import Counter
from collections.abc import Callable
from itertools import permutations

from engine.rules.ballots import Ballot, Choice, Ranking, Scores
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Outcome
from engine.rules.parameters import Value
from engine.rules.rows import MARKED, ChoiceRows, RankingRows, Rows, ScoresRows
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
    """The election's tally: every other one with its ballots in rows, as plain files are read."""
    options = tuple(f"o{option}" for option in range(election["n"]))
    if len(election["ballots"]) % 2:
        return Tally(options=options, ballots=_rows(kind, election, options))
    tally = Tally(options=options)
    for weight, what in election["ballots"]:
        tally.add(BALLOTS[kind](what), weight)
    return tally


def _rows(kind: str, election: Election, options: tuple[str, ...]) -> Rows:
    rows: Counter[bytes] = Counter()
    for weight, what in election["ballots"]:
        if kind in ("ranked", "scored"):
            rows[bytes(what)] += weight
        else:
            marks = what if kind == "approved" else what[:1]
            rows[bytes(MARKED if o in marks else 0 for o in range(election["n"]))] += weight
    if kind == "ranked":
        return RankingRows(options, rows)
    return (
        ScoresRows(options, rows, tuple(range(6)))
        if kind == "scored"
        else ChoiceRows(options, rows)
    )


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
