"""Sequential PAV: worked rounds, and the definition followed voter by voter."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Choice
from engine.rules.proportional.seq_pav import SEQ_PAV
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.proportional_oracles import Voter, agrees, profiles, seq_pav, tally_of

BOOK = [*["ab"] * 3, *["ac"] * 3, *["ad"] * 2, "bcf", "e", "f", "g"]
"""Lackner and Skowron 2023, example 2.1."""


def test_a_large_group_gets_more_seats_but_not_all() -> None:
    tally = tally_of("abcd", [frozenset("abc")] * 6 + [frozenset("d")] * 3)

    outcome = SEQ_PAV.count(tally, seats=3, ties=Ladder(steps=("casting",), casting=tuple("abcd")))

    assert outcome.winners == ("a", "b", "d")
    assert outcome.totals["score"] == "12"


def test_the_book_s_election_has_one_committee_though_a_tie_stays_open() -> None:
    tally = tally_of("abcdefgh", map(frozenset, BOOK))

    outcome = SEQ_PAV.count(tally, seats=4)

    assert outcome.winners == ("a", "b", "c", "f")
    assert outcome.ranking == (("a",), ("b", "c"), ("f",))
    assert outcome.totals["score"] == "83/6"
    assert [step.facts["about"] for step in outcome.ties] == ["seat-2"]


def test_the_trace_tells_every_gain_of_every_round() -> None:
    tally = tally_of("abc", [frozenset("ab")] * 3 + [frozenset("c")] * 2)

    trace = SEQ_PAV.count(tally, seats=2, ties=Ladder(steps=("casting",), casting=("b", "a"))).trace

    assert [(step.code, step.facts) for step in trace] == [
        (
            "elected",
            {
                "option": "b",
                "seat": 1,
                "gains": (("a", "3"), ("b", "3"), ("c", "2")),
                "alike": ("a", "b"),
            },
        ),
        ("elected", {"option": "c", "seat": 2, "gains": (("a", "3/2"), ("c", "2"))}),
    ]


def test_nobody_is_elected_by_ballots_that_approve_nobody() -> None:
    tally = Tally(options=("a", "b", "c"), ballots={Choice(()): 2, Choice(("c",)): 1})

    outcome = SEQ_PAV.count(tally, seats=2)

    assert (outcome.winners, outcome.undecided) == (("c",), ("a", "b"))
    assert (outcome.totals["ballots"], outcome.totals["blank"]) == (3, 2)


def test_a_seat_without_support_goes_by_the_ladder() -> None:
    tally = Tally(options=("a", "b", "c"), ballots={Choice(("c",)): 1})

    outcome = SEQ_PAV.count(tally, seats=2, ties=Ladder(steps=("casting",), casting=("b", "a")))

    assert outcome.ranking == (("c",), ("b",))
    assert [step.code for step in outcome.ties] == ["tie-casting"]


def test_a_ballot_with_a_mark_twice_is_refused() -> None:
    tally = Tally(options=("a",), ballots={Choice(("a", "a")): 1})

    with pytest.raises(BallotInvalid):
        SEQ_PAV.count(tally)


def test_a_ballot_without_weight_is_no_supporter() -> None:
    tally = Tally(options=("a", "b"), ballots={Choice(("a",)): 0, Choice(("b",)): 1})

    outcome = SEQ_PAV.count(tally)

    assert outcome.figures["a"] == {"approvals": 0}
    assert outcome.winners == ("b",)


@given(profile=profiles(), seats=st.integers(1, 5))
def test_it_elects_as_the_definition_does(profile: tuple[str, list[Voter]], seats: int) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    outcome = SEQ_PAV.count(tally_of(names, voters), seats=seats)

    assert agrees(outcome, seq_pav(names, voters, seats))


@given(profile=profiles(), seats=st.integers(1, 5), weight=st.integers(2, 9))
def test_only_the_ratio_of_weights_matters(
    profile: tuple[str, list[Voter]], seats: int, weight: int
) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    one, many = (SEQ_PAV.count(tally_of(names, voters, w), seats=seats) for w in (1, weight))

    assert (one.ranking, one.undecided) == (many.ranking, many.undecided)
    if "score" in one.totals:
        assert Fraction(str(many.totals["score"])) == weight * Fraction(str(one.totals["score"]))


@given(profile=profiles())
def test_a_larger_committee_keeps_the_smaller_one(profile: tuple[str, list[Voter]]) -> None:
    names, voters = profile
    ladder = Ladder(steps=("casting",), casting=tuple(names))

    grown = [
        SEQ_PAV.count(tally_of(names, voters), seats=seats, ties=ladder).winners
        for seats in range(1, len(names) + 1)
    ]

    assert all(small == large[: len(small)] for small, large in pairwise(grown))


@given(profile=profiles(), seats=st.integers(1, 5))
def test_up_to_five_seats_no_group_of_a_seat_s_size_goes_empty(
    profile: tuple[str, list[Voter]], seats: int
) -> None:
    """Justified representation holds for sequential PAV up to five seats (Sánchez-Fernández et al.,
    2017).
    """
    names, voters = profile
    seats = min(seats, len(names))
    ladder = Ladder(steps=("casting",), casting=tuple(names))

    winners = set(SEQ_PAV.count(tally_of(names, voters), seats=seats, ties=ladder).winners)

    unheard = [v for v in voters if not v & winners]
    for name in names:
        assert sum(name in v for v in unheard) * seats < max(1, len(voters))
