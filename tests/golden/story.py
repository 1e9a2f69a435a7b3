"""One season in which everything happens once: a legal way through every kind of event.

Played by `python -m tests.golden.add` when the golden rows are made; the tests read the rows.
The bloc is the ledger that is kept; district and council are the bodies below and above it.
"""

from engine.commands.actor import AdmitActor, DismissActor
from engine.commands.award import (
    MakeProposal,
    ResendSubmission,
    ResolveProposals,
    ReturnSubmission,
    SendSubmission,
)
from engine.commands.base import Command
from engine.commands.compact import CiteLegalGround, DrawUpCompact, LaunchMovement, SignCompact
from engine.commands.decision import (
    AnnulAward,
    IssueDecision,
    ReceiveDecision,
    ReceiveProposal,
    ReceiveResubmission,
    RefuseAward,
    ReturnProposal,
)
from engine.commands.document import CorrectClericalError, FileAttachment
from engine.commands.eligibility import LiftHold, PlaceHold, RestoreCandidate, RuleIneligible
from engine.commands.epoch import BeginEpoch
from engine.commands.member import (
    AdmitMember,
    ChangeWeight,
    EndOffice,
    GiveOffice,
    ReleaseMember,
)
from engine.commands.nomination import (
    Nominate,
    RegisterForAwards,
    WithdrawNomination,
    WithdrawRegistration,
)
from engine.commands.rulebook import AdoptRulebook
from engine.commands.scoring import (
    AskExplanation,
    AssignPeer,
    FileExplanation,
    LockScores,
    MarkAssigned,
    MarkNotAssigned,
    OverrideScore,
    RelievePeer,
    UnlockScores,
)
from engine.commands.season import ArchiveSeason, PlanSeason
from engine.commands.sheet import EnterScores, OpenRecheck, ReviseScore, SubmitSheet
from engine.events.award import Line
from engine.rules.marks import Mark
from tests.golden.story_meeting import MEETING
from tests.golden.story_rules import (
    BLOC,
    COUNCIL,
    DISTRICT,
    LEAST,
    RULES,
    marks,
    opening,
    sheet,
    unit,
    vote,
)

DISTRICT_SENDS: list[Command] = [
    opening(DISTRICT, "District"),
    AdmitMember(member="V1", name="Unit V1"),
    AdmitMember(member="V2", kind="person", name="Lê Văn Tám"),
    AdoptRulebook(rulebook=LEAST),
    *vote("p1", "flag", "V1", "V1", "V2"),
    MakeProposal(award="flag", candidate="V1", poll="p1"),
    SendSubmission(submission="up", recipient="Bloc"),
]
DISTRICT_SENDS_AGAIN: list[Command] = [
    ReturnSubmission(submission="up", authority="Bloc", reason="No report"),
    ResendSubmission(submission="up", answer="The report"),
]

YEAR: list[Command] = [
    opening(BLOC, "Khối thi đua số 3"),
    *(unit(f"U{number}") for number in range(1, 5)),
    AdmitMember(member="P1", kind="person", name="Đỗ Thị Hạnh", ranked=False),
    AdmitMember(member="P2", kind="person", name="Trần Văn Bình", ranked=False),
    PlanSeason(starts="2024-01-01", ends="2024-12-31", plan="Bốn đợt thi đua"),
    CiteLegalGround(
        ground="law-06", number="06/2022/QH15", issuer="Quốc hội", issued="2022-06-15", title="Luật"
    ),
    ChangeWeight(member="U1", weight=2, reason="Theo quy chế"),
    GiveOffice(member="U1", office="lead"),
    GiveOffice(member="P1", office="chair", ground="law-06"),
    GiveOffice(member="U2", office="deputy"),
    EndOffice(member="U2", office="deputy", reason="Luân phiên"),
    ReleaseMember(member="P2", reason="Chuyển công tác"),
    LaunchMovement(movement="m1", title="Thi đua năm 2024", launched="2024-02-01"),
    DrawUpCompact(compact="c1", title="Giao ước thi đua", contents=("Kinh tế", "Văn hóa")),
    SignCompact(compact="c1", member="U1"),
    AdmitActor(actor="staff-1", name="Phạm Thị Bảy", roles=("secretary",)),
    AdmitActor(actor="staff-1", name="Phạm Thị Bảy", roles=("secretary", "teller")),
    AdmitActor(actor="staff-2", name="Đỗ Văn Chín", roles=("auditor",)),
    DismissActor(actor="staff-2", reason="Chuyển công tác"),
    AdoptRulebook(rulebook=RULES),
    RegisterForAwards(member="U1", awards=("flag", "merit")),
    RegisterForAwards(member="U3", awards=("merit",)),
    WithdrawRegistration(member="U3", reason="Không đủ điều kiện"),
    Nominate(award="flag", candidate="U1", nominator="U2", ground="Dẫn đầu"),
    Nominate(award="flag", candidate="U2"),
    Nominate(award="merit", candidate="U3"),
    Nominate(award="merit", candidate="U1"),
    WithdrawNomination(award="merit", candidate="U1", reason="Xin rút"),
    PlaceHold(candidate="U2", ground="inspection", authority="Thanh tra", note="Có đơn"),
    LiftHold(candidate="U2", authority="Thanh tra", reason="Không vi phạm"),
    RuleIneligible(candidate="U3", ground="fraud", authority="Ủy ban", award="flag"),
    RestoreCandidate(candidate="U3", authority="Tòa án", reason="Quyết định bị hủy", award="flag"),
    FileAttachment(
        attachment="a1",
        about="sheet/U1",
        name="bao-cao.pdf",
        media_type="application/pdf",
        content=b"%PDF-1.7",
    ),
    CorrectClericalError(
        subject="ground/law-06",
        field="number",
        was="06/2022/QH15",
        becomes="06/2022/QH-15",
        reason="Sai số",
    ),
]
SCORES: list[Command] = [
    MarkNotAssigned(candidate="U4", criterion="movement", reason="Không được giao"),
    MarkAssigned(candidate="U4", criterion="movement", reason="Được giao lại"),
    EnterScores(
        candidate="U1",
        stage="self",
        marks=(
            *marks(5_800, 3_900),
            Mark(criterion="extra", points=100, evidence=("a1",), remark="x"),
        ),
    ),
    ReviseScore(
        candidate="U1", stage="self", mark=Mark(criterion="work", points=5_700), reason="Nhầm"
    ),
    SubmitSheet(candidate="U1", stage="self"),
    OpenRecheck(candidate="U1", stage="self", reason="Bổ sung"),
    SubmitSheet(candidate="U1", stage="self"),
    AskExplanation(candidate="U1", criterion="work", question="Vì sao?"),
    FileExplanation(candidate="U1", criterion="work", text="Vì vậy", evidence=("a1",)),
    AssignPeer(scorer="U2", candidate="U1"),
    AssignPeer(scorer="U3", candidate="U1"),
    RelievePeer(scorer="U3", candidate="U1", reason="Bận"),
    EnterScores(candidate="U1", stage="peer", scorer="U2", marks=marks(5_500, 3_800)),
    *sheet("U1", "verified", 5_600, 3_800),
    *sheet("U2", "verified", 5_500, 3_700),
    *sheet("U3", "verified", 5_500, 3_700),
    *sheet("U4", "verified", 5_000, 3_000),
    OverrideScore(
        candidate="U2",
        stage="verified",
        criterion="work",
        points=5_400,
        authority="Ủy ban",
        reason="Theo kết luận",
    ),
    LockScores(stage="verified"),
    UnlockScores(stage="verified", authority="Ủy ban", reason="Sót hồ sơ"),
    LockScores(stage="verified"),
]
RECEIVED: list[Command] = [
    ReceiveProposal(
        award="merit",
        candidate="D-V1",
        sender=DISTRICT,
        sender_award="flag",
        sender_candidate="V1",
    ),
    ReturnProposal(award="merit", candidate="D-V1", reason="Thiếu báo cáo"),
]
SUBMITTED: list[Command] = [
    ReceiveResubmission(award="merit", candidate="D-V1", answer="Đã bổ sung"),
    SendSubmission(submission="ho-so", recipient="Hội đồng", number="12/TTr", sent="2025-01-10"),
    ReturnSubmission(submission="ho-so", authority="Hội đồng", reason="Thiếu biên bản"),
    ResendSubmission(submission="ho-so", answer="Có biên bản"),
]
COUNCIL_DECIDES: list[Command] = [
    opening(COUNCIL, "Council"),
    AdmitMember(member="M1", kind="person", name="Lê Thị Sáu", ranked=False),
    AdoptRulebook(rulebook=LEAST),
    ReceiveProposal(
        award="flag", candidate="B-U1", sender=BLOC, sender_award="flag", sender_candidate="U1"
    ),
    *vote("p1", "flag", "B-U1", "M1"),
    ResolveProposals(poll="p1"),
    SendSubmission(submission="up", recipient="Chairman"),
    IssueDecision(
        decision="d1",
        authority="Chairman",
        number="310/QĐ",
        decided="2025-03-10",
        lines=(Line(award="flag", candidate="B-U1"),),
    ),
]
DECIDED: list[Command] = [
    ReceiveDecision(award="flag", candidate="U1", sender=COUNCIL),
    ArchiveSeason(reason="Hoàn thành"),
    BeginEpoch(reason="Khôi phục từ bản sao lưu", known_size=10_000, known_root=bytes(32)),
    IssueDecision(
        decision="d1",
        authority="Ủy ban",
        number="310/QĐ-UBND",
        decided="2025-03-10",
        lines=(Line(award="merit", candidate="U3"),),
    ),
    RefuseAward(
        award="merit",
        candidate="U4",
        authority="Ủy ban",
        reason="Chưa đủ",
        number="311/QĐ-UBND",
        decided="2025-03-10",
    ),
    AnnulAward(
        award="merit",
        candidate="U3",
        authority="Ủy ban",
        ground="Báo cáo sai",
        number="902/QĐ-UBND",
        decided="2027-06-15",
    ),
]


def whole_story() -> list[tuple[str, Command]]:
    """Every command with the ledger it goes to, in order."""
    parts = (
        (DISTRICT, DISTRICT_SENDS),
        (BLOC, YEAR),
        (BLOC, SCORES),
        (BLOC, MEETING),
        (BLOC, RECEIVED),
        (DISTRICT, DISTRICT_SENDS_AGAIN),
        (BLOC, SUBMITTED),
        (COUNCIL, COUNCIL_DECIDES),
        (BLOC, DECIDED),
    )
    return [(ledger, command) for ledger, commands in parts for command in commands]
