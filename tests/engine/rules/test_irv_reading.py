"""Instant run-off: how a ballot that is not one clean mark a rank is read."""

import pytest

from engine.errors.rules import BallotInvalid
from engine.rules.runoff.instant import IRV_1
from tests.engine.rules.ranked import ranked, steps, votes

OVERVOTED = {"a": 5, "b": 3, "b=c a": 2, "c b": 2}


@pytest.mark.parametrize(
    ("rule", "first", "spent"),
    [
        ("exhaust-immediately", {"a": 5, "b": 3, "c": 2}, (("overvotes", 2),)),
        ("always-skip-to-next-rank", {"a": 7, "b": 3, "c": 2}, ()),
        ("exhaust-if-multiple-continuing", {"a": 5, "b": 3, "c": 2}, (("overvotes", 2),)),
    ],
)
def test_a_rank_with_several_options_is_read_as_the_rule_says(
    rule: str, first: dict[str, int], spent: tuple[tuple[str, int], ...]
) -> None:
    tally = ranked(OVERVOTED)

    outcome = IRV_1.count(tally, parameters={"overvote_rule": rule})

    assert votes(outcome)[0] == first
    assert steps(outcome, "runoff-round")[0]["exhausted"] == spent


def test_an_overvote_counts_for_the_only_option_of_it_that_stands() -> None:
    tally = ranked({"a": 4, "b": 3, "c b=c": 2})

    outcome = IRV_1.count(tally, parameters={"overvote_rule": "exhaust-if-multiple-continuing"})

    assert votes(outcome)[1] == {"a": 4, "b": 5}


def test_an_overvote_of_excluded_options_is_passed_over() -> None:
    tally = ranked({"a": 5, "b": 4, "c": 3, "d": 2, "d c=d b": 1, "e d=e a": 1})

    outcome = IRV_1.count(tally, parameters={"overvote_rule": "exhaust-if-multiple-continuing"})

    assert steps(outcome, "runoff-transfer")[-1]["transfers"] == (("a", 1), ("b", 1))
    assert outcome.winners == ("a",)


def test_an_overvote_may_be_refused() -> None:
    tally = ranked(OVERVOTED)

    with pytest.raises(BallotInvalid) as refusal:
        IRV_1.count(tally, parameters={"overvote_rule": "refuse"})

    assert refusal.value.facts == {"ballot": "ranking", "expected": ("one-option-a-rank",)}


def test_one_option_marked_twice_in_a_rank_is_one_mark() -> None:
    tally = ranked({"a=a": 2, "b": 1})

    outcome = IRV_1.count(tally, parameters={"overvote_rule": "refuse"})

    assert outcome.winners == ("a",)


@pytest.mark.parametrize(
    ("allowed", "first"),
    [
        ("unlimited", {"a": 1, "b": 1, "c": 1}),
        ("2", {"a": 1, "b": 1, "c": 1}),
        ("1", {"a": 1, "b": 1, "c": 0}),
        ("0", {"a": 1, "b": 0, "c": 0}),
    ],
)
def test_more_empty_ranks_in_a_row_than_allowed_end_a_ballot(
    allowed: str, first: dict[str, int]
) -> None:
    tally = ranked({"a": 1, "- b": 1, "- - c": 1})

    outcome = IRV_1.count(tally, parameters={"max_skipped_ranks": allowed})

    assert votes(outcome)[0] == first


def test_empty_ranks_apart_are_counted_apart() -> None:
    tally = ranked({"- a - b": 3, "a": 1, "b": 1, "c": 2})

    outcome = IRV_1.count(tally, parameters={"max_skipped_ranks": "1"})

    assert votes(outcome)[0] == {"a": 4, "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("exhaust", "last", "spent"),
    [(True, 3, (("repeated", 2),)), (False, 5, ())],
    ids=["ends", "on"],
)
def test_an_option_named_again_ends_a_ballot_if_the_rule_says_so(
    exhaust: bool, last: int, spent: tuple[tuple[str, int], ...]
) -> None:
    tally = ranked({"a": 4, "b": 3, "c c b": 2})

    outcome = IRV_1.count(tally, parameters={"exhaust_on_duplicate": exhaust})

    assert votes(outcome)[1]["b"] == last
    assert steps(outcome, "runoff-round")[1]["exhausted"] == spent


def test_a_ballot_without_a_mark_is_blank_and_counts_for_nothing() -> None:
    tally = ranked({"a": 1, "": 3, "- -": 2})

    outcome = IRV_1.count(tally)

    assert outcome.totals["blank"] == 5
    assert outcome.totals["ballots"] == 6
    assert steps(outcome, "runoff-round")[0]["threshold"] == 1
