"""Marks: blank and spoilt ballots, heaped points, quotas, what contradicts a rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import BallotInvalid, ParameterInvalid
from engine.rules.ballots import Ballot, Choice, Ranking, Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import Outcome
from engine.rules.parameters import Value
from engine.rules.tally import Tally
from engine.rules.ties import Ladder


def marks(options: str, *ballots: tuple[str, int]) -> Tally:
    """A tally of ballots told as letters."""
    tally = Tally(options=tuple(options))
    for letters, number in ballots:
        tally.add(Choice(tuple(letters)), number)
    return tally


def votes(outcome: Outcome) -> dict[str, object]:
    return {option: figures["votes"] for option, figures in outcome.figures.items()}


@pytest.mark.parametrize(
    ("rule", "parameters", "seats", "spoilt"),
    [
        ("plurality-1", {}, 1, 3),
        ("block-1", {}, 2, 1),
        ("limited-1", {}, 2, 3),
        ("choose-1", {}, 2, 1),
        ("choose-1", {"marks_max": 3}, 1, 0),
        ("choose-1", {"marks_max": 3, "marks_min": 2}, 1, 4),
        ("approval-1", {}, 1, 0),
        ("approval-1", {"marks_max": 2}, 1, 1),
        ("cumulative-1", {}, 2, 1),
    ],
)
def test_a_ballot_with_too_many_or_too_few_marks_is_spoilt(
    rule: str, parameters: dict[str, Value], seats: int, spoilt: int
) -> None:
    tally = marks("abc", ("a", 4), ("bc", 2), ("abc", 1), ("", 5))

    outcome = RULES[rule].count(tally, seats=seats, parameters=parameters)

    told = {name: outcome.totals[name] for name in ("cast", "valid", "blank", "spoilt")}
    assert told == {"cast": 12, "valid": 7 - spoilt, "blank": 5, "spoilt": spoilt}


def test_a_ranking_votes_for_whom_it_ranks_first() -> None:
    tally = Tally(options=("a", "b"))
    tally.add(Ranking((("a",), ("b",))), 3)
    tally.add(Ranking(((), ("b",))), 1)
    tally.add(Ranking((("a", "b"),)), 1)

    outcome = RULES["plurality-1"].count(tally)

    assert votes(outcome) == {"a": 3, "b": 1}
    assert outcome.totals["spoilt"] == 1


def test_the_last_seat_of_a_block_vote_goes_to_the_ladder() -> None:
    tally = marks("abc", ("ab", 2), ("ac", 2))

    left = RULES["block-1"].count(tally, seats=2)
    cast = RULES["block-1"].count(
        tally, seats=2, ties=Ladder(steps=("casting",), casting=("c", "b", "a"))
    )

    assert (left.winners, left.undecided) == (("a",), ("b", "c"))
    assert (cast.winners, cast.ties[-1].code) == (("a", "c"), "tie-casting")


@pytest.mark.parametrize(
    ("ballot", "parameters", "counted"),
    [
        (Choice(("a", "a", "b")), {"points": 3}, {"a": 2, "b": 1}),
        (Choice(("a", "a", "b")), {"points": 2}, {"a": 0, "b": 0}),
        (Choice(("a", "a", "b")), {"points": 3, "points_each": 1}, {"a": 0, "b": 0}),
        (Scores((("a", 3), ("b", 0))), {"points": 3}, {"a": 3, "b": 0}),
        (Scores((("a", 4), ("b", -1))), {"points": 3}, {"a": 0, "b": 0}),
    ],
    ids=["heaped", "too many", "too many on one", "scores", "points below nothing"],
)
def test_points_may_be_heaped_within_their_bounds(
    ballot: Ballot, parameters: dict[str, Value], counted: dict[str, int]
) -> None:
    tally = Tally(options=("a", "b"), ballots={ballot: 1})

    outcome = RULES["cumulative-1"].count(tally, parameters=parameters)

    assert votes(outcome) == counted


@pytest.mark.parametrize(
    ("rule", "tally", "parameters", "refusal"),
    [
        ("approval-1", marks("ab", ("aa", 1)), {}, BallotInvalid),
        ("cumulative-1", Tally(options=("a",), unit=(1, 2)), {}, BallotInvalid),
        ("limited-1", Tally(options=("a", "b")), {"marks_max": 2}, ParameterInvalid),
        ("choose-1", Tally(options=("a", "b")), {"marks_min": 2}, ParameterInvalid),
        ("approval-1", Tally(options=("a", "b")), {"marks_min": 3}, ParameterInvalid),
        ("approval-1", Tally(options=("a", "b")), {"all_passing": True}, ParameterInvalid),
    ],
)
def test_what_contradicts_the_rule_is_refused(
    rule: str, tally: Tally, parameters: dict[str, Value], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        RULES[rule].count(tally, parameters=parameters)


@given(st.integers(1, 60), st.integers(1, 30))
def test_a_majority_wins_under_plurality(first: int, others: int) -> None:
    tally = marks("abc", ("a", first + others), ("b", others), ("c", 1 if first > 1 else 0))

    outcome = RULES["plurality-1"].count(tally)

    assert outcome.winners == ("a",)
