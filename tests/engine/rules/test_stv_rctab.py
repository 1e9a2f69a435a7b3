"""The American transferable vote: RCTab's elections round by round, and its options."""

from decimal import Decimal
from typing import Any

import pytest

from engine.errors.rules import OptionUnknown
from engine.rules.parameters import Value
from engine.rules.ties import Ladder
from engine.rules.transferable.rctab import STV_RCTAB_1
from engine.rules.transferable.wigm_exact import STV_WIGM_EXACT_1
from tests.engine.rules.ranked import ranked, steps, votes
from tests.engine.rules.rctab_files import rctab_case

CASES = (
    "rctab-minneapolis-multi-seat-threshold",
    "rctab-test-set-multi-winner-fractional-threshold",
)
INACTIVE = {
    "exhausted": "exhaustedChoices",
    "overvotes": "overvotes",
    "skipped": "skippedRankings",
    "repeated": "repeatedRankings",
}


def inactive(facts: dict[str, Any]) -> dict[str, Decimal]:
    """Spent votes by RCTab's reasons."""
    return {INACTIVE[reason]: Decimal(spent) for reason, spent in facts["exhausted"]}


@pytest.mark.parametrize("name", CASES)
def test_an_rctab_election_has_the_same_rounds(name: str) -> None:
    told = rctab_case(name)
    whole = not told.rules["nonIntegerWinningThreshold"]
    ladder = Ladder(steps=("casting",), casting=told.candidate_order)

    outcome = STV_RCTAB_1.count(
        told.tally,
        seats=told.seats,
        parameters=told.parameters(fractional_threshold=not whole, decimals=4),
        ties=ladder,
    )

    results = told.report["results"]
    rounds = votes(outcome, "stv-round")
    assert [{name: Decimal(votes) for name, votes in there.items()} for there in rounds] == [
        {name: Decimal(votes) for name, votes in result["tally"].items()} for result in results
    ]
    assert all(
        Decimal(facts["quota"]) == Decimal(result["threshold"])
        for facts, result in zip(steps(outcome, "stv-round"), results, strict=True)
    )


@pytest.mark.parametrize("name", CASES)
def test_an_rctab_election_loses_the_same_votes_for_the_same_reasons(name: str) -> None:
    told = rctab_case(name)
    whole = not told.rules["nonIntegerWinningThreshold"]
    ladder = Ladder(steps=("casting",), casting=told.candidate_order)

    outcome = STV_RCTAB_1.count(
        told.tally,
        seats=told.seats,
        parameters=told.parameters(fractional_threshold=not whole, decimals=4),
        ties=ladder,
    )

    reports = [result["inactiveBallots"] for result in told.report["results"]]
    counted = [inactive(facts) for facts in steps(outcome, "stv-round")]
    for here, report in zip(counted[:-1], reports[:-1], strict=True):
        assert here == {
            why: Decimal(report[why]) for why in INACTIVE.values() if Decimal(report[why])
        }
    last = sum(Decimal(report) for report in reports[-1].values())
    assert sum(counted[-1].values()) == last, "RCTab calls the last surpluses a surplus, not spent"


@pytest.mark.parametrize("name", CASES)
def test_exact_fractions_elect_the_same_in_an_rctab_election(name: str) -> None:
    told = rctab_case(name)
    given = told.parameters(quota="fractional" if "fractional" in name else "droop")
    given.pop("write_ins")
    ladder = Ladder(steps=("casting",), casting=told.candidate_order)

    exact = STV_WIGM_EXACT_1.count(told.tally, seats=told.seats, parameters=given, ties=ladder)

    summary = [
        name
        for result in told.report["results"]
        for tallied in result["tallyResults"]
        if (name := tallied.get("elected"))
    ]
    assert set(exact.winners) == set(summary)


SMALL = {"a b": 6, "b c": 5, "c": 2, "d c": 1}


@pytest.mark.parametrize(
    ("given", "quota"),
    [
        ({}, "5.0000"),
        ({"fractional_threshold": True}, "4.6667"),
        ({"hare_quota": True}, "7.0000"),
        ({"hare_quota": True, "fractional_threshold": True, "decimals": 2}, "7.00"),
        ({"minimum_votes": 6}, "6.0000"),
    ],
    ids=["whole", "fractional", "hare", "hare fractional", "at least the minimum"],
)
def test_the_threshold_is_set_from_the_first_rounds_votes(
    given: dict[str, Value], quota: str
) -> None:
    tally = ranked(SMALL)

    outcome = STV_RCTAB_1.count(tally, seats=2, parameters=given)

    assert outcome.totals["quota"] == quota


def test_several_options_may_be_elected_in_one_round() -> None:
    tally = ranked(SMALL)

    outcome = STV_RCTAB_1.count(tally, seats=2)

    assert [facts["round"] for facts in steps(outcome, "stv-elected")] == [1, 1]
    assert outcome.winners == ("a", "b")


def test_a_surplus_fraction_is_cut_off_before_it_meets_a_papers_value() -> None:
    tally = ranked({"a b c": 7, "b": 3, "d": 4})

    outcome = STV_RCTAB_1.count(tally, seats=3)

    # 3 / 7 = 0.4285, 1.9995 / 5.9995 = 0.3332; 0.4285 × 0.3332 = 0.1427 and 7 papers of it.
    # Cut off once, 0.4285 × 1.9995 / 5.9995 would be 0.1428.
    assert outcome.figures["c"]["votes"] == "0.9989"


def test_one_winner_a_round_leaves_the_others_to_later_rounds() -> None:
    tally = ranked(SMALL)

    outcome = STV_RCTAB_1.count(tally, seats=2, parameters={"winners": "one"})

    assert [facts["round"] for facts in steps(outcome, "stv-elected")] == [1, 2]
    assert votes(outcome, "stv-round")[1]["b"] == "5.9996"


def test_one_winner_a_round_and_a_tie_nobody_breaks_is_undecided() -> None:
    tally = ranked({"a": 5, "b": 5, "c": 1})

    outcome = STV_RCTAB_1.count(tally, seats=2, parameters={"winners": "one"})
    cast = STV_RCTAB_1.count(
        tally,
        seats=2,
        parameters={"winners": "one"},
        ties=Ladder(steps=("casting",), casting=("b", "a")),
    )

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b", "c")
    assert cast.winners == ("b", "a")


def test_bottoms_up_elects_who_is_left_and_passes_nothing_on() -> None:
    tally = ranked(SMALL)

    outcome = STV_RCTAB_1.count(tally, seats=2, parameters={"winners": "bottoms-up"})

    assert [facts["options"] for facts in steps(outcome, "stv-excluded")] == [("d",), ("c",)]
    assert steps(outcome, "stv-surplus") == []
    assert outcome.figures["a"]["votes"] == "6.0000"


def test_options_below_the_minimum_go_together() -> None:
    tally = ranked(SMALL)

    outcome = STV_RCTAB_1.count(tally, seats=1, parameters={"minimum_votes": 3})

    assert steps(outcome, "stv-excluded")[0]["options"] == ("c", "d")
    assert steps(outcome, "stv-excluded")[0]["why"] == "below-minimum"


def test_too_few_options_with_the_minimum_leave_the_seats_undecided() -> None:
    tally = ranked(SMALL)

    outcome = STV_RCTAB_1.count(tally, seats=3, parameters={"minimum_votes": 5})

    assert outcome.winners == ("a", "b")
    assert outcome.undecided == ("c", "d")


def test_write_ins_go_first_and_nobody_wins_before() -> None:
    tally = ranked({"a": 6, "uwi b": 3, "b": 2})

    outcome = STV_RCTAB_1.count(tally, seats=1, parameters={"write_ins": "uwi"})

    assert steps(outcome, "stv-excluded")[0]["why"] == "write-ins"
    assert steps(outcome, "stv-elected")[0]["round"] == 2


def test_write_ins_must_be_an_option_of_the_poll() -> None:
    tally = ranked({"a": 1})

    with pytest.raises(OptionUnknown) as refusal:
        STV_RCTAB_1.count(tally, parameters={"write_ins": "zoe"})

    assert refusal.value.facts["option"] == "zoe"


def test_an_exclusion_tie_that_matters_is_undecided() -> None:
    tally = ranked({"a": 3, "b c": 2, "c b": 2})

    outcome = STV_RCTAB_1.count(tally, seats=1)

    assert outcome.winners == ()
    assert outcome.undecided == ("a", "b", "c")
