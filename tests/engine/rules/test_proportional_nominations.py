"""Most nominations: counting, caps, repeated marks, paper, and the last place."""

import pytest

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Choice
from engine.rules.proportional.nominations import NOMINATIONS
from engine.rules.tally import PaperCount, Tally
from engine.rules.ties import Ladder


def test_the_most_often_named_are_finalists() -> None:
    tally = Tally(options=("a", "b", "c"), ballots={Choice(("a", "b")): 2, Choice(("b", "c")): 2})
    tally.add(Choice(("c",)))

    outcome = NOMINATIONS.count(tally, seats=2)

    assert outcome.winners == ("b", "c")
    assert {option: told["nominations"] for option, told in outcome.figures.items()} == {
        "a": 2,
        "b": 4,
        "c": 3,
    }


@pytest.mark.parametrize(
    ("repeats", "nominations"), [("once", 1), ("each", 2)], ids=["once", "each time"]
)
def test_a_ballot_entered_twice_counts_as_declared(repeats: str, nominations: int) -> None:
    tally = Tally(options=("a", "b"), ballots={Choice(("a", "a")): 1})

    outcome = NOMINATIONS.count(tally, parameters={"repeats": repeats})

    assert outcome.figures["a"] == {"nominations": nominations}


def test_a_ballot_entered_twice_can_be_refused() -> None:
    tally = Tally(options=("a", "b"), ballots={Choice(("a", "a")): 1})

    with pytest.raises(BallotInvalid):
        NOMINATIONS.count(tally, parameters={"repeats": "refuse"})


@pytest.mark.parametrize(("repeats", "over"), [("once", 0), ("each", 1)], ids=["nominees", "marks"])
def test_the_cap_is_on_what_counts(repeats: str, over: int) -> None:
    tally = Tally(options=("a", "b"), ballots={Choice(("a", "a", "b")): 1, Choice(()): 2})

    outcome = NOMINATIONS.count(tally, parameters={"repeats": repeats, "cap": 2})

    assert outcome.totals == {"ballots": 3, "blank": 2, "over_cap": over}


def test_what_tellers_counted_on_paper_is_added() -> None:
    paper = PaperCount(
        issued=9,
        returned=9,
        valid=9,
        spoilt=0,
        blank=0,
        votes=(("a", "for", 3), ("b", "against", 9)),
    )
    tally = Tally(options=("a", "b"), ballots={Choice(("b",)): 2}, paper=paper)

    outcome = NOMINATIONS.count(tally)

    assert outcome.winners == ("a",)
    assert outcome.figures["b"] == {"nominations": 2}


def test_a_tie_for_the_last_place_goes_as_declared() -> None:
    tally = Tally(
        options=tuple("abcd"), ballots={Choice(("a",)): 3, Choice(("b", "c")): 2, Choice(("d",)): 1}
    )

    left = NOMINATIONS.count(tally, seats=2)
    cast = NOMINATIONS.count(tally, seats=2, ties=Ladder(steps=("casting",), casting=("c",)))
    extended = NOMINATIONS.count(tally, seats=2, parameters={"last_tie": "extend"})

    assert (left.winners, left.undecided) == (("a",), ("b", "c"))
    assert cast.winners == ("a", "c")
    assert (extended.winners, extended.seats) == (("a", "b", "c"), 3)


def test_who_is_named_by_nobody_is_no_finalist() -> None:
    tally = Tally(options=("a", "b", "c"), ballots={Choice(("a",)): 1})

    plain, extended = (
        NOMINATIONS.count(tally, seats=2, parameters={"last_tie": rule})
        for rule in ("ladder", "extend")
    )

    for outcome in (plain, extended):
        assert (outcome.winners, outcome.undecided, outcome.seats) == (("a",), (), 2)
