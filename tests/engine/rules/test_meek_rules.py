"""Meek's method: the reference rule's rounding, iteration and ties, and Wikimedia's variant."""

from decimal import Decimal
from fractions import Fraction

import pytest

from engine.rules.parameters import Value
from engine.rules.ties import Ladder
from engine.rules.transferable.keeping import Paths
from engine.rules.transferable.meek import STV_MEEK_1
from engine.rules.transferable.meek_wikimedia import STV_MEEK_WIKIMEDIA_1
from engine.rules.transferable.papers import Papers
from engine.rules.transferable.reading import Reading
from tests.engine.rules.ranked import ranked, steps, votes


def test_the_quota_is_cut_off_and_a_last_place_is_added() -> None:
    tally = ranked({"a": 4, "b": 3, "c": 3})

    outcome = STV_MEEK_1.count(tally, seats=2, ties=Ladder(steps=("casting",), casting=("b",)))

    assert steps(outcome, "stv-round")[0]["quota"] == "3.333333334"


@pytest.mark.parametrize("decimals", [1, 4, 9, 20])
def test_votes_have_as_many_places_as_told(decimals: int) -> None:
    tally = ranked({"a b": 8, "b": 3, "c": 4, "d": 1})

    outcome = STV_MEEK_1.count(tally, seats=2, parameters={"decimals": decimals})

    assert all(
        len(told.partition(".")[2]) == decimals
        for there in votes(outcome, "stv-round")
        for told in there.values()
    )
    assert outcome.winners == ("a", "b")


def test_more_places_come_nearer_to_the_exact_solution() -> None:
    tally = ranked({"a b": 6, "b": 1, "c": 4, "d c": 2})

    outcome = STV_MEEK_1.count(tally, seats=2, parameters={"decimals": 30, "omega": "0"})

    last = steps(outcome, "stv-round")[-1]
    kept = Fraction(dict(last["keep"])["a"])
    assert abs(6 * kept - Fraction(last["quota"])) < Fraction(1, 10**25)


def test_an_elected_option_keeps_the_quota_which_falls_as_papers_run_out() -> None:
    tally = ranked({"a": 9, "b": 5, "c": 3, "d c": 1})

    outcome = STV_MEEK_1.count(tally, seats=2)

    quotas = [Decimal(facts["quota"]) for facts in steps(outcome, "stv-round")]
    assert quotas == sorted(quotas, reverse=True)
    assert quotas[0] > quotas[-1]
    assert outcome.winners == ("a", "b")


def test_a_large_omega_ends_iteration_early() -> None:
    tally = ranked({"a": 10, "b c": 6, "c b": 5, "d c": 1})
    exact: dict[str, Value] = {"omega": "0.000001"}
    rough: dict[str, Value] = {"omega": "1"}

    iterations = [
        sum(
            facts["iterations"]
            for facts in steps(STV_MEEK_1.count(tally, seats=2, parameters=given), "stv-round")
        )
        for given in (exact, rough)
    ]

    assert iterations[1] < iterations[0]


def test_options_within_the_surplus_of_the_last_count_as_tied() -> None:
    tally = ranked({"a b d": 10, "a d": 4, "b": 6, "d": 8}, options="a b c d")
    chairs = [Ladder(steps=("casting",), casting=order) for order in (("b", "d"), ("d", "b"))]

    outcomes = [STV_MEEK_1.count(tally, seats=2, ties=chair) for chair in chairs]

    last = steps(outcomes[0], "stv-round")[-1]
    assert dict(last["votes"])["b"] == "9.333333330"
    assert dict(last["votes"])["d"] == "9.333333332"
    assert last["surplus"] == "0.000000004"
    assert [outcome.winners for outcome in outcomes] == [("a", "b"), ("a", "d")]


def test_a_tie_that_matters_is_left_to_the_ladder_or_undecided() -> None:
    tally = ranked({"a": 3, "b": 2, "c": 2})

    left = STV_MEEK_1.count(tally, seats=2)
    cast = STV_MEEK_1.count(tally, seats=2, ties=Ladder(steps=("casting",), casting=("c",)))

    assert left.winners == ("a",)
    assert left.undecided == ("b", "c")
    assert cast.winners == ("a", "c")


def test_a_tie_of_certain_losers_does_not_end_the_count() -> None:
    tally = ranked({"a": 9, "b": 8, "c b": 2, "d b": 2})

    outcome = STV_MEEK_1.count(tally)

    assert steps(outcome, "stv-excluded")[0]["why"] == "tie-immaterial"
    assert outcome.winners == ("b",)


def test_a_tie_may_look_back_first() -> None:
    tally = ranked({"a": 5, "b": 3, "c b": 1, "d": 4, "e a": 2})

    outcome = STV_MEEK_1.count(tally, parameters={"tie_break": "previous-rounds"})

    assert outcome.ties[0].code == "tie-previous-rounds"
    assert outcome.ties[0].facts["order"] == (("d",), ("b",))


def test_papers_alike_in_their_path_are_counted_together() -> None:
    tally = ranked({"a b c": 2, "a b d": 3, "b a": 1, "c": 1})
    papers = Papers(tally, Reading(overvote="refuse"))
    paths = Paths(papers)

    paths.elect(0)
    kept, excess = paths.distribute([5, 10, 10, 10], 10, lambda left, keep: left * keep // 10)

    assert kept == [25, 35, 10, 0]
    assert excess == 0


def test_what_no_option_keeps_is_excess() -> None:
    tally = ranked({"a": 2, "b": 3}, options="a b")
    paths = Paths(Papers(tally, Reading(overvote="refuse")))

    paths.elect(0)
    paths.exclude(1)
    kept, excess = paths.distribute([4, 0], 10, lambda left, keep: left * keep // 10)

    assert kept == [8, 0]
    assert excess == 42


def test_keep_factors_are_rounded_up() -> None:
    tally = ranked({"a b": 7, "b": 1, "c": 2, "d": 3})

    outcome = STV_MEEK_1.count(tally, seats=2, parameters={"decimals": 1})

    # The quota is 13 / 3 cut off, plus 0.1: 4.4. 4.4 / 7 is 0.7, rounded up, so a keeps 4.9 and b
    # has 1 + 2.1. Again 0.7 × 4.4 = 3.1, rounded up, and 3.1 / 4.9 is 0.7: the surplus stays 0.5.
    second = steps(outcome, "stv-round")[1]
    assert second["keep"] == (("a", "0.7"),)
    assert dict(second["votes"]) == {"a": "4.9", "b": "3.1", "c": "2.0", "d": "3.0"}
    assert second["surplus"] == "0.5"


def test_wikimedia_leaves_a_seat_empty_rather_than_fill_it_without_the_quota() -> None:
    tally = ranked({"a": 9, "b": 1}, options="a b c")

    outcome = STV_MEEK_WIKIMEDIA_1.count(tally, seats=3)

    assert outcome.winners == ("a", "b")
    assert outcome.undecided == ()
    assert outcome.ranking == (("a",), ("b",), ("c",))


def test_wikimedia_excludes_all_that_are_tied_together() -> None:
    tally = ranked({"a": 9, "b": 8, "c a": 1, "d a": 1})

    outcome = STV_MEEK_WIKIMEDIA_1.count(tally)

    assert steps(outcome, "stv-excluded")[0]["options"] == ("c", "d")


def test_wikimedia_counts_to_an_end_where_votes_are_cut_off_to_nothing() -> None:
    tally = ranked({"a": 1, "b a": 1, "a b=c": 1})

    outcome = STV_MEEK_WIKIMEDIA_1.count(
        tally, seats=3, parameters={"overvote_rule": "exhaust-immediately"}
    )

    assert set(outcome.winners) <= {"a", "b", "c"}
    assert "a" in outcome.winners
