"""Approvals and scores: our committees are those of abcvoting, our winners those of pref_voting.

abcvoting lists every committee that some order of ties elects. Named differences:

- Its EPH goes on where the World Science Fiction Society's constitution stops: nominees alike in
  points and in ballots are eliminated together, unless too few would be left; abcvoting tries each
  of them alone. `eph-1` is compared where no such tie was met.
- pref_voting's majority judgment compares how many grades lie above and below the median, once;
  ours takes median after median away, which tells more options apart: our first place is among its
  winners.
"""

import pytest

from engine.rules.parameters import Value
from tests.differential.conftest import NUMBER, Told
from tests.differential.ours import counted, elected, numbers, tally_of

COMMITTEES: dict[str, dict[str, Value]] = {
    "approval-1": {},
    "seq-pav-1": {},
    "seq-phragmen-1": {},
    "equal-shares-1": {"completion": "seq-phragmen"},
}


@pytest.mark.parametrize("rule", COMMITTEES)
def test_the_committees_are_those_of_abcvoting(rule: str, told: dict[str, Told]) -> None:
    tied = 0
    for election, theirs in told["approved"]:
        tally = tally_of("approved", election)
        ours = elected(rule, tally, seats=election["seats"], parameters=COMMITTEES[rule])
        tied += len(ours) > 1
        assert ours == theirs[rule], election

    assert tied > NUMBER // 20


def test_a_short_list_without_ties_is_that_of_abcvoting(told: dict[str, Told]) -> None:
    compared = 0
    for election, theirs in told["approved"]:
        outcome = counted("eph-1", tally_of("approved", election), seats=election["seats"])
        if len(theirs["eph-1"]) == 1 and len(outcome.winners) == election["seats"]:
            compared += 1
            assert numbers(outcome.winners) == theirs["eph-1"][0], election

    assert compared > NUMBER // 3


def test_the_most_points_are_those_of_pref_voting(told: dict[str, Told]) -> None:
    for election, theirs in told["scored"]:
        outcome = counted("score-sum-1", tally_of("scored", election))
        assert numbers(outcome.ranking[0]) == theirs["score-sum-1"], election


def test_the_best_grades_are_among_those_of_pref_voting(told: dict[str, Told]) -> None:
    same = 0
    for election, theirs in told["scored"]:
        outcome = counted(
            "majority-judgment-1", tally_of("scored", election), parameters={"grades": 6}
        )
        ours = numbers(outcome.ranking[0])
        same += ours == theirs["majority-judgment-1"]
        assert set(ours) <= set(theirs["majority-judgment-1"]), election

    assert same > len(told["scored"]) * 2 // 3
