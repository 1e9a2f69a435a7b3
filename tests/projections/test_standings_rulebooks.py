"""Scores stay with the rulebook they were made under, and are ranked under one."""

import pytest
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.eligibility import PlaceHold
from engine.commands.rulebook import AmendRulebook
from engine.commands.sheet import OpenRecheck, ReviseScore
from engine.errors.scores import RulebooksMixed
from engine.rules.rulebook import Criterion, Rulebook
from projections.sheets import sheet_view
from projections.standings import standings
from tests.engine.marking import (
    PRIZE,
    REPORT,
    WORK,
    enter,
    entered,
    ranked_by,
    rulebook,
    season,
    sheet,
    submit,
)
from tests.engine.scenario import Scenario

FIRST = rulebook(WORK)
HIGHER = replace(WORK, maximum=60_00)
HELD = PlaceHold(candidate="U1", ground="inspection", authority="Council")


def _work(unit: str, told: str) -> tuple[Command, ...]:
    return sheet(unit, *entered(work=told))


def _amended(rules: Rulebook) -> AmendRulebook:
    return AmendRulebook(rulebook=rules, reason="Found wanting.")


def _mixed() -> Scenario:
    return Scenario(
        *season("U1 U2", FIRST), *_work("U1", "45"), _amended(rulebook(HIGHER)), *_work("U2", "55")
    )


def test_sheets_under_different_criteria_are_not_ranked_together() -> None:
    with pytest.raises(RulebooksMixed) as refusal:
        standings(_mixed().ledger)

    assert refusal.value.facts == {
        "stage": "verified",
        "versions": (1, 2),
        "candidates": ((1, ("U1",)), (2, ("U2",))),
    }


def test_a_sheet_marked_anew_under_the_amended_criteria_is_ranked_with_the_others() -> None:
    bloc = _mixed()
    recheck = OpenRecheck(candidate="U1", stage="verified", reason="Amended rules.")
    same = ReviseScore(candidate="U1", stage="verified", mark=entered(work="45")[0])

    bloc.play(recheck, same, submit("U1"))

    found = standings(bloc.ledger)
    assert (found.rulebook, found.places) == (2, (("U2",), ("U1",)))
    assert {row.maximum for row in found.rows} == {60_00}


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(rulebook(replace(WORK, name="Tasks done")), id="another-name"),
        pytest.param(rulebook(WORK, title="Rules, second edition"), id="another-title"),
        pytest.param(rulebook(WORK, ranking=ranked_by("without-bonus")), id="another-ladder"),
    ],
)
def test_versions_with_the_same_criteria_are_ranked_under_the_newest(rules: Rulebook) -> None:
    bloc = Scenario(
        *season("U1 U2", FIRST), *_work("U1", "45"), _amended(rules), *_work("U2", "45")
    )

    found = standings(bloc.ledger)

    assert (found.rulebook, found.places) == (2, (("U1", "U2"),))


def test_an_amendment_after_the_last_sheet_changes_neither_points_nor_ladder() -> None:
    scored = (
        *sheet("U1", *entered(work="45", prize="1")),
        *sheet("U2", *entered(work="44", prize="2")),
    )
    bloc = Scenario(*season("U1 U2", rulebook(WORK, PRIZE)), *scored)
    before = standings(bloc.ledger)

    bloc.play(_amended(rulebook(HIGHER, PRIZE, ranking=ranked_by("without-bonus"))))

    assert before.places == (("U1", "U2"),)
    assert standings(bloc.ledger) == before


def test_a_held_candidate_scored_under_other_criteria_holds_nobody_up() -> None:
    bloc = _mixed()

    bloc.play(HELD)

    found = standings(bloc.ledger)
    assert found.places == (("U2",),)
    assert found.row("U1") is None
    assert [(each.candidate, each.reason) for each in found.unranked] == [("U1", "hold")]


def test_one_sheet_is_viewed_under_its_own_rulebook() -> None:
    bloc = _mixed()

    first, second = (sheet_view(bloc.ledger, unit) for unit in ("U1", "U2"))

    assert (first.rulebook, first.points.maximum) == (1, 50_00)
    assert (second.rulebook, second.points.maximum) == (2, 60_00)


def test_a_draft_is_viewed_under_the_rulebook_of_its_latest_mark() -> None:
    report = Criterion(id="note", name="Note", maximum=5_00)
    bloc = Scenario(
        *season("U1", FIRST),
        enter("U1", *entered(work="45")),
        _amended(rulebook(HIGHER, REPORT, report)),
        enter("U1", *entered(note="4")),
    )

    view = sheet_view(bloc.ledger, "U1")

    assert (view.rulebook, view.submitted) == (2, False)
    assert view.missing == ("work", "report")  # 45 stood under another maximum
    assert view.points.total == 4_00
