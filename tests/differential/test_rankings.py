"""Rankings: our winners are those of pref_voting and VoteKit, or the difference is named here.

Named differences:

- pref_voting lists every winner that some order of ties leads to ("parallel universes"); so do we,
  over every order the chair may give. Its plain Ranked Pairs takes minutes where many margins are
  equal, so it is asked only where none are; `test_ranked_pairs.py` holds the others against a slow
  count of our own.
- Condorcet-IRV, as CIVS runs it, shares the place where all that are left are equally often on top;
  pref_voting's Benham drops each of them in turn: its winners are among ours.
- Where there is no Condorcet winner, pref_voting names all options; `condorcet-1` names nobody.
- pref_voting adds 1/2, 1/3, … in binary floats and so misses some of Dowdall's ties: its winners
  are among those that share our first place.
- pref_voting's Scottish count works in binary floats, draws lots and knows no earlier rounds: it
  is asked where our count met no tie.
- pyrankvote and starvote stand beside the rules they count: `test_transferable_pyrankvote.py`,
  `test_star.py`.
"""

from typing import Any

import pytest

from engine.rules.parameters import Value
from tests.differential.conftest import NUMBER, Told
from tests.differential.ours import counted, elected, numbers, tally_of

FIRST_PLACE: dict[str, dict[str, Value]] = {
    "schulze-1": {"strength": "margins"},
    "minimax-1": {"strength": "margins"},
    "split-cycle-1": {"strength": "margins"},
    "ranked-pairs-1": {"strength": "margins"},
    "copeland-1": {},
    "smith-1": {},
    "borda-1": {},
}
ANY_ORDER: dict[str, dict[str, Value]] = {
    "irv-1": {"tie_break": "ladder"},
    "two-round-1": {"tie_break": "ladder"},
}


@pytest.mark.parametrize("rule", FIRST_PLACE)
def test_the_first_place_is_that_of_pref_voting(rule: str, told: dict[str, Told]) -> None:
    compared = 0
    for election, theirs in told["ranked"]:
        if rule in theirs:
            compared += 1
            outcome = counted(rule, tally_of("ranked", election), parameters=FIRST_PLACE[rule])
            assert numbers(outcome.ranking[0]) == theirs[rule], election

    assert compared > NUMBER // 4


@pytest.mark.parametrize("rule", ANY_ORDER)
def test_every_order_of_ties_elects_whom_pref_voting_names(
    rule: str, told: dict[str, Told]
) -> None:
    tied = 0
    for election, theirs in told["ranked"]:
        ours = elected(rule, tally_of("ranked", election), parameters=ANY_ORDER[rule])
        tied += len(ours) > 1
        assert ours == [[option] for option in theirs[rule]], election

    assert tied > NUMBER // 20


def test_condorcet_irv_elects_whom_pref_voting_names_or_all_who_are_level(
    told: dict[str, Told],
) -> None:
    same = 0
    for election, theirs in told["ranked"]:
        ours = elected("condorcet-irv-1", tally_of("ranked", election))
        same += ours == [[option] for option in theirs["condorcet-irv-1"]]
        assert {option for (option,) in ours} >= set(theirs["condorcet-irv-1"]), election

    assert same > NUMBER * 95 // 100


def test_dowdall_ties_are_exact_where_floats_miss_them(told: dict[str, Told]) -> None:
    same = compared = 0
    for election, theirs in told["ranked"]:
        if "dowdall-1" in theirs:
            ours = numbers(counted("dowdall-1", tally_of("ranked", election)).ranking[0])
            compared += 1
            same += ours == theirs["dowdall-1"]
            assert set(theirs["dowdall-1"]) <= set(ours), election

    assert same > compared * 9 // 10


def test_a_condorcet_winner_is_that_of_pref_voting_or_nobody(told: dict[str, Told]) -> None:
    for election, theirs in told["ranked"]:
        winners = numbers(counted("condorcet-1", tally_of("ranked", election)).winners)
        everybody = list(range(election["n"]))
        assert winners == ([] if theirs["condorcet-1"] == everybody else theirs["condorcet-1"])


def test_the_first_choices_counted_are_those_of_pref_voting(told: dict[str, Told]) -> None:
    for election, theirs in told["ranked"]:
        outcome = counted("plurality-1", tally_of("marked", election))
        assert numbers(outcome.ranking[0]) == theirs["plurality-1"], election


def test_a_scottish_count_without_ties_elects_whom_pref_voting_elects(
    told: dict[str, Told],
) -> None:
    compared = 0
    for election, theirs in told["ranked"]:
        outcome = counted("stv-scottish-1", tally_of("ranked", election), seats=election["seats"])
        if not outcome.ties and not outcome.undecided:
            compared += 1
            assert numbers(outcome.winners) == theirs["stv-scottish-1"], election

    assert compared > NUMBER // 3


@pytest.mark.parametrize("rule", ["borda-1", "plurality-1"])
def test_the_places_are_those_of_votekit(rule: str, told: dict[str, Told]) -> None:
    compared = 0
    for election, theirs in told["ranked"]:
        if "votekit" in theirs:
            compared += 1
            kind = "marked" if rule == "plurality-1" else "ranked"
            ranking = counted(rule, tally_of(kind, election)).ranking
            assert [numbers(place) for place in ranking] == theirs["votekit"][rule], election

    assert compared > NUMBER // 20


def test_the_smith_set_is_the_first_dominating_set_of_votekit(told: dict[str, Told]) -> None:
    pairs: list[tuple[Any, Any]] = [
        (numbers(counted("smith-1", tally_of("ranked", election)).ranking[0]), theirs["votekit"])
        for election, theirs in told["ranked"]
        if "votekit" in theirs
    ]

    assert pairs
    assert all(ours == theirs["smith-1"] for ours, theirs in pairs)
