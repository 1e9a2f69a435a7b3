"""Ranked Pairs: every order of equal defeats, counted again by trying every order."""

from collections.abc import Iterator
from itertools import permutations, product
from math import factorial, prod

import pytest

from engine.rules.ballots import OptionId
from engine.rules.catalogue import rule_of
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.duels import Duels, as_sets, duels, elections, ranked, strengths

RANKED_PAIRS = rule_of("ranked-pairs-1")


def orders(defeats: Duels) -> Iterator[list[tuple[OptionId, OptionId]]]:
    """Every order of the defeats, strongest first."""
    levels = [
        [pair for pair, strength in defeats.items() if strength == level]
        for level in sorted(set(defeats.values()), reverse=True)
    ]
    for order in product(*map(permutations, levels)):
        yield [pair for level in order for pair in level]


def below(locked: set[tuple[OptionId, OptionId]], option: OptionId) -> set[OptionId]:
    """Everything that locked defeats lead to from an option."""
    found: set[OptionId] = set()
    ahead = [option]
    while ahead:
        step = {loser for winner, loser in locked if winner == ahead[-1]} - found
        ahead.pop()
        found |= step
        ahead.extend(step)
    return found


def lock(order: list[tuple[OptionId, OptionId]]) -> set[tuple[OptionId, OptionId]]:
    locked: set[tuple[OptionId, OptionId]] = set()
    for winner, loser in order:
        if winner not in below(locked, loser):
            locked.add((winner, loser))
    return locked


def ranking(options: set[OptionId], defeats: Duels) -> list[set[OptionId]]:
    """Places by all orders: those on top of the rest under some order."""
    reaches = [{o: below(lock(order), o) for o in options} for order in orders(defeats)]
    rest = set(options)
    found = []
    while rest:
        top = {o for o in rest if any(all(o not in reach[x] for x in rest) for reach in reaches)}
        found.append(top)
        rest -= top
    return found


@pytest.mark.parametrize("measure", ["winning-votes", "margins"])
@pytest.mark.parametrize("blank", ["last", "no-opinion"])
def test_every_ranking_is_the_one_found_by_trying_every_order(measure: str, blank: str) -> None:
    compared = 0
    for tally in elections(700, seed=4):
        defeats = strengths(duels(tally, blank), measure)
        levels = [list(defeats.values()).count(level) for level in set(defeats.values())]
        if prod(map(factorial, levels)) > 24:
            continue
        compared += 1

        outcome = RANKED_PAIRS.count(tally, parameters={"strength": measure, "blank": blank})

        assert as_sets(outcome.ranking) == ranking(set(tally.options), defeats)
        assert outcome.totals["orders-followed"]
    assert compared > 450


def test_the_trace_says_what_became_of_each_defeat() -> None:
    tally = ranked({"a b c": 8, "b c a": 7, "c a b": 6})

    outcome = RANKED_PAIRS.count(tally)

    told = [(step.code, *step.facts.values()) for step in outcome.trace[1:]]
    assert told == [
        ("ranked-pairs-locked", "b", "c", 9),
        ("ranked-pairs-locked", "a", "b", 7),
        ("ranked-pairs-skipped", "c", "a", 5),
    ]


def test_equal_defeats_in_a_cycle_leave_their_winners_tied() -> None:
    tally = ranked({"a b c d": 1, "b c a d": 1, "c a b d": 1})

    outcome = RANKED_PAIRS.count(tally)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b", "c")
    assert outcome.ranking == (("a", "b", "c"), ("d",))
    assert [step.code for step in outcome.trace[-3:]] == ["ranked-pairs-open"] * 3


def test_the_ladder_chooses_between_the_winners_of_different_orders() -> None:
    tally = ranked({"a b c d": 1, "b c a d": 1, "c a b d": 1})

    outcome = RANKED_PAIRS.count(tally, ties=Ladder(steps=("casting",), casting=("c", "b", "a")))

    assert outcome.winners == ("c",)
    assert outcome.ties[-1].code == "tie-casting"


def equal_duels(names: str, above: str = "") -> Tally:
    """Each option beats the next half of the circle by one and the same margin."""
    told: dict[str, int] = {}
    for index, winner in enumerate(names):
        for step in range(1, len(names) // 2 + 1):
            loser = names[(index + step) % len(names)]
            rest = [name for name in names if name not in (winner, loser)]
            for order in ((winner, loser, *rest), (*reversed(rest), winner, loser)):
                text = " ".join((*above, *order))
                told[text] = told.get(text, 0) + 1
    return ranked(told)


@pytest.mark.parametrize("above", ["", "z"], ids=["alone", "below a winner"])
def test_too_many_orders_are_given_up_and_nobody_is_ruled_out_wrongly(above: str) -> None:
    tally = equal_duels("abcdefghi", above)

    outcome = RANKED_PAIRS.count(tally, seats=1 + len(above))

    assert outcome.totals["orders-followed"] is False
    assert outcome.winners == tuple(above)
    assert outcome.undecided == tuple("abcdefghi")
    assert outcome.trace[-1].code == "ranked-pairs-given-up"


def test_a_few_equal_duels_are_followed_in_every_order() -> None:
    tally = equal_duels("abcde")

    outcome = RANKED_PAIRS.count(tally)

    assert outcome.totals["orders-followed"] is True
    assert outcome.undecided == tuple("abcde")
