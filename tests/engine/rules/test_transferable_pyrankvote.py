"""A second opinion: pyrankvote (MIT) on thousands of small elections, drawn from fixed seeds.

Where the two differ, pyrankvote is known to do something else, and the test says what:

- a tie: it looks at second choices and then at `random`; we look at earlier rounds and the ladder,
  and stop where the tie matters. Then its winner is one of those we call undecided.
- nearly a tie: it takes votes within 0.001 as equal, which cut-off decimals may tell apart.
- a pile of papers with different values: it passes on an equal share for each paper, so that a
  surplus may give a paper a higher value than it came with; weighted inclusive Gregory does not.
- several surpluses: it passes on all of a round together, as American rules do; the exact rule
  passes on the largest alone, and who it elects may get no papers of the others.

In every other election the winners must be the same, and most elections must be of that kind.
"""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from engine.rules.ballots import options_of
from engine.rules.outcome import Outcome
from engine.rules.runoff.instant import IRV_1
from engine.rules.tally import Tally
from engine.rules.transferable.rctab import STV_RCTAB_1
from engine.rules.transferable.wigm_exact import STV_WIGM_EXACT_1
from tests.engine.rules.ranked import ballot, steps, votes

pyrankvote: Any = pytest.importorskip("pyrankvote")

SEEDS = range(8)
ELECTIONS = 400
"""Elections drawn from each seed."""


def elections(seed: int) -> Iterator[tuple[Tally, int]]:
    """Small elections with truncated ballots, and a number of seats for each."""
    draw = random.Random(seed)
    for _ in range(ELECTIONS):
        options = tuple("abcdef"[: draw.randint(2, 6)])
        tally = Tally(options=options, ballots={})
        for _ in range(draw.randint(1, 9)):
            ranks = draw.sample(options, draw.randint(1, len(options)))
            tally.add(ballot(" ".join(ranks)), draw.randint(1, 9))
        yield tally, draw.randint(1, len(options) - 1)


def second_opinion(tally: Tally, method: str, **how: int) -> Any:
    """The result of pyrankvote."""
    candidates = {option: pyrankvote.Candidate(option) for option in tally.options}
    ballots = [
        pyrankvote.Ballot(ranked_candidates=[candidates[option] for option in options_of(one)])
        for one, weight in tally.ballots.items()
        for _ in range(weight)
    ]
    return getattr(pyrankvote, method)(list(candidates.values()), ballots, **how)


def winners(result: Any) -> set[str]:
    """Whom pyrankvote elects."""
    return {candidate.name for candidate in result.get_winners()}


def mixes_values(outcome: Outcome) -> bool:
    """Whether papers of different values left a pile together."""
    moves = steps(outcome, "stv-surplus") + steps(outcome, "stv-transfer")
    return any(len({before for before, _ in facts["values"]}) > 1 for facts in moves)


def nearly_tied(outcome: Outcome) -> bool:
    """Whether pyrankvote may take different votes of some round as equal."""
    for there in votes(outcome, "stv-round"):
        told = sorted(Fraction(vote) for vote in there.values())
        if any(0 < high - low < Fraction(1, 1000) for low, high in pairwise(told)):
            return True
    return False


@pytest.mark.parametrize("seed", SEEDS)
def test_an_instant_run_off_elects_as_pyrankvote_or_is_tied(seed: int) -> None:
    decided = 0

    for tally, _ in elections(seed):
        outcome = IRV_1.count(tally)
        other = winners(second_opinion(tally, "instant_runoff_voting"))
        broken = any(step.code == "tie-previous-rounds" for step in outcome.ties)
        if outcome.undecided:
            assert other <= set(outcome.undecided)
        elif not broken:
            decided += 1
            assert set(outcome.winners) == other

    assert decided > ELECTIONS * 2 // 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_transferable_vote_elects_as_pyrankvote_where_both_count_alike(seed: int) -> None:
    alike = 0

    for tally, seats in elections(seed):
        outcome = STV_RCTAB_1.count(
            tally, seats=seats, parameters={"fractional_threshold": True, "decimals": 15}
        )
        result = second_opinion(tally, "single_transferable_vote", number_of_seats=seats)
        tied = bool(outcome.ties) or nearly_tied(outcome)
        if tied or mixes_values(outcome):
            continue
        alike += 1
        assert set(outcome.winners) == winners(result), (tally, seats)

    assert alike > ELECTIONS // 3


@pytest.mark.parametrize("seed", SEEDS)
def test_what_differs_from_pyrankvote_without_a_tie_is_explained(seed: int) -> None:
    for tally, seats in elections(seed):
        outcome = STV_WIGM_EXACT_1.count(tally, seats=seats, parameters={"quota": "fractional"})
        result = second_opinion(tally, "single_transferable_vote", number_of_seats=seats)
        if outcome.ties or set(outcome.winners) == winners(result):
            continue
        several = len(steps(outcome, "stv-surplus")) > 1
        assert mixes_values(outcome) or several, (tally, seats)
