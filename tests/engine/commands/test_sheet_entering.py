"""Marks entered on a sheet, and every way to do it wrong."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.document import FileAttachment
from engine.commands.member import AdmitMember
from engine.commands.rulebook import AmendRulebook
from engine.commands.scoring import AssignPeer, LockScores, MarkNotAssigned
from engine.commands.season import ArchiveSeason
from engine.commands.sheet import EnterScores
from engine.errors.base import DomainError
from engine.errors.ledger import LedgerClosed
from engine.errors.nomination import CandidateNotRanked
from engine.errors.scores import (
    CriterionIsGroup,
    CriterionNotFound,
    CriterionUnassigned,
    EvidenceNotFiled,
    MarkMisshapen,
    MarksMissing,
    PeerNotAssigned,
    PointsAboveMaximum,
    ScoreAlreadyEntered,
    ScorerNotExpected,
    SheetAlreadySubmitted,
    StageLocked,
    StageNotInRulebook,
)
from engine.errors.season import MemberNotFound, RulebookNotAdopted
from engine.events.sheet import ScoresEntered
from engine.rules.marks import Mark
from projections.standings import standings
from tests.engine.bloc import GUEST, OPENED, UNITS
from tests.engine.marking import (
    FULL,
    enter,
    entered,
    reached,
    rulebook,
    season,
    sheet,
    submit,
)
from tests.engine.scenario import Scenario

FORTY = Mark(criterion="work", points=40_00)
FIFTY = Mark(criterion="work", points=50_00)
PEER = AssignPeer(scorer="U2", candidate="U1")
SCAN = FileAttachment(
    attachment="scan-1", about="U1", name="scan.pdf", media_type="application/pdf", content=b"%PDF"
)
ALL_LOCKED = (*sheet("U1"), *sheet("U2"), *sheet("U3"), LockScores(stage="verified"))


def test_marks_are_entered_under_the_rulebook_in_force() -> None:
    amended = AmendRulebook(rulebook=rulebook(title="Rules, amended"), reason="A slip.")
    ledger = Scenario(*season(), enter("U1", FORTY), amended)

    decision = ledger.decide(enter("U1", reached("cases", "12", "10")), fold=True)

    assert decision.events == (
        ScoresEntered(
            candidate="U1", stage="verified", rulebook=2, marks=(reached("cases", "12", "10"),)
        ),
    )
    entries = ledger.ledger.sheets.sheet("U1", "verified", None).entries
    assert {name: entry.rulebook for name, entry in entries.items()} == {"work": 1, "cases": 2}


def test_a_sheet_is_filled_in_parts_and_every_stage_has_its_own() -> None:
    ledger = Scenario(*season(), PEER)

    ledger.play(
        enter("U1", FORTY, stage="self"),
        enter("U1", FIFTY),
        enter("U1", reached("cases", "12", "10")),
        enter("U1", FORTY, stage="peer", scorer="U2"),
    )

    assert sorted(ledger.ledger.sheets.sheets) == ["U1/peer/U2", "U1/self/", "U1/verified/"]


def test_evidence_names_documents_on_file() -> None:
    ledger = Scenario(*season(), SCAN)
    mark = replace(FORTY, evidence=("scan-1",), remark="Seen.")

    ledger.play(enter("U1", mark))

    assert ledger.ledger.sheets.sheet("U1", "verified", None).entries["work"].mark == mark


@pytest.mark.parametrize(
    ("given", "when", "refusal", "facts"),
    [
        pytest.param((), enter("U7"), MemberNotFound, {"member": "U7"}, id="unknown-unit"),
        pytest.param(
            (GUEST,),
            enter("U9"),
            CandidateNotRanked,
            {"candidate": "U9", "known": ("U1", "U2", "U3")},
            id="not-ranked",
        ),
        pytest.param(
            (),
            enter("U1", FORTY, stage="review"),
            StageNotInRulebook,
            {"stage": "review", "known": ("self", "peer", "verified")},
            id="unknown-stage",
        ),
        pytest.param(
            (),
            enter("U1", *entered(wrok="1.00")),
            CriterionNotFound,
            {
                "criterion": "wrok",
                "known": ("work", "cases", "report", "visits", "prize", "faults"),
            },
            id="unknown-criterion",
        ),
        pytest.param(
            (),
            enter("U1", *entered(tasks="1.00")),
            CriterionIsGroup,
            {"criterion": "tasks", "leaves": ("work", "cases")},
            id="group",
        ),
        pytest.param(
            (),
            EnterScores(candidate="U1", stage="self", marks=()),
            MarksMissing,
            {"candidate": "U1", "stage": "self"},
            id="nothing",
        ),
        pytest.param(
            (enter("U1", FORTY),),
            enter("U1", FIFTY),
            ScoreAlreadyEntered,
            {"criterion": "work", "stands": "40.00", "given": "50.00", "stage": "verified"},
            id="twice",
        ),
        pytest.param(
            (enter("U1", FORTY),),
            enter("U1", FORTY),
            ScoreAlreadyEntered,
            {"stands": "40.00", "given": "40.00"},
            id="the-same-twice",
        ),
        pytest.param(
            (),
            enter("U1", FORTY, FIFTY),
            ScoreAlreadyEntered,
            {"stands": "40.00", "given": "50.00"},
            id="twice-at-once",
        ),
        pytest.param(
            (),
            enter("U1", *entered(work="50.01")),
            PointsAboveMaximum,
            {"points": "50.01", "maximum": "50.00"},
            id="above-maximum",
        ),
        pytest.param(
            (),
            enter("U1", *entered(report="10.00")),
            MarkMisshapen,
            {"criterion": "report", "given": ("points",), "expected": ("achieved",)},
            id="misshapen",
        ),
        pytest.param(
            (SCAN,),
            enter("U1", replace(FORTY, evidence=("scan-1", "scan-2"))),
            EvidenceNotFiled,
            {"criterion": "work", "evidence": "scan-2", "known": ("scan-1",)},
            id="evidence",
        ),
        pytest.param(
            (MarkNotAssigned(candidate="U1", criterion="work", reason="No such task."),),
            enter("U1", FORTY),
            CriterionUnassigned,
            {"candidate": "U1", "criterion": "work"},
            id="unassigned",
        ),
        pytest.param(
            (),
            enter("U1", FORTY, stage="self", scorer="U1"),
            ScorerNotExpected,
            {"stage": "self", "scorer": "U1"},
            id="scorer-of-own-sheet",
        ),
        pytest.param(
            (PEER,),
            enter("U1", FORTY, stage="peer", scorer="U3"),
            PeerNotAssigned,
            {"candidate": "U1", "scorer": "U3", "assigned": ("U2",)},
            id="unassigned-peer",
        ),
        pytest.param(
            (PEER,),
            enter("U1", FORTY, stage="peer", scorer="U1"),
            PeerNotAssigned,
            {"scorer": "U1"},
            id="marks-itself",
        ),
        pytest.param(
            (),
            enter("U1", FORTY, stage="peer"),
            PeerNotAssigned,
            {"scorer": None, "assigned": ()},
            id="nameless-peer",
        ),
        pytest.param(
            sheet("U1"),
            enter("U1", *entered(prize="1.00")),
            SheetAlreadySubmitted,
            {"candidate": "U1", "stage": "verified", "scorer": None},
            id="submitted",
        ),
        pytest.param(
            ALL_LOCKED, enter("U1", FORTY), StageLocked, {"stage": "verified"}, id="locked"
        ),
        pytest.param(
            (ArchiveSeason(reason="Over."),), enter("U1", FORTY), LedgerClosed, {}, id="archived"
        ),
    ],
)
def test_marks_that_cannot_stand_are_refused(
    given: tuple[Command, ...],
    when: EnterScores,
    refusal: type[DomainError],
    facts: dict[str, object],
) -> None:
    ledger = Scenario(*season(), *given)

    with pytest.raises(refusal) as refused:
        ledger.decide(when)

    assert facts.items() <= refused.value.facts.items()


def test_nothing_is_scored_before_a_rulebook_is_adopted() -> None:
    ledger = Scenario(OPENED, *UNITS)

    with pytest.raises(RulebookNotAdopted):
        ledger.decide(enter("U1", FORTY))


@given(order=st.permutations(FULL), cuts=st.sets(st.integers(1, 3)))
def test_marks_entered_in_any_order_and_parts_come_to_the_same(
    order: list[Mark], cuts: set[int]
) -> None:
    whole = Scenario(*season("U1"), *sheet("U1"))
    bounds = [0, *sorted(cuts), len(order)]
    parts = [order[start:end] for start, end in pairwise(bounds)]

    ledger = Scenario(*season("U1"), *(enter("U1", *part) for part in parts), submit("U1"))

    assert standings(ledger.ledger) == standings(whole.ledger)


def test_a_member_admitted_late_is_scored_like_the_others() -> None:
    ledger = Scenario(*season(), *sheet("U1"), *sheet("U2"), *sheet("U3"))

    ledger.play(AdmitMember(member="U4", name="Unit U4"), *sheet("U4"))

    assert standings(ledger.ledger).places == (("U1", "U2", "U3", "U4"),)
