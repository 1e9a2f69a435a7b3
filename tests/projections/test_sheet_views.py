"""One candidate's sheet as a reader sees it, and its stages side by side."""

import pytest

from engine.commands.base import Command
from engine.commands.scoring import (
    AskExplanation,
    AssignPeer,
    LockScores,
    MarkNotAssigned,
    OverrideScore,
)
from engine.commands.sheet import ReviseScore
from engine.errors.scores import SheetNotFound, StageNotInRulebook
from engine.errors.season import MemberNotFound
from projections.sheets import sheet_view, side_by_side
from tests.engine.bloc import GUEST
from tests.engine.marking import FULL, enter, entered, reached, season, sheet, submit
from tests.engine.scenario import Scenario

SET = OverrideScore(
    candidate="U1",
    stage="verified",
    criterion="work",
    points=30_00,
    authority="Standing body",
    reason="Half of it.",
)


def test_a_sheet_shows_points_marks_and_all_that_was_said_about_it() -> None:
    ledger = Scenario(
        *season("U1"),
        MarkNotAssigned(candidate="U1", criterion="visits", reason="None."),
        *sheet("U1", *FULL[:3]),
        SET,
        AskExplanation(candidate="U1", criterion="work", question="Why half?"),
        LockScores(stage="verified"),
    ).ledger

    view = sheet_view(ledger, "U1")

    assert (view.stage, view.rulebook, view.submitted) == ("verified", 1, True)
    assert view.locked == ledger.index
    assert view.points.total == 30_00 + 40_00 + 10_00
    assert view.unassigned == ("visits",)
    assert view.missing == ()
    assert view.overrides["work"].reason == "Half of it."
    assert view.explanations["work"].question == "Why half?"
    assert view.sheets[""].entries["work"].mark == FULL[0]
    assert view.criteria == ledger.rulebooks.current.criteria


def test_an_unfinished_sheet_is_shown_with_what_is_missing() -> None:
    ledger = Scenario(*season(), enter("U1", *FULL[:2])).ledger

    view = sheet_view(ledger, "U1")

    assert (view.submitted, view.locked) == (False, None)
    assert view.missing == ("report", "visits")
    assert view.points.total == 80_00


def test_a_draft_is_compared_with_submitted_sheets_only() -> None:
    ledger = Scenario(
        *season(),
        enter("U1", reached("cases", "20", "10")),
        enter("U2", reached("cases", "90", "10")),
        *sheet("U3", *FULL[:1], reached("cases", "30", "10"), *FULL[2:]),
    ).ledger

    assert sheet_view(ledger, "U1").points.points("cases") == 30_00
    assert sheet_view(ledger, "U3").points.points("cases") == 40_00


def test_a_view_keeps_what_it_saw_while_the_ledger_goes_on() -> None:
    scenario = Scenario(*season("U1"), enter("U1"))
    view = sheet_view(scenario.ledger, "U1")

    scenario.play(
        ReviseScore(candidate="U1", stage="verified", mark=entered(work="1")[0]), submit("U1")
    )

    assert view.sheets[""].entries["work"].mark == FULL[0]
    assert view.sheets[""].submitted is None


def test_peers_are_shown_one_by_one_with_what_they_come_to() -> None:
    peers = (AssignPeer(scorer=each, candidate="U1") for each in ("U2", "U3"))
    ledger = Scenario(
        *season(),
        *peers,
        *sheet("U1", stage="peer", scorer="U2"),
        enter("U1", *entered(work="35"), stage="peer", scorer="U3"),
    ).ledger

    view = sheet_view(ledger, "U1", "peer")

    assert sorted(view.sheets) == ["U2", "U3"]
    assert (view.submitted, view.missing) == (False, ("cases", "report", "visits"))
    assert view.points.points("work") == 40_00


@pytest.mark.parametrize(
    ("candidate", "stage", "refusal"),
    [
        pytest.param("U7", None, MemberNotFound, id="unknown-unit"),
        pytest.param("U2", None, SheetNotFound, id="nothing-marked"),
        pytest.param("U1", "self", SheetNotFound, id="nothing-at-this-stage"),
        pytest.param("U1", "review", StageNotInRulebook, id="unknown-stage"),
        pytest.param("U9", None, SheetNotFound, id="not-ranked"),
    ],
)
def test_a_sheet_that_is_not_there_is_refused(
    candidate: str, stage: str | None, refusal: type[Exception]
) -> None:
    ledger = Scenario(*season(), GUEST, *sheet("U1")).ledger

    with pytest.raises(refusal):
        sheet_view(ledger, candidate, stage)


def test_stages_stand_side_by_side() -> None:
    verified = (*entered(work="40"), *FULL[1:])
    ledger = Scenario(
        *season("U1"), *sheet("U1", stage="self"), *sheet("U1", *verified, *entered(prize="2"))
    ).ledger

    sides = side_by_side(ledger, "U1")

    assert sides.totals == {"self": 98_00, "verified": 100_00}
    assert sides.difference == 2_00
    assert sides.changed == ("work", "prize")
    assert [line.points for line in sides.lines if line.criterion == "prize"] == [
        {"verified": 2_00}
    ]


@pytest.mark.parametrize(
    ("begun", "totals"),
    [
        pytest.param((), {}, id="none"),
        pytest.param(sheet("U1", stage="self"), {"self": 98_00}, id="one"),
    ],
)
def test_fewer_than_two_stages_have_no_difference(
    begun: tuple[Command, ...], totals: dict[str, int]
) -> None:
    scenario = Scenario(*season("U1"))
    scenario.play(*begun)

    sides = side_by_side(scenario.ledger, "U1")

    assert (sides.totals, sides.difference, sides.changed) == (totals, None, ())
    with pytest.raises(MemberNotFound):
        side_by_side(scenario.ledger, "U7")
