"""Transferable vote by Gregory transfers: quotas, ties, ends, and what cannot be counted."""

from fractions import Fraction

import pytest

from engine.errors.rules import BallotInvalid
from engine.rules.rule import Rule
from engine.rules.ties import Ladder
from engine.rules.transferable import RULES
from engine.rules.transferable.scottish import STV_SCOTTISH_1
from engine.rules.transferable.wigm_exact import STV_WIGM_EXACT_1
from tests.engine.rules.ranked import ranked, steps, votes

gregory = pytest.mark.parametrize("rule", [STV_SCOTTISH_1, STV_WIGM_EXACT_1], ids=lambda r: r.id)
every_stv = pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)


@pytest.mark.parametrize(
    ("quota", "told", "elected"),
    [("droop", "4", ("a",)), ("fractional", "10/3", ("a",)), ("hare", "5", ("a",))],
)
def test_an_exact_count_knows_three_quotas(quota: str, told: str, elected: tuple[str, ...]) -> None:
    tally = ranked({"a b": 5, "b": 2, "c": 3})

    outcome = STV_WIGM_EXACT_1.count(tally, seats=2, parameters={"quota": quota})

    assert outcome.totals["quota"] == told
    assert steps(outcome, "stv-elected")[0]["options"] == elected


def test_a_fractional_quota_must_be_exceeded() -> None:
    tally = ranked({"a": 2, "b": 2, "c": 2})

    outcome = STV_WIGM_EXACT_1.count(tally, seats=2, parameters={"quota": "fractional"})

    assert outcome.totals["quota"] == "2"
    assert steps(outcome, "stv-elected") == []
    assert outcome.undecided == ("a", "b", "c")


def test_an_exact_surplus_is_passed_on_whole() -> None:
    tally = ranked({"a b": 4, "a c": 2, "a": 1, "d": 3})

    outcome = STV_WIGM_EXACT_1.count(tally, seats=2)

    surplus = steps(outcome, "stv-surplus")[0]
    assert surplus["values"] == (("1", "3/7"),)
    assert surplus["transfers"] == (("b", "12/7"), ("c", "6/7"))
    assert surplus["exhausted"] == (("exhausted", "3/7"),)
    assert surplus["residual"] == "0"


def test_a_scottish_surplus_loses_what_five_places_do_not_hold() -> None:
    tally = ranked({"a b": 4, "a c": 2, "a": 1, "d": 3})

    outcome = STV_SCOTTISH_1.count(tally, seats=2)

    surplus = steps(outcome, "stv-surplus")[0]
    assert surplus["values"] == (("1.00000", "0.42857"),)
    assert surplus["transfers"] == (("b", "1.71428"), ("c", "0.85714"))
    assert surplus["residual"] == "0.00001"


def test_a_paper_received_at_a_fraction_goes_on_at_a_fraction_of_it() -> None:
    tally = ranked({"a b c": 8, "b c": 2, "c": 1, "d": 3})

    outcome = STV_WIGM_EXACT_1.count(tally, seats=3)

    values = [facts["values"] for facts in steps(outcome, "stv-surplus")]
    assert values[0] == (("1", "1/2"),)
    assert set(values[1]) == {("1", "1/3"), ("1/2", "1/6")}


@gregory
def test_the_largest_surplus_goes_first(rule: Rule) -> None:
    tally = ranked({"a c": 5, "b d": 6, "c": 1, "d": 1})

    outcome = rule.count(tally, seats=2)

    assert outcome.winners == ("b", "a")
    assert steps(outcome, "stv-elected")[0]["options"] == ("b",)


@gregory
def test_equal_surpluses_look_back_to_the_latest_round_that_differs(rule: Rule) -> None:
    tally = ranked({"a x": 6, "b x": 5, "c b": 1, "d": 4, "x": 2}, options="a b c d x")

    outcome = rule.count(tally, seats=3)

    assert outcome.winners[:2] == ("a", "b")


def test_equal_surpluses_whose_order_does_not_matter_go_together() -> None:
    tally = ranked({"a c": 6, "b d": 6, "c": 1, "d": 2, "e": 4})

    outcome = STV_SCOTTISH_1.count(tally, seats=3)

    surpluses = steps(outcome, "stv-surplus")
    assert [facts["round"] for facts in surpluses] == [1, 1]
    assert [step.code for step in outcome.ties] == ["tie-left"]


def test_equal_surpluses_whose_order_matters_end_the_count() -> None:
    tally = ranked({"a c d": 14, "b c e": 14, "c": 7, "d": 2, "e": 2})

    left = STV_SCOTTISH_1.count(tally, seats=3)
    drawn = STV_SCOTTISH_1.count(tally, seats=3, ties=Ladder(steps=("lot",), seed=b"s"))

    assert left.winners == ("a", "b")
    assert left.undecided == ("c", "d", "e")
    assert len(drawn.winners) == 3
    assert drawn.ties[0].facts["about"] == "surplus-1"


@gregory
def test_a_tie_for_exclusion_looks_back(rule: Rule) -> None:
    tally = ranked({"a": 5, "b": 3, "c b": 1, "d": 4, "e a": 2})

    outcome = rule.count(tally, seats=1)

    assert outcome.ties[0].code == "tie-previous-rounds"
    assert outcome.ties[0].facts["order"] == (("d",), ("b",))


@gregory
def test_a_tie_of_certain_losers_does_not_end_the_count(rule: Rule) -> None:
    tally = ranked({"a": 9, "b": 8, "c": 2, "d": 2})

    outcome = rule.count(tally, seats=1)

    assert steps(outcome, "stv-excluded")[0]["why"] == "tie-immaterial"
    assert outcome.winners == ("a",)


@every_stv
def test_a_later_tie_does_not_look_back_past_a_tie_that_was_passed_over(rule: Rule) -> None:
    tally = ranked({"a": 9, "b": 10, "c a": 1, "d a": 1, "e b": 1})
    looks_back = "tie_break" in {parameter.name for parameter in rule.parameters}

    outcome = rule.count(tally, parameters={"tie_break": "previous-rounds"} if looks_back else {})

    assert outcome.undecided == ("a", "b")


@gregory
def test_certain_losers_that_could_elect_somebody_between_them_matter(rule: Rule) -> None:
    tally = ranked({"a b": 8, "b": 8, "d": 8, "c a b": 3, "e a d": 3})

    outcome = rule.count(tally, seats=2)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b", "d")
    assert outcome.ranking == (("a", "b", "d"), ("c", "e"))


@gregory
def test_certain_losers_go_if_the_rest_fill_the_seats(rule: Rule) -> None:
    tally = ranked({"a": 10, "b": 9, "c a": 2, "d a": 2})

    outcome = rule.count(tally, seats=2)

    assert outcome.winners == ("a", "b")


@gregory
def test_a_tie_that_leaves_too_few_for_the_seats_matters(rule: Rule) -> None:
    tally = ranked({"a": 10, "b": 2, "c": 2})

    outcome = rule.count(tally, seats=2)
    cast = rule.count(tally, seats=2, ties=Ladder(steps=("casting",), casting=("c",)))

    assert outcome.winners == ("a",)
    assert outcome.undecided == ("b", "c")
    assert cast.winners == ("a", "c")


@gregory
def test_the_last_standing_are_elected_below_the_quota(rule: Rule) -> None:
    tally = ranked({"a": 9, "b": 3, "c": 2})

    outcome = rule.count(tally, seats=2)

    assert steps(outcome, "stv-elected")[-1]["why"] == "last-vacancies"
    assert outcome.winners == ("a", "b")


@every_stv
def test_as_many_seats_as_options_elect_all_with_votes_first(rule: Rule) -> None:
    tally = ranked({"a": 1, "b": 3, "c": 2})

    outcome = rule.count(tally, seats=3)

    if rule.id == "stv-meek-wikimedia-1":
        assert set(outcome.winners) <= {"a", "b", "c"}
    else:
        assert outcome.winners == ("b", "c", "a")


@every_stv
def test_no_ballots_decide_nothing_and_crash_nothing(rule: Rule) -> None:
    outcome = rule.count(ranked({}, options="a b c"), seats=2)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b", "c")


@every_stv
def test_one_voter_elects_as_ranked(rule: Rule) -> None:
    outcome = rule.count(ranked({"b a c": 3}), seats=1)

    assert outcome.winners == ("b",)


@every_stv
def test_equal_ranks_are_refused_or_read_as_told(rule: Rule) -> None:
    tally = ranked({"a=b c": 2, "c a": 1, "a": 2})

    with pytest.raises(BallotInvalid):
        rule.count(tally, parameters={"overvote_rule": "refuse"})
    told = rule.count(tally, parameters={"overvote_rule": "always-skip-to-next-rank"})

    assert told.winners == ("c",)


def test_a_scottish_paper_ends_at_a_gap() -> None:
    tally = ranked({"a - c": 6, "b": 2, "c": 1})

    outcome = STV_SCOTTISH_1.count(tally, seats=2)

    assert steps(outcome, "stv-surplus")[0]["exhausted"] == (("skipped", "1.99998"),)


@gregory
def test_an_option_named_again_gets_a_paper_once(rule: Rule) -> None:
    tally = ranked({"a a b": 6, "c": 3})

    outcome = rule.count(tally, seats=2)

    transfers = dict(steps(outcome, "stv-surplus")[0]["transfers"])
    assert set(transfers) == {"b"}


@gregory
def test_votes_of_every_round_add_up_to_the_ballots(rule: Rule) -> None:
    tally = ranked({"a b c": 8, "b c": 2, "c d": 3, "d a": 4, "a": 1, "": 2})

    outcome = rule.count(tally, seats=2)

    for there, facts in zip(votes(outcome, "stv-round"), steps(outcome, "stv-round"), strict=True):
        spent = sum(Fraction(told) for _, told in facts["exhausted"])
        assert sum(map(Fraction, there.values())) + spent + Fraction(facts["residual"]) == 18
    assert outcome.totals["blank"] == 2
