"""What applies to whom, who marks whom, and what candidates are asked to explain."""

import pytest

from engine.commands.base import Command
from engine.commands.document import FileAttachment
from engine.commands.member import ReleaseMember
from engine.commands.scoring import (
    AskExplanation,
    AssignPeer,
    FileExplanation,
    LockScores,
    MarkAssigned,
    MarkNotAssigned,
    RelievePeer,
    UnlockScores,
)
from engine.commands.season import ArchiveSeason
from engine.commands.sheet import OpenRecheck
from engine.errors.base import DomainError
from engine.errors.ledger import LedgerClosed
from engine.errors.nomination import CandidateNotRanked
from engine.errors.scores import (
    CriterionIsGroup,
    CriterionNotFound,
    CriterionStillAssigned,
    CriterionUnassigned,
    EvidenceNotFiled,
    ExplanationNotAsked,
    ExplanationPending,
    PeerAlreadyAssigned,
    PeerIsCandidate,
    PeerNotAssigned,
    SheetAlreadySubmitted,
    StageLocked,
    StageNotInRulebook,
)
from engine.errors.season import MemberNotFound
from engine.events.sheet import (
    CriterionAssigned,
    CriterionNotAssigned,
    ExplanationAsked,
    ExplanationFiled,
    PeerAssigned,
    PeerRelieved,
    Stage,
)
from projections.standings import standings
from tests.engine.bloc import GUEST
from tests.engine.marking import FULL, enter, entered, rulebook, season, sheet, submit
from tests.engine.scenario import Scenario

FREED = MarkNotAssigned(candidate="U1", criterion="report", reason="Reports nothing.")
BOUND = MarkAssigned(candidate="U1", criterion="report", reason="It does report.")
PEER = AssignPeer(scorer="U2", candidate="U1")
RELIEVED = RelievePeer(scorer="U2", candidate="U1", reason="Too near.")
ASKED = AskExplanation(candidate="U1", criterion="work", question="Which works?")
FILED = FileExplanation(candidate="U1", criterion="work", text="Those.")
SCAN = FileAttachment(
    attachment="scan-1", about="U1", name="scan.pdf", media_type="application/pdf", content=b"%PDF"
)
OVER = ArchiveSeason(reason="Over.")
WITHOUT_REPORT = tuple(mark for mark in FULL if mark.criterion != "report")


def _locked(stage: Stage, *units: str) -> tuple[Command, ...]:
    sheets = [each for unit in units for each in sheet(unit, stage=stage)]
    return (*sheets, LockScores(stage=stage))


LOCKED = _locked("verified", "U1", "U2", "U3")


@pytest.mark.parametrize(
    ("given", "when", "event"),
    [
        pytest.param(
            (),
            FREED,
            CriterionNotAssigned(candidate="U1", criterion="report", reason="Reports nothing."),
            id="unassigned",
        ),
        pytest.param(
            (FREED,),
            BOUND,
            CriterionAssigned(candidate="U1", criterion="report", reason="It does report."),
            id="assigned-again",
        ),
        pytest.param((), PEER, PeerAssigned(scorer="U2", candidate="U1"), id="peer"),
        pytest.param(
            (PEER,),
            RELIEVED,
            PeerRelieved(scorer="U2", candidate="U1", reason="Too near."),
            id="peer-relieved",
        ),
        pytest.param(
            (),
            ASKED,
            ExplanationAsked(candidate="U1", criterion="work", question="Which works?"),
            id="asked",
        ),
        pytest.param(
            (),
            AskExplanation(candidate="U1", criterion="tasks", question="All of them?"),
            ExplanationAsked(candidate="U1", criterion="tasks", question="All of them?"),
            id="asked-about-a-group",
        ),
        pytest.param(
            (SCAN, ASKED),
            FileExplanation(candidate="U1", criterion="work", text="Those.", evidence=("scan-1",)),
            ExplanationFiled(candidate="U1", criterion="work", text="Those.", evidence=("scan-1",)),
            id="filed",
        ),
        pytest.param(
            (ASKED, FILED),
            ASKED,
            ExplanationAsked(candidate="U1", criterion="work", question="Which works?"),
            id="asked-once-more",
        ),
    ],
)
def test_a_legal_move_is_one_event(
    given: tuple[Command, ...], when: Command, event: object
) -> None:
    ledger = Scenario(*season(), *given)

    decision = ledger.decide(when, fold=True)

    assert decision.events == (event,)


@pytest.mark.parametrize(
    ("given", "when", "refusal", "facts"),
    [
        pytest.param(
            (FREED,), FREED, CriterionUnassigned, {"criterion": "report"}, id="freed-twice"
        ),
        pytest.param(
            (),
            MarkNotAssigned(candidate="U1", criterion="tasks", reason="None."),
            CriterionIsGroup,
            {"leaves": ("work", "cases")},
            id="group",
        ),
        pytest.param(LOCKED, FREED, StageLocked, {"stage": "verified"}, id="freed-when-locked"),
        pytest.param((OVER,), FREED, LedgerClosed, {}, id="freed-when-archived"),
        pytest.param(
            (GUEST,),
            MarkNotAssigned(candidate="U9", criterion="report", reason="None."),
            CandidateNotRanked,
            {"candidate": "U9"},
            id="freed-guest",
        ),
        pytest.param((), BOUND, CriterionStillAssigned, {"unassigned": ()}, id="bound-already"),
        pytest.param(
            (FREED, *sheet("U1", *WITHOUT_REPORT)),
            BOUND,
            SheetAlreadySubmitted,
            {"candidate": "U1", "stage": "verified"},
            id="bound-behind-a-submitted-sheet",
        ),
        pytest.param((OVER,), BOUND, LedgerClosed, {}, id="bound-when-archived"),
        pytest.param((PEER,), PEER, PeerAlreadyAssigned, {"scorer": "U2"}, id="peer-twice"),
        pytest.param(
            (),
            AssignPeer(scorer="U1", candidate="U1"),
            PeerIsCandidate,
            {"candidate": "U1"},
            id="own-peer",
        ),
        pytest.param(
            (),
            AssignPeer(scorer="U7", candidate="U1"),
            MemberNotFound,
            {"member": "U7"},
            id="unknown-peer",
        ),
        pytest.param((OVER,), PEER, LedgerClosed, {}, id="peer-when-archived"),
        pytest.param((), RELIEVED, PeerNotAssigned, {"assigned": ()}, id="relieved-unassigned"),
        pytest.param(
            (PEER, *sheet("U1", stage="peer", scorer="U2")),
            RELIEVED,
            SheetAlreadySubmitted,
            {"scorer": "U2"},
            id="relieved-after-submitting",
        ),
        pytest.param((OVER,), RELIEVED, LedgerClosed, {}, id="relieved-when-archived"),
        pytest.param((ASKED,), ASKED, ExplanationPending, {"criterion": "work"}, id="asked-twice"),
        pytest.param(
            (),
            AskExplanation(candidate="U1", criterion="wrok", question="?"),
            CriterionNotFound,
            {"criterion": "wrok"},
            id="asked-about-nothing",
        ),
        pytest.param((OVER,), ASKED, LedgerClosed, {}, id="asked-when-archived"),
        pytest.param((), FILED, ExplanationNotAsked, {"asked": ()}, id="filed-unasked"),
        pytest.param(
            (ASKED, FILED), FILED, ExplanationNotAsked, {"criterion": "work"}, id="filed-twice"
        ),
        pytest.param(
            (ASKED,),
            FileExplanation(candidate="U1", criterion="work", text="So.", evidence=("scan-9",)),
            EvidenceNotFiled,
            {"evidence": "scan-9"},
            id="filed-without-evidence",
        ),
        pytest.param((OVER,), FILED, LedgerClosed, {}, id="filed-when-archived"),
    ],
)
def test_an_illegal_move_is_refused(
    given: tuple[Command, ...],
    when: Command,
    refusal: type[DomainError],
    facts: dict[str, object],
) -> None:
    ledger = Scenario(*season(), *given)

    with pytest.raises(refusal) as refused:
        ledger.decide(when)

    assert facts.items() <= refused.value.facts.items()


def test_peers_mark_only_where_the_rulebook_has_the_stage() -> None:
    ledger = Scenario(*season(rules=rulebook(stages=("self", "verified"))))

    with pytest.raises(StageNotInRulebook):
        ledger.decide(PEER)


def test_peers_are_assigned_and_relieved_until_their_stage_is_locked() -> None:
    peers = (PEER, AssignPeer(scorer="U1", candidate="U2"))
    marked = (
        *sheet("U1", stage="peer", scorer="U2"),
        *sheet("U2", stage="peer", scorer="U1"),
        LockScores(stage="peer"),
    )
    ledger = Scenario(*season("U1 U2"), *peers, *marked)

    for move in (AssignPeer(scorer="U1", candidate="U2"), RELIEVED):
        with pytest.raises(StageLocked):
            ledger.decide(move)


def test_a_relieved_peer_may_be_assigned_again_and_finds_its_marks() -> None:
    ledger = Scenario(*season(), PEER, enter("U1", *FULL[:1], stage="peer", scorer="U2"), RELIEVED)

    ledger.play(PEER, enter("U1", *FULL[1:], stage="peer", scorer="U2"))

    assert len(ledger.ledger.sheets.sheet("U1", "peer", "U2").entries) == len(FULL)


def test_relieving_one_peer_leaves_the_others() -> None:
    ledger = Scenario(*season(), PEER, AssignPeer(scorer="U3", candidate="U1"))

    ledger.play(RELIEVED)

    assert [*ledger.ledger.sheets.peers["U1"]] == ["U3"]


def test_a_peer_who_left_the_body_is_waited_for_no_longer() -> None:
    peers = (PEER, AssignPeer(scorer="U3", candidate="U1"))
    ledger = Scenario(*season(), *peers, *sheet("U1", stage="peer", scorer="U3"))
    waiting = standings(ledger.ledger, "peer")

    ledger.play(ReleaseMember(member="U2", reason="Dissolved."))

    assert waiting.places == ()
    assert standings(ledger.ledger, "peer").places == (("U1",),)


def test_a_criterion_is_bound_again_after_a_recheck_and_counts() -> None:
    recheck = OpenRecheck(candidate="U1", stage="verified", reason="It reports.")
    ledger = Scenario(*season("U1"), FREED, *sheet("U1", *WITHOUT_REPORT), recheck, BOUND)

    ledger.play(enter("U1", *(set(FULL) - set(WITHOUT_REPORT))), submit("U1"))

    assert standings(ledger.ledger).rows[0].maximum == 100_00


def test_marks_made_before_count_again_when_a_criterion_is_bound_again() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), FREED)
    freed = standings(ledger.ledger).rows[0]

    ledger.play(BOUND)

    bound = standings(ledger.ledger).rows[0]
    assert (freed.maximum, bound.maximum) == (90_00, 100_00)
    assert bound.total == freed.total + 10_00


def test_two_criteria_freed_are_bound_one_by_one() -> None:
    other = MarkNotAssigned(candidate="U1", criterion="visits", reason="None.")
    ledger = Scenario(*season("U1"), FREED, other)

    ledger.play(BOUND)

    assert [*ledger.ledger.sheets.unassigned["U1"]] == ["visits"]


def test_a_bonus_may_be_bound_again_behind_a_submitted_sheet() -> None:
    no_prize = MarkNotAssigned(candidate="U1", criterion="prize", reason="Out of contest.")
    ledger = Scenario(*season("U1"), no_prize, *sheet("U1"))

    decision = ledger.decide(MarkAssigned(candidate="U1", criterion="prize", reason="In it."))

    assert len(decision.events) == 1


def test_a_locked_stage_keeps_what_did_not_apply_when_it_was_locked() -> None:
    own = sheet("U1", *WITHOUT_REPORT, stage="self")
    ledger = Scenario(*season("U1"), FREED, *own, LockScores(stage="self"))
    before = standings(ledger.ledger, "self")

    ledger.play(BOUND, MarkNotAssigned(candidate="U1", criterion="visits", reason="None."))

    assert standings(ledger.ledger, "self") == before
    ledger.play(UnlockScores(stage="self", authority="Lead", reason="A slip."))
    assert standings(ledger.ledger, "self") != before


def test_a_question_waits_until_it_is_answered() -> None:
    ledger = Scenario(
        *season(), ASKED, AskExplanation(candidate="U1", criterion="cases", question="?")
    )
    sheets = ledger.ledger.sheets

    ledger.play(FILED)

    assert sheets.pending("U1") == ("cases",)
    assert sheets.explanations_of("U1")["work"].text == "Those."
    assert sheets.explanations_of("U2") == {}


def test_asking_again_waits_for_a_new_answer() -> None:
    ledger = Scenario(*season(), ASKED, FILED, ASKED)

    assert ledger.ledger.sheets.explanations_of("U1")["work"].text is None


def test_marks_on_what_does_not_apply_are_refused_until_it_applies_again() -> None:
    ledger = Scenario(*season(), MarkNotAssigned(candidate="U1", criterion="work", reason="None."))

    with pytest.raises(CriterionUnassigned):
        ledger.decide(enter("U1", *entered(work="1.00")))

    ledger.play(MarkAssigned(candidate="U1", criterion="work", reason="It does."))
    assert ledger.decide(enter("U1", *entered(work="1.00"))).events != ()
