"""Places paid: the conventions of Borda counts, vectors, count-back, channels."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import BallotInvalid, ParameterInvalid
from engine.rules.ballots import Ranking, Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import Outcome
from engine.rules.parameters import Value
from engine.rules.tally import Tally
from tests.engine.rules.strategies import boxes


def ranking(text: str) -> Ranking:
    """A ranking written `a b=c _ d`: best first, `=` a tie, `_` a skipped rank."""
    groups = ("" if rank == "_" else rank for rank in text.split())
    return Ranking(tuple(tuple(sorted(filter(None, rank.split("=")))) for rank in groups))


def tally(options: str, *ballots: tuple[str, int]) -> Tally:
    told = Tally(options=tuple(options))
    for text, number in ballots:
        told.add(ranking(text), number)
    return told


def points(outcome: Outcome) -> dict[str, object]:
    return {option: figures["points"] for option, figures in outcome.figures.items()}


@pytest.mark.parametrize(
    ("ballot", "parameters", "paid"),
    [
        ("a b c d", {}, "3 2 1 0"),
        ("a b c d", {"lowest": 1}, "4 3 2 1"),
        ("a b", {}, "3 2 0 0"),
        ("a b", {"truncation": "average"}, "3 2 1/2 1/2"),
        ("a b", {"truncation": "modified"}, "1 0 0 0"),
        ("a b", {"truncation": "modified", "lowest": 1}, "2 1 0 0"),
        ("a=b c d", {}, "5/2 5/2 1 0"),
        ("a=b", {"truncation": "average"}, "5/2 5/2 1/2 1/2"),
        ("a=b c d", {"ties": "highest"}, "3 3 1 0"),
        ("a=b c d", {"ties": "lowest"}, "2 2 1 0"),
        ("a=b=c=d", {}, "3/2 3/2 3/2 3/2"),
        ("a _ b", {}, "3 2 0 0"),
        ("a _ b", {"skipped": "hold"}, "3 1 0 0"),
        ("_ _ _ _ a b", {"skipped": "hold"}, "0 0 0 0"),
        ("a _ b", {"skipped": "hold", "truncation": "average"}, "3 1 0 0"),
        ("", {}, "0 0 0 0"),
        ("", {"truncation": "average"}, "3/2 3/2 3/2 3/2"),
    ],
)
def test_a_borda_ballot_pays_by_its_conventions(
    ballot: str, parameters: dict[str, Value], paid: str
) -> None:
    one = tally("abcd", (ballot, 1))

    outcome = RULES["borda-1"].count(one, parameters=parameters)

    assert list(points(outcome).values()) == paid.split()


def test_bordas_count_prefers_broad_support_to_a_majority() -> None:
    told = tally("abc", ("a b c", 3), ("b c a", 2))

    borda = RULES["borda-1"].count(told)
    dowdall = RULES["dowdall-1"].count(told)

    assert borda.winners == ("b",)
    assert points(borda) == {"a": "6", "b": "7", "c": "2"}
    assert dowdall.winners == ("a",)


def test_an_option_left_out_of_a_dowdall_ballot_gets_nothing() -> None:
    told = tally("abc", ("a", 1), ("b=c", 1))

    outcome = RULES["dowdall-1"].count(told)

    assert points(outcome) == {"a": "1", "b": "3/4", "c": "3/4"}


@given(boxes("ranking", ("a", "b", "c", "d")))
def test_borda_points_of_full_rankings_are_shared_out_whole(box: dict[Any, int]) -> None:
    full = {ballot: n for ballot, n in box.items() if sum(map(len, ballot.groups)) == 4}
    told = Tally(options=("a", "b", "c", "d"), ballots=full)

    outcome = RULES["borda-1"].count(told)

    total = sum(Fraction(str(paid)) for paid in points(outcome).values())
    assert total == 6 * sum(full.values())


@given(boxes("ranking", ("a", "b", "c", "d")), st.sampled_from(("close", "hold")))
def test_points_by_table_equal_points_ballot_by_ballot(box: dict[Any, int], skipped: str) -> None:
    vector = (7, 4, 2)
    told = Tally(options=("a", "b", "c", "d"), ballots=box)

    outcome = RULES["positional-1"].count(told, parameters={"vector": "7,4,2", "skipped": skipped})

    expected = dict.fromkeys(told.options, Fraction(0))
    for ballot, weight in box.items():
        for option, paid in paid_one_by_one(ballot, vector, hold=skipped == "hold"):
            expected[option] += paid * weight
    assert {o: Fraction(str(paid)) for o, paid in points(outcome).items()} == expected


def paid_one_by_one(
    ballot: Ranking, vector: tuple[int, ...], *, hold: bool
) -> Iterator[tuple[str, Fraction]]:
    padded = (*vector, *[0] * 20)
    place = 0
    for group in ballot.groups:
        size = len(group) or int(hold)
        for option in group:
            yield option, Fraction(sum(padded[place : place + size]), size)
        place += size


@pytest.mark.parametrize(
    ("count_back", "order"),
    [
        ("none", (("a", "b", "c"),)),
        ("highest", (("a",), ("b",), ("c",))),
        ("support", (("c",), ("b",), ("a",))),
    ],
)
def test_equal_points_are_counted_back(count_back: str, order: tuple[tuple[str, ...], ...]) -> None:
    told = tally("abcxy", ("a b c", 1), ("x b c", 1), ("x c y", 1))

    outcome = RULES["positional-1"].count(
        told, seats=4, parameters={"vector": "4,2,1", "count_back": count_back}
    )

    assert points(outcome) == {"a": "4", "b": "4", "c": "4", "x": "8", "y": "1"}
    assert outcome.ranking == (("x",), *order, ("y",))
    assert [step.facts["about"] for step in outcome.ties][:1] == (
        [] if count_back == "none" else ["place-2"]
    )


def test_only_the_best_results_count() -> None:
    told = tally("ab", ("a b", 2), ("b a", 3))

    outcome = RULES["positional-1"].count(told, parameters={"vector": "10,1", "best": 2})

    assert points(outcome) == {"a": "20", "b": "20"}
    assert outcome.undecided == ("a", "b")


def test_count_back_looks_at_every_place_even_those_that_pay_nothing() -> None:
    told = tally("abcd", ("c a d b", 1), ("d b a c", 1), ("c d a b", 1))

    outcome = RULES["positional-1"].count(told, parameters={"vector": "1", "count_back": "highest"})

    assert outcome.ranking == (("c",), ("d",), ("a",), ("b",))


def test_an_option_ranked_twice_is_refused() -> None:
    told = Tally(options=("a", "b"), ballots={Ranking((("a",), ("a",))): 1})

    with pytest.raises(BallotInvalid) as refusal:
        RULES["borda-1"].count(told)

    assert refusal.value.facts["expected"] == ("option-once",)


def contest() -> Tally:
    """Two jurors and four callers who disagree."""
    told = Tally(options=("a", "b", "c"))
    told.add(ranking("a b c"), 2, channel="jury")
    told.add(ranking("b c a"), 3, channel="public")
    told.add(ranking("c b a"), 1, channel="public")
    return told


@pytest.mark.parametrize(
    ("parameters", "paid"),
    [
        ({}, {"a": "6", "b": "12", "c": "6"}),
        ({"weights": "jury=2,public=1"}, {"a": "12", "b": "14", "c": "6"}),
        ({"combine": "shares"}, {"a": "3/4", "b": "7/8", "c": "3/8"}),
        ({"combine": "places"}, {"a": "3", "b": "4", "c": "1"}),
    ],
    ids=["points", "weighed", "shares", "places"],
)
def test_channels_are_joined_as_told(parameters: dict[str, Value], paid: dict[str, str]) -> None:
    told = contest()

    outcome = RULES["two-channels-1"].count(told, parameters={"vector": "3,1"} | parameters)

    assert points(outcome) == paid


def test_a_silent_channel_adds_nothing() -> None:
    told = Tally(options=("a", "b"))
    told.add(ranking("a b"), channel="jury")
    told.add(ranking(""), channel="public")

    outcomes = [
        RULES["two-channels-1"].count(told, parameters={"vector": "3,1", "combine": combine})
        for combine in ("points", "shares", "places")
    ]

    assert [points(outcome)["a"] for outcome in outcomes] == ["3", "3/4", "3"]


@pytest.mark.parametrize(
    ("first", "winners"), [("", ()), ("jury", ("a",)), ("public", ("b",)), ("press", ())]
)
def test_the_channel_that_goes_first_parts_equal_sums(first: str, winners: tuple[str, ...]) -> None:
    told = Tally(options=("a", "b"))
    told.add(ranking("a b"), channel="jury")
    told.add(ranking("b a"), channel="public")

    outcome = RULES["two-channels-1"].count(told, parameters={"first": first})

    assert outcome.winners == winners


def test_in_the_first_channel_support_is_counted_before_high_points() -> None:
    told = Tally(options=("a", "b", "c", "d"))
    told.add(ranking("a c"), channel="public")
    told.add(ranking("c b"), channel="public")
    told.add(ranking("d b"), channel="public")

    outcomes = [
        RULES["two-channels-1"].count(
            told, parameters={"vector": "2,1", "first": "public", "count_back": count_back}
        )
        for count_back in ("highest", "support")
    ]

    assert [outcome.ranking[1:] for outcome in outcomes] == [
        (("a", "d"), ("b",)),
        (("b",), ("a", "d")),
    ]


def test_jurors_may_give_points_themselves() -> None:
    told = contest()
    told.add(Scores((("c", 20),)), channel="jury")

    outcome = RULES["two-channels-1"].count(told, parameters={"vector": "3,1"})

    assert points(outcome)["c"] == "26"


def test_a_channel_without_a_weight_is_refused() -> None:
    told = contest()

    with pytest.raises(ParameterInvalid) as refusal:
        RULES["two-channels-1"].count(told, parameters={"weights": "jury=1"})

    assert refusal.value.facts["expected"] == "jury=…,public=…"


def test_a_weight_for_an_absent_channel_waits_for_it() -> None:
    told = Tally(options=("a",))

    outcome = RULES["two-channels-1"].count(told, parameters={"weights": "jury=1,public=1"})

    assert points(outcome) == {"a": "0"}


@given(st.permutations("abcd"), st.integers(1, 5))
def test_raising_an_option_never_harms_it_under_borda(order: list[str], weight: int) -> None:
    others = [("".join(other), 1) for other in permutations("abcd")][:9]
    before = tally("abcd", (" ".join(order), weight), *((" ".join(o), n) for o, n in others))
    raised = ["a", *(option for option in order if option != "a")]
    after = tally("abcd", (" ".join(raised), weight), *((" ".join(o), n) for o, n in others))

    one, other = (RULES["borda-1"].count(told) for told in (before, after))

    if "a" in one.winners:
        assert "a" in other.winners
