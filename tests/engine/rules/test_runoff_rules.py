"""Two rounds, and instant run-off with a No Award option."""

import pytest

from engine.errors.rules import OptionUnknown
from engine.rules.ballots import Choice
from engine.rules.parameters import Value
from engine.rules.runoff.no_award import IRV_NO_AWARD_1
from engine.rules.runoff.two_round import TWO_ROUND_1
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.ranked import ranked, steps, votes


def test_a_majority_of_first_choices_needs_no_second_round() -> None:
    tally = ranked({"a": 5, "b": 3, "c": 1})

    outcome = TWO_ROUND_1.count(tally)

    assert outcome.winners == ("a",)
    assert outcome.ranking == (("a",), ("b",), ("c",))
    assert outcome.totals["rounds"] == 1


@pytest.mark.parametrize(
    ("votes_for_a", "rounds"), [(5, 2), (6, 1)], ids=["exactly half", "more than half"]
)
def test_exactly_half_is_no_majority(votes_for_a: int, rounds: int) -> None:
    tally = ranked({"a": votes_for_a, "b": 3, "c": 2})

    outcome = TWO_ROUND_1.count(tally)

    assert outcome.totals["rounds"] == rounds
    assert outcome.winners == ("a",)


def test_the_share_to_exceed_may_be_another() -> None:
    tally = ranked({"a": 7, "b": 2, "c b": 4})

    outcome = TWO_ROUND_1.count(tally, parameters={"majority": "2/3"})

    assert steps(outcome, "runoff-round")[0]["threshold"] == 9
    assert outcome.totals["rounds"] == 2


def test_a_share_below_half_takes_the_first_of_those_above_it() -> None:
    tally = ranked({"a": 5, "b": 4, "c": 1})

    outcome = TWO_ROUND_1.count(tally, parameters={"majority": "35%"})

    assert outcome.winners == ("a",)
    assert outcome.totals["rounds"] == 1


def test_a_tie_of_two_above_a_small_share_is_undecided() -> None:
    tally = ranked({"a": 4, "b": 4, "c": 1})

    outcome = TWO_ROUND_1.count(tally, parameters={"majority": "35%"})

    assert outcome.undecided == ("a", "b")


def test_only_finalists_count_in_the_second_round() -> None:
    tally = ranked({"a": 4, "b c": 3, "c d b": 2, "d": 1})

    outcome = TWO_ROUND_1.count(tally)

    assert steps(outcome, "runoff-finalists")[0]["options"] == ("a", "b")
    assert votes(outcome)[1] == {"a": 4, "b": 5}
    assert steps(outcome, "runoff-elected")[0]["why"] == "most-votes"
    assert outcome.ranking == (("b",), ("a",), ("c", "d"))


def test_there_may_be_more_finalists() -> None:
    tally = ranked({"a": 4, "b": 3, "c b": 2, "d c": 1})

    outcome = TWO_ROUND_1.count(tally, parameters={"finalists": 3})

    assert votes(outcome)[1] == {"a": 4, "b": 3, "c": 3}


def test_a_tie_for_the_last_place_among_the_finalists_is_left_or_broken() -> None:
    tally = ranked({"a": 4, "b": 2, "c": 2, "d": 1})
    chair = Ladder(steps=("casting",), casting=("c",))

    left = TWO_ROUND_1.count(tally)
    cast = TWO_ROUND_1.count(tally, ties=chair)

    assert left.undecided == ("a", "b", "c")
    assert left.ties[-1].facts["about"] == "finalists"
    assert steps(cast, "runoff-finalists")[0]["options"] == ("a", "c")


def test_a_tie_of_three_for_two_places_splits_by_the_ladder() -> None:
    tally = ranked({"a": 2, "b": 2, "c": 2})
    keys = Ladder(steps=("key",), keys={"a": (1,), "b": (2,), "c": (1,)})

    left = TWO_ROUND_1.count(tally, ties=keys)
    drawn = TWO_ROUND_1.count(tally, ties=Ladder(steps=("lot",), seed=b"x"))

    assert left.undecided == ("a", "b", "c")
    assert len(steps(drawn, "runoff-finalists")[0]["options"]) == 2


def test_a_tie_in_the_second_round_may_look_back_to_the_first() -> None:
    tally = ranked({"a": 5, "b": 4, "c b": 1})

    left = TWO_ROUND_1.count(tally)
    back = TWO_ROUND_1.count(tally, parameters={"tie_break": "previous-rounds"})

    assert left.undecided == ("a", "b")
    assert back.winners == ("a",)
    assert steps(back, "runoff-elected")[0]["why"] == "tie"


def test_ballots_that_only_choose_name_the_finalists_and_no_more() -> None:
    tally = Tally(
        options=("a", "b", "c"),
        ballots={Choice(("a",)): 4, Choice(("b",)): 3, Choice(("c",)): 2, Choice(()): 1},
    )

    outcome = TWO_ROUND_1.count(tally)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b")
    assert outcome.ranking == (("a", "b"), ("c",))
    assert outcome.totals["blank"] == 1


def test_a_choice_of_several_is_an_overvote() -> None:
    tally = Tally(options=("a", "b"), ballots={Choice(("a",)): 2, Choice(("a", "b")): 3})

    outcome = TWO_ROUND_1.count(tally)

    assert outcome.winners == ("a",)
    assert steps(outcome, "runoff-round")[0]["exhausted"] == (("overvotes", 3),)


def test_a_single_option_is_elected() -> None:
    outcome = TWO_ROUND_1.count(ranked({}, options="a"))

    assert outcome.winners == ("a",)
    assert steps(outcome, "runoff-elected")[0]["why"] == "last"


NO_AWARD: dict[str, Value] = {"no_award": "none"}


def test_no_award_wins_if_more_prefer_it_to_the_tentative_winner() -> None:
    tally = ranked({"a": 4, "b none a": 3, "c none a": 2, "none": 1})

    outcome = IRV_NO_AWARD_1.count(tally, parameters=NO_AWARD)
    without = IRV_NO_AWARD_1.count(tally)

    test = steps(outcome, "runoff-no-award-test")[0]
    assert test == {"option": "a", "prefer": 4, "prefer_no_award": 6, "passed": False}
    assert outcome.winners == ("none",)
    assert outcome.ranking[0] == ("none",)
    assert without.winners == ("a",)


def test_an_equal_number_on_both_sides_keeps_the_winner() -> None:
    tally = ranked({"a": 3, "b none a": 2, "none": 1})

    outcome = IRV_NO_AWARD_1.count(tally, parameters=NO_AWARD)

    assert steps(outcome, "runoff-no-award-test")[0]["prefer"] == 3
    assert outcome.winners == ("a",)


def test_what_a_ballot_does_not_rank_stands_below_what_it_ranks() -> None:
    tally = ranked({"a": 3, "none": 1, "a=none": 2, "b": 1})

    outcome = IRV_NO_AWARD_1.count(tally, parameters=NO_AWARD)

    assert steps(outcome, "runoff-no-award-test")[0] == {
        "option": "a",
        "prefer": 3,
        "prefer_no_award": 1,
        "passed": True,
    }


def test_no_award_may_win_the_run_off_itself() -> None:
    tally = ranked({"none": 5, "a": 3, "b": 1})

    outcome = IRV_NO_AWARD_1.count(tally, parameters=NO_AWARD)

    assert outcome.winners == ("none",)
    assert steps(outcome, "runoff-no-award-test") == []


def test_a_tie_for_the_last_place_falls_on_the_fewest_first_choices() -> None:
    tally = ranked({"a": 5, "b": 4, "c": 3, "d c": 1})

    outcome = IRV_NO_AWARD_1.count(tally)

    assert outcome.ties[0].code == "tie-first-choices"
    assert outcome.ties[0].facts["order"] == (("b",), ("c",))
    assert outcome.winners == ("a",)


def test_options_equal_in_first_choices_too_go_together() -> None:
    tally = ranked({"a": 5, "b": 4, "c b": 1, "d b": 1})

    outcome = IRV_NO_AWARD_1.count(tally)

    assert steps(outcome, "runoff-excluded")[0]["options"] == ("c", "d")
    assert outcome.winners == ("b",)


def test_all_that_are_tied_at_the_end_share_the_award() -> None:
    tally = ranked({"a": 3, "b": 3, "c": 1})

    outcome = IRV_NO_AWARD_1.count(tally)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b")


def test_no_award_does_not_share() -> None:
    tally = ranked({"a none": 3, "none a": 3, "b": 1})

    outcome = IRV_NO_AWARD_1.count(tally, parameters=NO_AWARD)

    assert outcome.winners == ("a",)
    assert steps(outcome, "runoff-elected")[0]["why"] == "tie"


def test_who_shares_must_pass_the_test_too() -> None:
    one_passes = ranked({"a b": 2, "none a": 1, "b none a": 3})
    none_passes = ranked({"a none b": 2, "b none a": 2, "none": 1})

    one = IRV_NO_AWARD_1.count(one_passes, parameters=NO_AWARD)
    none = IRV_NO_AWARD_1.count(none_passes, parameters=NO_AWARD)

    assert one.winners == ("b",)
    assert none.winners == ("none",)


def test_no_award_must_be_an_option_of_the_poll() -> None:
    with pytest.raises(OptionUnknown):
        IRV_NO_AWARD_1.count(ranked({"a": 1}), parameters=NO_AWARD)


def test_no_ballots_leave_all_but_no_award_undecided() -> None:
    outcome = IRV_NO_AWARD_1.count(ranked({}, options="a b none"), parameters=NO_AWARD)

    assert outcome.undecided == ("a", "b")
