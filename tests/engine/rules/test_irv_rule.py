"""Instant run-off: each way to stop, each way out of a tie. How ballots are read: test_irv_reading."""

import pytest

from engine.errors.rules import OptionUnknown
from engine.rules.parameters import Value
from engine.rules.runoff.instant import IRV_1
from engine.rules.ties import Ladder
from tests.engine.rules.ranked import ranked, steps, votes

MANY = {"a": 9, "b a": 7, "c a": 6, "d b": 2, "e b": 1}


def test_certain_losers_go_together_in_a_batch() -> None:
    tally = ranked(MANY)

    alone = IRV_1.count(tally)
    batch = IRV_1.count(tally, parameters={"batch_elimination": True})

    assert [facts["options"] for facts in steps(alone, "runoff-excluded")][:2] == [("e",), ("d",)]
    assert steps(batch, "runoff-excluded")[0]["options"] == ("d", "e")
    assert steps(batch, "runoff-excluded")[0]["why"] == "batch"
    assert alone.winners == batch.winners


def test_exclusions_may_go_on_until_two_stand() -> None:
    tally = ranked({"a": 9, "b c": 3, "c": 2, "d": 1})

    early = IRV_1.count(tally)
    late = IRV_1.count(tally, parameters={"continue_until_two": True})

    assert [len(told) for told in votes(early)] == [4]
    assert [len(told) for told in votes(late)] == [4, 3, 2]
    assert late.winners == early.winners == ("a",)
    assert late.ranking == (("a",), ("b",), ("c",), ("d",))


def test_a_tie_on_the_way_to_two_leaves_the_winner_decided() -> None:
    tally = ranked({"a": 1}, options="a b c")

    outcome = IRV_1.count(tally, parameters={"continue_until_two": True})

    assert outcome.winners == ("a",)
    assert outcome.undecided == ()
    assert outcome.ranking == (("a",), ("b", "c"))


def test_a_batch_leaves_two_when_exclusions_go_on_until_two_stand() -> None:
    tally = ranked({"a": 20, "b c": 3, "c": 2, "d": 1})

    outcome = IRV_1.count(tally, parameters={"continue_until_two": True, "batch_elimination": True})

    assert [len(told) for told in votes(outcome)] == [4, 3, 2]


def test_the_majority_is_of_the_votes_that_still_count() -> None:
    tally = ranked({"a": 4, "b": 3, "c": 2})

    outcome = IRV_1.count(tally)

    assert [facts["threshold"] for facts in steps(outcome, "runoff-round")] == [5, 4]
    assert steps(outcome, "runoff-elected")[0]["why"] == "majority"


def test_the_majority_may_be_of_the_first_rounds_votes() -> None:
    tally = ranked({"a": 4, "b": 3, "c": 2})

    outcome = IRV_1.count(tally, parameters={"first_round_threshold": True})

    assert [facts["threshold"] for facts in steps(outcome, "runoff-round")] == [5, 5]
    assert steps(outcome, "runoff-elected")[0]["why"] == "plurality"
    assert outcome.winners == ("a",)


def test_options_below_a_minimum_go_first_and_together() -> None:
    tally = ranked({"a": 9, "b": 8, "c b": 4, "d": 3})

    outcome = IRV_1.count(tally, parameters={"minimum_votes": 5})

    assert steps(outcome, "runoff-excluded")[0] == {
        "round": 1,
        "options": ("c", "d"),
        "why": "below-minimum",
    }
    assert outcome.winners == ("b",)


def test_nobody_wins_if_all_are_below_the_minimum() -> None:
    tally = ranked({"a": 3, "b": 2})

    outcome = IRV_1.count(tally, parameters={"minimum_votes": 4})

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b")


def test_write_ins_are_excluded_first_and_nobody_wins_before() -> None:
    tally = ranked({"a": 6, "b": 2, "uwi b": 3})

    outcome = IRV_1.count(tally, parameters={"write_ins": "uwi"})

    assert steps(outcome, "runoff-excluded")[0]["why"] == "write-ins"
    assert steps(outcome, "runoff-elected")[0]["round"] == 2


def test_write_ins_lose_every_tie() -> None:
    tally = ranked({"a": 3, "b": 2}, options="a b c uwi")
    favoured = Ladder(steps=("casting",), casting=("uwi", "a", "b", "c"))

    outcome = IRV_1.count(
        tally, parameters={"write_ins": "uwi", "continue_until_two": True}, ties=favoured
    )

    assert outcome.ranking[-1] == ("uwi",)


def test_write_ins_must_be_an_option_of_the_poll() -> None:
    tally = ranked({"a": 1})

    with pytest.raises(OptionUnknown):
        IRV_1.count(tally, parameters={"write_ins": "zoe"})


def test_a_tie_looks_back_to_the_latest_round_that_differs() -> None:
    tally = ranked({"a": 5, "b": 3, "c b": 1, "d": 4, "e a": 2})

    outcome = IRV_1.count(tally)

    step = next(step for step in outcome.ties if step.code == "tie-previous-rounds")
    assert step.facts["order"] == (("d",), ("b",))
    assert step.facts["round"] == 1


TIED_BELOW = {"a": 9, "b": 8, "c": 2, "d": 2}


def test_a_tie_among_certain_losers_does_not_stop_the_count() -> None:
    tally = ranked(TIED_BELOW)

    outcome = IRV_1.count(tally)

    assert steps(outcome, "runoff-excluded")[0]["why"] == "tie-immaterial"
    assert outcome.ties[0].code == "tie-left"
    assert outcome.ranking == (("a",), ("b",), ("c", "d"))


def test_a_later_tie_does_not_look_back_past_a_tie_that_was_passed_over() -> None:
    tally = ranked({"a": 9, "b": 10, "c a": 1, "d a": 1, "e b": 1})
    orders = [("a", "b", "c", "d", "e"), ("a", "b", "e", "d", "c")]

    left = IRV_1.count(tally)
    broken = [
        IRV_1.count(tally, ties=Ladder(steps=("casting",), casting=order)) for order in orders
    ]

    assert [outcome.winners for outcome in broken] == [("b",), ("a",)]
    assert left.undecided == ("a", "b")


def test_a_tie_that_matters_stops_the_count_and_says_who_stood() -> None:
    tally = ranked({"a": 3, "b c": 2, "c b": 2, "d": 1})

    outcome = IRV_1.count(tally)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b", "c")
    assert outcome.ranking == (("a", "b", "c"), ("d",))
    assert steps(outcome, "runoff-stopped") == [{"round": 2, "undecided": ("a", "b", "c")}]


@pytest.mark.parametrize(
    ("ladder", "winner"),
    [
        (Ladder(steps=("casting",), casting=("b", "c")), "b"),
        (Ladder(steps=("key",), keys={"b": (1,), "c": (2,)}), "c"),
        (Ladder(steps=("key", "lot"), keys={"b": (1,), "c": (1,)}, seed=b"seed"), "b"),
    ],
    ids=["casting", "key", "lot"],
)
def test_the_ladder_breaks_a_tie_that_matters(ladder: Ladder, winner: str) -> None:
    tally = ranked({"a": 3, "b c": 2, "c b": 2, "d": 1})

    outcome = IRV_1.count(tally, ties=ladder)

    assert outcome.winners == (winner,)
    assert outcome.ties[-1].facts["about"] == "elimination-2"


def test_two_left_with_equal_votes_are_undecided_or_cast_for() -> None:
    tally = ranked({"a": 2, "b": 2, "c": 1})

    left = IRV_1.count(tally)
    cast = IRV_1.count(tally, ties=Ladder(steps=("casting",), casting=("b",)))

    assert left.undecided == ("a", "b")
    assert cast.winners == ("b",)
    assert steps(cast, "runoff-elected")[0]["why"] == "tie"


GIVEN: list[tuple[dict[str, int], str, tuple[str, ...], tuple[str, ...]]] = [
    ({}, "a", ("a",), ()),
    ({}, "a b", (), ("a", "b")),
    ({}, "a b c", (), ("a", "b", "c")),
    ({"": 4}, "a b", (), ("a", "b")),
    ({"a": 1}, "a b c", ("a",), ()),
    ({"a": 1, "b": 1, "c": 1}, "a b c", (), ("a", "b", "c")),
]


@pytest.mark.parametrize(
    ("ballots", "options", "winners", "undecided"),
    GIVEN,
    ids=["one option", "no ballots, two", "no ballots, three", "blank", "one ballot", "all tied"],
)
def test_a_small_poll_has_a_defined_outcome(
    ballots: dict[str, int], options: str, winners: tuple[str, ...], undecided: tuple[str, ...]
) -> None:
    tally = ranked(ballots, options=options)

    outcome = IRV_1.count(tally)

    assert outcome.winners == winners
    assert outcome.undecided == undecided


def test_weights_count_as_so_many_ballots() -> None:
    one = ranked({"a": 4, "b c": 3, "c b": 2})
    heavy = ranked({"a": 400, "b c": 300, "c b": 200})

    outcomes = [IRV_1.count(tally) for tally in (one, heavy)]

    assert outcomes[0].ranking == outcomes[1].ranking
    assert outcomes[1].figures["b"] == {"votes": 500, "first": 300, "left_in_round": 0}


def test_the_parameters_in_force_are_part_of_the_outcome() -> None:
    given: dict[str, Value] = {"batch_elimination": "true", "max_skipped_ranks": "1"}

    outcome = IRV_1.count(ranked({"a": 1}), parameters=given)

    assert outcome.parameters["batch_elimination"] is True
    assert outcome.parameters["overvote_rule"] == "exhaust-immediately"
