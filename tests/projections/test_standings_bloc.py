"""The bloc of nine: a hold, a tie and its tie-break, and no order before all are verified.

The figures are synthetic (`bloc-of-nine-synthetic.json` of the shared cases, read in place by the
last test); the table here keeps the essential ones, so that the story stands alone.
"""

import pytest
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.eligibility import LiftHold, PlaceHold, RuleIneligible
from engine.commands.member import ReleaseMember
from engine.commands.scoring import LockScores
from engine.commands.sheet import OpenRecheck
from engine.errors.scores import RankingNotLawful, StageNotInRulebook
from engine.errors.season import RulebookNotAdopted
from engine.events.sheet import Stage
from engine.rules.rulebook import AwardRule, Criterion, Rulebook
from engine.rules.standings import Unranked
from engine.values.numbers import points
from projections.standings import standings
from tests.engine.bloc import OPENED
from tests.engine.marking import entered, ranked_by, rulebook, season, sheet
from tests.engine.rules.cases import sheet as shared_sheet
from tests.engine.scenario import Scenario

CRITERIA = (
    Criterion(id="points", name="Points", maximum=100_00),
    Criterion(id="bonus", name="Bonus", kind="bonus", maximum=5_00),
    Criterion(id="penalty", name="Penalty", kind="penalty", maximum=5_00),
)
UNITS = "U1 U2 U3 U4 U5 U6 U7 U8 U9"

SCORES = {
    # unit: self, verified, bonus, penalty
    "U1": ("97.50", "96.00", "1.00", "0.00"),
    "U2": ("98.00", "97.00", "2.00", "0.00"),
    "U3": ("97.00", "96.50", "1.00", "0.00"),
    "U4": ("96.50", "96.00", "1.50", "0.00"),
    "U5": ("98.50", "97.50", "2.00", "0.00"),
    "U6": ("95.00", "94.25", "0.00", "0.00"),
    "U7": ("94.00", "93.50", "0.50", "1.00"),
    "U8": ("92.00", "90.00", "0.00", "0.00"),
    "U9": ("90.00", "88.75", "0.00", "0.00"),
}
TOTALS = {
    "U1": "97.00",
    "U2": "99.00",
    "U3": "97.50",
    "U4": "97.50",
    "U5": "99.50",
    "U6": "94.25",
    "U7": "93.00",
    "U8": "90.00",
    "U9": "88.75",
}
RANKS = {"U2": 1, "U3": 2, "U4": 2, "U1": 4, "U6": 5, "U7": 6, "U8": 7, "U9": 8}

HELD = PlaceHold(
    candidate="U5",
    ground="inspection",
    authority="Standing body",
    note="Leader under disciplinary review",
)


def _rules(*steps: str) -> Rulebook:
    return rulebook(*CRITERIA, stages=("self", "verified"), ranking=ranked_by(*steps))


def _sheet(unit: str, score: str, bonus: str, penalty: str, stage: Stage) -> tuple[Command, ...]:
    return sheet(unit, *entered(points=score, bonus=bonus, penalty=penalty), stage=stage)


def _sheets(stage: Stage, *units: str) -> list[Command]:
    column = 0 if stage == "self" else 1
    return [
        command
        for unit in units or SCORES
        for command in _sheet(unit, SCORES[unit][column], *SCORES[unit][2:], stage)
    ]


def _ranks(scenario: Scenario, stage: str | None = None) -> dict[str, int]:
    rows = standings(scenario.ledger, stage).rows
    return {row.candidate: row.rank for row in rows if row.rank is not None}


def test_nine_verified_units_are_ranked_and_the_held_one_is_listed() -> None:
    bloc = Scenario(*season(UNITS, _rules()), *_sheets("self"), HELD, *_sheets("verified"))

    found = standings(bloc.ledger)

    assert {row.candidate: points(row.total) for row in found.rows} == TOTALS
    assert _ranks(bloc) == RANKS
    assert found.unranked == (
        Unranked(candidate="U5", reason="hold", ground="inspection", authority="Standing body"),
    )
    assert found.places[1] == ("U3", "U4")
    assert [step.code for step in found.ties] == ["tie-left"]
    assert (found.stage, found.rulebook) == ("verified", 1)


def test_points_without_bonus_order_the_tie() -> None:
    bloc = Scenario(*season(UNITS, _rules("without-bonus")), HELD, *_sheets("verified"))

    found = standings(bloc.ledger)

    assert _ranks(bloc) == RANKS | {"U4": 3}
    assert found.ties[0].facts["by"] == "without-bonus"


def test_no_order_before_every_unit_without_a_bar_is_verified() -> None:
    verified = [*_sheets("verified", "U2"), *_sheets("verified", "U5")]
    bloc = Scenario(*season(UNITS, _rules()), *_sheets("self"), HELD, *verified)

    with pytest.raises(RankingNotLawful) as refusal:
        standings(bloc.ledger)

    assert refusal.value.facts == {
        "stage": "verified",
        "verified": ("U2", "U5"),
        "missing": ("U1", "U3", "U4", "U6", "U7", "U8", "U9"),
    }
    assert _ranks(bloc, "self")["U2"] == 1


def test_self_scores_are_ordered_as_far_as_they_came_in() -> None:
    bloc = Scenario(*season(UNITS, _rules()), *_sheets("self", "U3", "U4"))

    found = standings(bloc.ledger, "self")

    assert found.places == (("U3", "U4"),)
    assert [each.candidate for each in found.unranked if each.reason == "not-submitted"] == [
        *("U1", "U2", "U5", "U6", "U7", "U8", "U9")
    ]


def test_a_sheet_open_for_a_recheck_takes_the_order_away() -> None:
    recheck = OpenRecheck(candidate="U2", stage="verified", reason="Complaint.")
    bloc = Scenario(*season(UNITS, _rules()), HELD, *_sheets("verified"), recheck)

    with pytest.raises(RankingNotLawful) as refusal:
        standings(bloc.ledger)

    assert refusal.value.facts["missing"] == ("U2",)


def test_a_lifted_hold_gives_the_place_the_points_earn() -> None:
    free = LiftHold(candidate="U5", authority="Standing body", reason="Cleared.")
    bloc = Scenario(*season(UNITS, _rules()), HELD, *_sheets("verified"), free)

    assert _ranks(bloc) == {unit: rank + 1 for unit, rank in RANKS.items()} | {"U5": 1}


def test_a_hold_for_one_award_takes_no_place_in_the_ranking() -> None:
    rules = rulebook(*CRITERIA, awards=(AwardRule(id="flag", name="Flag", authority="Committee"),))
    held = replace(HELD, award="flag")
    ruled = RuleIneligible(candidate="U9", ground="fraud", authority="Council")

    bloc = Scenario(*season("U5 U9", rules), *_sheets("verified", "U5", "U9"), held, ruled)

    assert standings(bloc.ledger).places == (("U5",),)


def test_who_left_the_bloc_is_no_longer_waited_for() -> None:
    bloc = Scenario(*season("U1 U2", _rules()), *_sheets("verified", "U1"))

    bloc.play(ReleaseMember(member="U2", reason="Merged into U1."))

    assert standings(bloc.ledger).places == (("U1",),)


def test_a_lock_changes_no_place() -> None:
    bloc = Scenario(*season(UNITS, _rules()), HELD, *_sheets("verified"))
    before = standings(bloc.ledger)

    bloc.play(LockScores(stage="verified"))

    assert standings(bloc.ledger) == before


def test_a_stage_or_rulebook_that_is_not_there_is_refused() -> None:
    with pytest.raises(RulebookNotAdopted):
        standings(Scenario(OPENED).ledger)
    with pytest.raises(StageNotInRulebook):
        standings(Scenario(*season(UNITS, _rules())).ledger, "peer")


def test_the_shared_case_comes_out_as_expected() -> None:
    told = shared_sheet("bloc-of-nine-synthetic.json")
    expected = told["expected"]
    held = [HELD for each in told["holds"] if each["unit"] == "U5"]
    verified = [
        command
        for unit, each in told["scores"].items()
        for command in _sheet(unit, each["verified"], each["bonus"], each["penalty"], "verified")
    ]
    units = " ".join(told["units"])

    plain = Scenario(*season(units, _rules()), *held, *verified)
    broken = Scenario(*season(units, _rules("without-bonus")), *held, *verified)

    found = standings(plain.ledger)
    assert {row.candidate: points(row.total) for row in found.rows} == expected["totals"]
    assert [each.candidate for each in found.unranked] == expected["ranking"]["listed_without_rank"]
    assert _ranks(plain) == expected["ranking"]["standard_competition"]
    assert _ranks(broken) == expected["ranking"]["with_tie_break"]["ranks"]
    assert {unit: tuple(each.values()) for unit, each in told["scores"].items()} == SCORES
