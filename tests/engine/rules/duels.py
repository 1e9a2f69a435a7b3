"""Small elections for the rules that compare options, and their duels counted the slow way.

Written apart from the engine, so that a test compares two counts and not one with itself.
"""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import TypeAlias

from engine.rules.ballots import Ballot, OptionId, Ranking, Scores
from engine.rules.tally import Tally

Duels: TypeAlias = dict[tuple[OptionId, OptionId], int]


def ranked(told: dict[str, int], options: str = "") -> Tally:
    """A tally of rankings told as `a b=c`: best first, options with `=` between them alike."""
    box: dict[Ballot, int] = {
        Ranking(tuple(tuple(sorted(group.split("="))) for group in text.split())): weight
        for text, weight in told.items()
    }
    named = options or "".join(told).replace(" ", "").replace("=", "")
    return Tally(options=tuple(sorted(set(named))), ballots=box)


def scored(told: dict[tuple[int, ...], int], options: str = "abcdefgh") -> Tally:
    """A tally of full score ballots: points of a, b, c, … with the number of ballots."""
    size = len(next(iter(told)))
    names = tuple(options[:size])
    box: dict[Ballot, int] = {
        Scores(tuple(zip(names, points, strict=True))): weight for points, weight in told.items()
    }
    return Tally(options=names, ballots=box)


def elections(number: int, *, seed: int, options: int = 4) -> Iterator[Tally]:
    """Random small elections: few voters, ties, blanks and weights, so that bugs show."""
    random = Random(seed)
    for _ in range(number):
        names = tuple("abcdefgh"[: random.randint(2, options)])
        tally = Tally(options=names)
        full = random.random() < 0.4
        for _ in range(random.randint(1, 7)):
            order = random.sample(names, len(names) if full else random.randint(1, len(names)))
            groups: list[tuple[OptionId, ...]] = []
            for option in order:
                if groups and not full and random.random() < 0.25:
                    groups[-1] = tuple(sorted((*groups[-1], option)))
                else:
                    groups.append((option,))
            tally.add(Ranking(tuple(groups)), random.choice((1, 1, 1, 2, 3)))
        yield tally


def duels(tally: Tally, blank: str = "last") -> Duels:
    """How many voters rank the first option of a pair above the second."""
    counted: Duels = dict.fromkeys(product(tally.options, tally.options), 0)
    for ballot, weight in tally.whole.items():
        assert isinstance(ballot, Ranking)
        place = {o: rank for rank, group in enumerate(ballot.groups) for o in group}
        for one, other in counted:
            if other in place:
                counted[one, other] += weight * (one in place and place[one] < place[other])
            elif blank == "last":
                counted[one, other] += weight * (one in place)
    return counted


def strengths(counted: Duels, measure: str) -> Duels:
    """How strong each defeat is; pairs that are none are left out."""
    return {
        (one, other): votes - counted[other, one] if measure == "margins" else votes
        for (one, other), votes in counted.items()
        if votes > counted[other, one]
    }


def best(options: set[OptionId], beaten_by: dict[OptionId, set[OptionId]]) -> list[set[OptionId]]:
    """Places from a relation: those beaten by none of the rest, again and again."""
    rest = set(options)
    found = []
    while rest:
        top = {option for option in rest if not beaten_by[option] & rest}
        found.append(top)
        rest -= top
    return found


def as_sets(ranking: tuple[tuple[OptionId, ...], ...]) -> list[set[OptionId]]:
    """A ranking to compare with places."""
    return [set(group) for group in ranking]
