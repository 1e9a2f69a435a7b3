"""Split Cycle, counted again by its definition: a defeat that is weakest in no cycle counts."""

from itertools import permutations

import pytest

from engine.rules.ballots import OptionId
from engine.rules.catalogue import rule_of
from tests.engine.rules.duels import Duels, as_sets, best, duels, elections, ranked, strengths

SPLIT_CYCLE = rule_of("split-cycle-1")


def cycles(options: set[OptionId], defeats: Duels) -> list[list[tuple[OptionId, OptionId]]]:
    """Every cycle of defeats, as its pairs."""
    found = []
    for size in range(2, len(options) + 1):
        for path in permutations(sorted(options), size):
            pairs = list(zip(path, (*path[1:], path[0]), strict=True))
            if all(pair in defeats for pair in pairs):
                found.append(pairs)
    return found


@pytest.mark.parametrize("measure", ["winning-votes", "margins"])
@pytest.mark.parametrize("blank", ["last", "no-opinion"])
def test_every_ranking_is_the_one_found_by_splitting_every_cycle(measure: str, blank: str) -> None:
    for tally in elections(600, seed=5):
        options = set(tally.options)
        defeats = strengths(duels(tally, blank), measure)
        weakest = {
            pair
            for cycle in cycles(options, defeats)
            for pair in cycle
            if defeats[pair] == min(defeats[other] for other in cycle)
        }
        beaten_by = {o: {a for a, b in set(defeats) - weakest if b == o} for o in options}

        outcome = SPLIT_CYCLE.count(tally, parameters={"strength": measure, "blank": blank})

        assert as_sets(outcome.ranking) == best(options, beaten_by)


def test_the_trace_shows_the_path_for_which_a_defeat_is_discarded() -> None:
    tally = ranked({"a b c": 8, "b c a": 7, "c a b": 6})

    outcome = SPLIT_CYCLE.count(tally)

    discarded = [step.facts for step in outcome.trace if step.code == "split-cycle-discarded"]
    assert discarded == [
        {"winner": "c", "loser": "a", "strength": 5, "path-back": ("a", "b", "c")},
    ]
