"""Marks revised, with both values on record, and every way to do it wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.rulebook import AmendRulebook
from engine.commands.scoring import LockScores
from engine.commands.season import ArchiveSeason
from engine.commands.sheet import OpenRecheck, ReviseScore
from engine.errors.base import DomainError
from engine.errors.ledger import LedgerClosed
from engine.errors.scores import (
    PointsAboveMaximum,
    ScoreNotEntered,
    SheetAlreadySubmitted,
    StageLocked,
)
from engine.errors.season import MemberNotFound
from engine.events.sheet import ScoreRevised
from engine.rules.marks import Mark
from projections.standings import standings
from tests.engine.marking import (
    FULL,
    WORK,
    enter,
    rulebook,
    season,
    sheet,
    submit,
)
from tests.engine.scenario import Scenario

FORTY = Mark(criterion="work", points=40_00)
FIFTY = Mark(criterion="work", points=50_00)
ALL_LOCKED = (*sheet("U1"), *sheet("U2"), *sheet("U3"), LockScores(stage="verified"))
REVISE = ReviseScore(candidate="U1", stage="verified", mark=FIFTY, reason="Read again.")


def test_a_mark_is_revised_with_both_values_on_record() -> None:
    ledger = Scenario(*season(), enter("U1", FORTY))

    decision = ledger.decide(REVISE, fold=True)

    assert decision.events == (
        ScoreRevised(
            candidate="U1",
            stage="verified",
            rulebook=1,
            was=FORTY,
            becomes=FIFTY,
            reason="Read again.",
        ),
    )
    assert ledger.ledger.sheets.sheet("U1", "verified", None).entries["work"].mark == FIFTY


def test_a_sheet_open_for_a_recheck_may_be_revised() -> None:
    recheck = OpenRecheck(candidate="U1", stage="verified", reason="Complaint.")
    ledger = Scenario(*season(), *sheet("U1"), recheck)

    decision = ledger.decide(REVISE)

    assert len(decision.events) == 1


def test_revising_to_the_same_mark_records_nothing() -> None:
    ledger = Scenario(*season(), enter("U1", FIFTY))

    decision = ledger.decide(REVISE)

    assert decision.events == ()


def test_the_old_value_under_an_amended_criterion_is_a_revision() -> None:
    higher = rulebook(replace(WORK, maximum=60_00))
    ledger = Scenario(
        *season(rules=rulebook(WORK)),
        enter("U1", FIFTY),
        AmendRulebook(rulebook=higher, reason="More work."),
    )

    decision = ledger.decide(REVISE, fold=True)

    assert [event.rulebook for event in decision.events if isinstance(event, ScoreRevised)] == [2]
    assert ledger.decide(REVISE).events == ()


@pytest.mark.parametrize(
    ("given", "when", "refusal"),
    [
        pytest.param((), REVISE, ScoreNotEntered, id="not-entered"),
        pytest.param(
            (enter("U1", FORTY),),
            replace(REVISE, mark=Mark(criterion="work", points=50_01)),
            PointsAboveMaximum,
            id="above-maximum",
        ),
        pytest.param(sheet("U1"), REVISE, SheetAlreadySubmitted, id="submitted"),
        pytest.param(ALL_LOCKED, REVISE, StageLocked, id="locked"),
        pytest.param(
            (enter("U1", FORTY),), replace(REVISE, candidate="U7"), MemberNotFound, id="unknown"
        ),
        pytest.param(
            (enter("U1", FORTY), ArchiveSeason(reason="Over.")), REVISE, LedgerClosed, id="archived"
        ),
    ],
)
def test_a_revision_that_cannot_stand_is_refused(
    given: tuple[Command, ...], when: ReviseScore, refusal: type[DomainError]
) -> None:
    ledger = Scenario(*season(), *given)

    with pytest.raises(refusal):
        ledger.decide(when)


@given(points=st.integers(0, 50_00))
def test_a_mark_revised_there_and_back_changes_no_standing(points: int) -> None:
    ledger = Scenario(*season("U1"), enter("U1"))
    back = ReviseScore(candidate="U1", stage="verified", mark=FULL[0])
    there = replace(back, mark=Mark(criterion="work", points=points))

    ledger.play(there, back, submit("U1"))

    assert standings(ledger.ledger) == standings(Scenario(*season("U1"), *sheet("U1")).ledger)
