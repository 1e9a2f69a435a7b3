"""Sheets declared complete, and opened again for a re-check."""

import pytest
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.rulebook import AmendRulebook
from engine.commands.scoring import LockScores, MarkNotAssigned
from engine.commands.season import ArchiveSeason
from engine.commands.sheet import OpenRecheck, ReviseScore
from engine.errors.base import DomainError
from engine.errors.ledger import LedgerClosed
from engine.errors.scores import (
    MarksOutdated,
    SheetAlreadySubmitted,
    SheetIncomplete,
    SheetNotSubmitted,
    StageLocked,
)
from engine.errors.season import MemberNotFound
from engine.events.sheet import RecheckOpened, SheetSubmitted
from engine.rules.marks import Mark
from projections.standings import standings
from tests.engine.marking import (
    FULL,
    PRIZE,
    REPORT,
    WORK,
    enter,
    entered,
    rulebook,
    season,
    sheet,
    submit,
)
from tests.engine.scenario import Scenario

RECHECK = OpenRecheck(candidate="U1", stage="verified", reason="Complaint of U2.")
ALL_LOCKED = (*sheet("U1"), *sheet("U2"), *sheet("U3"), LockScores(stage="verified"))


def test_a_complete_sheet_is_submitted_under_the_rulebook_in_force() -> None:
    ledger = Scenario(*season(), enter("U1"))

    decision = ledger.decide(submit("U1"), fold=True)

    assert decision.events == (SheetSubmitted(candidate="U1", stage="verified", rulebook=1),)
    assert ledger.ledger.sheets.sheet("U1", "verified", None).submitted == ledger.ledger.index


def test_bonus_and_penalty_need_no_mark() -> None:
    ledger = Scenario(*season("U1", rulebook(PRIZE)))

    ledger.play(submit("U1"))

    assert standings(ledger.ledger).rows[0].total == 0


def test_an_incomplete_sheet_names_what_is_missing() -> None:
    ledger = Scenario(*season(), enter("U1", *FULL[:2]))

    with pytest.raises(SheetIncomplete) as refusal:
        ledger.decide(submit("U1"))

    assert refusal.value.facts == {
        "candidate": "U1",
        "stage": "verified",
        "scorer": None,
        "missing": ("report", "visits"),
    }


def test_what_does_not_apply_is_not_missing() -> None:
    freed = (
        MarkNotAssigned(candidate="U1", criterion=each, reason="No such task.")
        for each in ("report", "visits")
    )
    ledger = Scenario(*season(), enter("U1", *FULL[:2]), *freed)

    decision = ledger.decide(submit("U1"))

    assert len(decision.events) == 1


@pytest.mark.parametrize(
    ("given", "when", "refusal"),
    [
        pytest.param((), submit("U1"), SheetIncomplete, id="nothing-marked"),
        pytest.param((), submit("U7"), MemberNotFound, id="unknown-unit"),
        pytest.param(sheet("U1"), submit("U1"), SheetAlreadySubmitted, id="twice"),
        pytest.param(ALL_LOCKED, submit("U1"), StageLocked, id="locked"),
        pytest.param(
            (enter("U1"), ArchiveSeason(reason="Over.")), submit("U1"), LedgerClosed, id="archived"
        ),
        pytest.param((enter("U1"),), RECHECK, SheetNotSubmitted, id="recheck-of-open-sheet"),
        pytest.param(ALL_LOCKED, RECHECK, StageLocked, id="recheck-of-locked"),
        pytest.param(
            (*sheet("U1"), ArchiveSeason(reason="Over.")),
            RECHECK,
            LedgerClosed,
            id="recheck-archived",
        ),
    ],
)
def test_a_sheet_is_not_closed_or_opened_out_of_turn(
    given: tuple[Command, ...], when: Command, refusal: type[DomainError]
) -> None:
    ledger = Scenario(*season(), *given)

    with pytest.raises(refusal):
        ledger.decide(when)


def test_a_recheck_opens_a_sheet_until_it_is_submitted_anew() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"))

    decision = ledger.decide(RECHECK, fold=True)

    assert decision.events == (
        RecheckOpened(candidate="U1", stage="verified", reason="Complaint of U2."),
    )
    opened = ledger.ledger.sheets.sheet("U1", "verified", None)
    assert (opened.submitted, opened.recheck) == (None, ledger.ledger.index)
    ledger.play(
        ReviseScore(candidate="U1", stage="verified", mark=entered(work="44.00")[0]), submit("U1")
    )
    assert opened.recheck is None
    assert standings(ledger.ledger).rows[0].points("work") == 44_00


# Amended rulebooks.

HIGHER = replace(WORK, maximum=60_00)
AMENDED = AmendRulebook(rulebook=rulebook(HIGHER, REPORT), reason="More work, a report.")


def test_marks_under_other_terms_are_revised_before_the_sheet_is_submitted() -> None:
    ledger = Scenario(
        *season("U1", rulebook(WORK)),
        enter("U1", *entered(work="50.00")),
        AMENDED,
        enter("U1", Mark(criterion="report", achieved=True)),
    )

    with pytest.raises(MarksOutdated) as refusal:
        ledger.decide(submit("U1"))

    assert refusal.value.facts == {
        "candidate": "U1",
        "stage": "verified",
        "scorer": None,
        "criteria": ("work",),
        "rulebook": 2,
    }
    ledger.play(
        ReviseScore(candidate="U1", stage="verified", mark=entered(work="60.00")[0]), submit("U1")
    )
    assert ledger.ledger.sheets.sheet("U1", "verified", None).pinned == 2
    assert standings(ledger.ledger).rows[0].total == 70_00


def test_marks_for_criteria_that_were_dropped_count_no_more() -> None:
    only_report = AmendRulebook(rulebook=rulebook(REPORT), reason="No work.")
    ledger = Scenario(
        *season("U1", rulebook(WORK)), enter("U1", *entered(work="50.00")), only_report
    )

    ledger.play(enter("U1", Mark(criterion="report", achieved=True)), submit("U1"))

    assert standings(ledger.ledger).rows[0].total == 10_00


def test_outdated_marks_that_do_not_apply_are_let_be() -> None:
    freed = MarkNotAssigned(candidate="U1", criterion="work", reason="No such task.")
    ledger = Scenario(
        *season("U1", rulebook(WORK)),
        enter("U1", *entered(work="50.00")),
        AMENDED,
        freed,
        enter("U1", Mark(criterion="report", achieved=True)),
    )

    decision = ledger.decide(submit("U1"))

    assert len(decision.events) == 1


def test_a_sheet_submitted_before_an_amendment_keeps_its_rulebook() -> None:
    ledger = Scenario(*season("U1", rulebook(WORK)), *sheet("U1", *entered(work="50.00")), AMENDED)

    found = standings(ledger.ledger)

    assert (found.rulebook, found.rows[0].total, found.rows[0].maximum) == (1, 50_00, 50_00)
