"""Condorcet-IRV, counted again on single ballots by the words of its source."""

import pytest

from engine.rules.ballots import OptionId, Ranking
from engine.rules.catalogue import rule_of
from engine.rules.condorcet import condorcet_irv
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.duels import as_sets, duels, elections, ranked

CONDORCET_IRV = rule_of("condorcet-irv-1")


def on_top(tally: Tally, left: frozenset[OptionId], option: OptionId, blank: str) -> int:
    """How many voters rank none of those left above the option."""
    votes = 0
    for ballot, weight in tally.whole.items():
        assert isinstance(ballot, Ranking)
        place = {o: rank for rank, group in enumerate(ballot.groups) for o in group}
        own = place.get(option, 99)
        counted = option in place or blank == "last"
        if counted and all(own <= place.get(other, 99) for other in left):
            votes += weight
    return votes


def may_win(tally: Tally, left: frozenset[OptionId], blank: str) -> frozenset[OptionId]:
    """Who takes the place, whichever of the tied is dropped."""
    counted = duels(tally, blank)
    for option in left:
        if all(counted[option, x] > counted[x, option] for x in left - {option}):
            return frozenset({option})
    votes = {option: on_top(tally, left, option, blank) for option in left}
    worst = {option for option in left if votes[option] == min(votes.values())}
    if worst == left:
        return left
    return frozenset().union(*(may_win(tally, left - {option}, blank) for option in worst))


@pytest.mark.parametrize("blank", ["last", "no-opinion"])
def test_every_ranking_is_the_one_found_by_dropping_one_by_one(blank: str) -> None:
    for tally in elections(500, seed=6, options=5):
        rest = frozenset(tally.options)
        expected = []
        while rest:
            expected.append(set(may_win(tally, rest, blank)))
            rest -= expected[-1]

        outcome = CONDORCET_IRV.count(tally, parameters={"blank": blank})

        assert as_sets(outcome.ranking) == expected


def test_options_dropped_for_a_place_come_back_for_the_next() -> None:
    tally = ranked({"a b c": 4, "b c a": 3, "c a b": 2})

    outcome = CONDORCET_IRV.count(tally, seats=2)

    drops = [step.facts for step in outcome.trace if step.code == "condorcet-irv-drop"]
    assert drops == [{"on-top": (("a", 4), ("b", 3), ("c", 2)), "dropped": ("c",)}]
    assert outcome.winners == ("a", "b")


def test_a_tie_for_the_drop_is_put_to_the_ladder() -> None:
    tally = ranked({"a b c": 3, "b c a": 2, "c a b": 2})
    chair = Ladder(steps=("casting",), casting=("c", "b", "a"))

    undecided, decided = CONDORCET_IRV.count(tally), CONDORCET_IRV.count(tally, ties=chair)

    assert undecided.undecided == ("a", "c")
    assert decided.winners == ("c",)
    assert decided.ties[0].facts == {"about": "drop-for-place-1", "order": (("c",), ("b",))}


def test_an_outsider_does_not_win_because_a_whole_cycle_is_tied_for_the_drop() -> None:
    tally = ranked({"a b c d": 2, "b c a d": 2, "c a b d": 2, "d": 3})

    outcome = CONDORCET_IRV.count(tally)

    assert outcome.undecided == ("a", "b", "c")


def test_too_many_orders_of_drops_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condorcet_irv, "STATES_MIN", 1)
    monkeypatch.setattr(condorcet_irv, "WORK_MAX", 0)
    tally = ranked({"a b c d": 2, "b c a d": 2, "c a b d": 2, "d": 3})

    outcome = CONDORCET_IRV.count(tally)

    assert "condorcet-irv-given-up" in [step.code for step in outcome.trace]
    assert outcome.undecided == ("a", "b", "c", "d")


def test_a_tie_met_on_two_ways_to_a_place_is_told_once() -> None:
    told = {"c": 3, "f e c b d": 2, "f c e d b a": 1, "c b": 2, "d a c e b f": 3, "f a c e d": 2}
    tally = ranked(told | {"a d e f c b": 3})

    outcome = CONDORCET_IRV.count(tally)

    assert len(outcome.ties) == 4
    assert len({str(step) for step in outcome.ties}) == 4
