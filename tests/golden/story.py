"""One season in which everything happens once: a legal way through every kind of event.

Played by `python -m tests.golden.add` when the golden rows are made; the tests read the rows.
The bloc is the ledger that is kept; district and council are the bodies below and above it.
"""

from hashlib import sha256

from engine.commands.attendance import (
    CountQuorum,
    DeclareRecusal,
    GrantProxy,
    ListGuest,
    RecordArrival,
    RecordAttendance,
    RecordDeparture,
    RevokeProxy,
    WithdrawRecusal,
)
from engine.commands.award import (
    MakeProposal,
    ResendSubmission,
    ResolveProposals,
    ReturnSubmission,
    SendSubmission,
)
from engine.commands.ballot import CastBallot, EnterTally, RaiseObjection, ReceiveWrittenOpinion
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
from engine.commands.meeting import (
    AdjournMeeting,
    AdoptMinutes,
    AppointTellers,
    CloseMeeting,
    ConveneMeeting,
    OpenMeeting,
    ResumeMeeting,
)
from engine.commands.member import (
    AdmitMember,
    ChangeWeight,
    EndOffice,
    GiveOffice,
    ReleaseMember,
)
from engine.commands.motion import ResolveMotion, TableMotion
from engine.commands.nomination import (
    Nominate,
    RegisterForAwards,
    WithdrawNomination,
    WithdrawRegistration,
)
from engine.commands.poll import (
    AnnounceOutcome,
    ClosePoll,
    CommitLot,
    DrawLot,
    GiveCastingVote,
    OpenPoll,
    VoidPoll,
)
from engine.commands.ranking import AdoptRanking
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
from engine.commands.season import ArchiveSeason, ChooseNextOfficers, OpenLedger, PlanSeason
from engine.commands.sheet import EnterScores, OpenRecheck, ReviseScore, SubmitSheet
from engine.events.award import Line
from engine.events.meeting import Signatory
from engine.events.poll import PollOption, Subject
from engine.events.season import Body
from engine.rules.ballots import Choice, Opinions
from engine.rules.marks import Mark
from engine.rules.rulebook import (
    AwardRule,
    BallotRule,
    Criterion,
    Ground,
    ProxyRule,
    QuorumRule,
    Rulebook,
)
from engine.rules.tally import PaperCount
from engine.values.numbers import Share

BLOC, DISTRICT, COUNCIL = "bloc", "district", "council"

RULES = Rulebook(
    id="quy-che",
    title="Quy chế của khối",
    number="01/QC-KTĐ",
    criteria=(
        Criterion(id="work", name="Nhiệm vụ chính trị", maximum=6_000),
        Criterion(id="movement", name="Phong trào thi đua", maximum=4_000),
        Criterion(id="extra", name="Điểm thưởng", kind="bonus", maximum=500),
    ),
    stages=("self", "review", "peer", "verified"),
    awards=(
        AwardRule(id="flag", name="Cờ thi đua", authority="Ủy ban"),
        AwardRule(id="merit", name="Bằng khen", authority="Ủy ban"),
    ),
    ballots=(
        BallotRule(
            id="roll-call",
            name="Biểu quyết",
            methods=("roll-call",),
            ballot="opinions",
            rule="threshold-1",
            parameters={"share": "1/2", "written": "counted"},
            base="members",
            written=True,
        ),
        BallotRule(
            id="paper",
            name="Phiếu kín",
            methods=("paper",),
            ballot="choice",
            rule="plurality-1",
            ties=("casting",),
            tellers=2,
            secret=True,
        ),
        BallotRule(
            id="choice",
            name="Bầu chọn",
            methods=("electronic",),
            ballot="choice",
            rule="plurality-1",
            ties=("lot",),
            changes_allowed=True,
        ),
        BallotRule(
            id="acclaim",
            name="Suy tôn",
            methods=("acclamation",),
            ballot="opinions",
            rule="acclamation-1",
        ),
    ),
    quorum=QuorumRule(share=Share(1, 2)),
    proxies=ProxyRule(allowed=True),
    grounds=(
        Ground(id="inspection", name="Đang thanh tra", effect="hold"),
        Ground(id="fraud", name="Báo cáo sai", effect="ineligible"),
    ),
)
LEAST = Rulebook(
    id="rules",
    title="Rules",
    awards=(AwardRule(id="flag", name="Flag", authority="Chairman"),),
    ballots=(
        BallotRule(
            id="vote",
            name="Vote",
            methods=("electronic",),
            ballot="opinions",
            rule="threshold-1",
            parameters={"share": "1/2"},
            base="members",
            quorum=False,
        ),
    ),
)
SEED = b"a die, a card, a coin"
AGREED = PaperCount(
    issued=3, returned=3, valid=2, spoilt=0, blank=1, votes=(("U1", "for", 1), ("U2", "for", 1))
)


def opening(slug: str, name: str) -> OpenLedger:
    body = Body(id=slug, name=name, kind="council" if slug == COUNCIL else "bloc")
    return OpenLedger(slug=slug, title=name, body=body, season="2024", time_zone="Asia/Ho_Chi_Minh")


def unit(member: str) -> AdmitMember:
    return AdmitMember(member=member, name=f"Đơn vị {member}")


def marks(work: int, movement: int) -> tuple[Mark, ...]:
    return (Mark(criterion="work", points=work), Mark(criterion="movement", points=movement))


def on(kind: str, id_: str | None = None) -> Subject:
    return Subject(kind=kind, id=id_)  # type: ignore[arg-type]  # one of the kinds


def options(*members: str) -> tuple[PollOption, ...]:
    return tuple(PollOption(id=member, candidate=member) for member in members)


def sheet(candidate: str, stage: str, work: int, movement: int) -> list[Command]:
    return [
        EnterScores(candidate=candidate, stage=stage, marks=marks(work, movement)),  # type: ignore[arg-type]
        SubmitSheet(candidate=candidate, stage=stage),  # type: ignore[arg-type]  # one of the stages
    ]


def vote(poll: str, award: str, candidate: str, *voters: str) -> list[Command]:
    """A proposal carried by everybody who votes."""
    return [
        OpenPoll(
            poll=poll,
            template="vote",
            subject=on("award", award),
            question="Yes or no?",
            options=options(candidate),
        ),
        *(
            CastBallot(poll=poll, member=voter, ballot=Opinions(((candidate, "for"),)))
            for voter in voters
        ),
        ClosePoll(poll=poll),
        AnnounceOutcome(poll=poll),
    ]


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
    AdoptRulebook(rulebook=RULES),
    RegisterForAwards(member="U1", awards=("flag", "merit")),
    RegisterForAwards(member="U3", awards=("merit",)),
    WithdrawRegistration(member="U3", reason="Không đủ điều kiện"),
    Nominate(award="flag", candidate="U1", nominator="U2", ground="Dẫn đầu"),
    Nominate(award="flag", candidate="U2"),
    Nominate(award="merit", candidate="U3"),
    WithdrawNomination(award="merit", candidate="U3", reason="Xin rút"),
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
MEETING: list[Command] = [
    ConveneMeeting(
        meeting="hoi-nghi",
        kind="conference",
        title="Hội nghị tổng kết",
        place="Hội trường",
        starts=1_735_800_000_000_000,
        agenda=("Báo cáo", "Suy tôn"),
    ),
    GrantProxy(meeting="hoi-nghi", giver="U4", holder="U1", document="uy-quyen"),
    GrantProxy(meeting="hoi-nghi", giver="U3", holder="U2"),
    RevokeProxy(meeting="hoi-nghi", giver="U3", reason="Có mặt"),
    OpenMeeting(meeting="hoi-nghi", chair="U1", secretary="U2"),
    RecordAttendance(meeting="hoi-nghi", present=("U1", "U2"), excused=("U4",)),
    ListGuest(meeting="hoi-nghi", guest="g1", institution="Ban Thi đua", capacity="Chứng kiến"),
    ListGuest(meeting="hoi-nghi", guest="g2", person="Lê Thị Năm"),
    CountQuorum(meeting="hoi-nghi"),
    AppointTellers(meeting="hoi-nghi", tellers=("U2", "g1")),
    TableMotion(meeting="hoi-nghi", motion="m1", kind="report", text="Thông qua", mover="U1"),
    ResolveMotion(motion="m1", carried=True),
    DeclareRecusal(meeting="hoi-nghi", member="U2", candidate="U3", ground="Cùng ngành"),
    WithdrawRecusal(meeting="hoi-nghi", member="U2", candidate="U3", reason="Nhầm"),
    OpenPoll(
        poll="flag",
        template="roll-call",
        subject=on("award", "flag"),
        question="Đồng ý?",
        meeting="hoi-nghi",
        options=options("U1", "U2"),
    ),
    RecordArrival(meeting="hoi-nghi", member="U3"),
    DeclareRecusal(meeting="hoi-nghi", member="U3", candidate="U2", ground="Cùng ngành"),
    CastBallot(poll="flag", member="U1", ballot=Opinions((("U1", "for"), ("U2", "against")))),
    ReceiveWrittenOpinion(poll="flag", member="P1", ballot=Opinions((("U1", "for"),))),
    RecordDeparture(meeting="hoi-nghi", member="U2"),
    RecordArrival(meeting="hoi-nghi", member="U2"),
    CastBallot(poll="flag", member="U2", ballot=Opinions((("U1", "for"), ("U2", "abstain")))),
    ClosePoll(poll="flag"),
    AnnounceOutcome(poll="flag"),
    OpenPoll(
        poll="paper",
        template="paper",
        subject=on("office", "lead"),
        question="Bầu ai?",
        meeting="hoi-nghi",
        options=options("U1", "U2"),
        seats=1,
    ),
    EnterTally(poll="paper", teller="U2", count=AGREED),
    EnterTally(poll="paper", teller="g1", count=AGREED),
    ClosePoll(poll="paper"),
    GiveCastingVote(poll="paper", member="U1", order=("U2", "U1")),
    AnnounceOutcome(poll="paper"),
    OpenPoll(
        poll="lot",
        template="choice",
        subject=on("other"),
        question="a hay b?",
        meeting="hoi-nghi",
        options=(PollOption(id="a", label="A"), PollOption(id="b")),
        seats=1,
    ),
    CommitLot(poll="lot", digest=sha256(SEED).digest()),
    CastBallot(poll="lot", member="U1", ballot=Choice(("b",))),
    CastBallot(poll="lot", member="U1", ballot=Choice(("a",))),
    CastBallot(poll="lot", member="U2", ballot=Choice(())),
    CastBallot(poll="lot", member="U3", ballot=Choice(("b",))),
    ClosePoll(poll="lot"),
    DrawLot(poll="lot", seed=SEED),
    AnnounceOutcome(poll="lot"),
    OpenPoll(
        poll="acclaim",
        template="acclaim",
        subject=on("ranking"),
        question="Suy tôn U1?",
        meeting="hoi-nghi",
        options=options("U1"),
        seats=1,
    ),
    RaiseObjection(poll="acclaim", member="U3", reason="Không nhất trí"),
    ClosePoll(poll="acclaim"),
    VoidPoll(poll="acclaim", ground="Chưa đủ thủ tục", authority="Chủ tọa"),
    MakeProposal(award="merit", candidate="U3"),
    MakeProposal(award="merit", candidate="U4"),
    OpenPoll(
        poll="merit",
        template="roll-call",
        subject=on("award", "merit"),
        question="Đồng ý?",
        meeting="hoi-nghi",
        options=options("U3", "U4"),
    ),
    *(
        CastBallot(poll="merit", member=member, ballot=Opinions((("U3", "for"), ("U4", "for"))))
        for member in ("U1", "U2")
    ),
    ClosePoll(poll="merit"),
    AnnounceOutcome(poll="merit"),
    ResolveProposals(poll="merit"),
    AdjournMeeting(meeting="hoi-nghi", reason="Nghỉ trưa"),
    ResumeMeeting(meeting="hoi-nghi"),
    AdoptRanking(basis="scores", meeting="hoi-nghi"),
    MakeProposal(award="flag", candidate="U1", meeting="hoi-nghi"),
    MakeProposal(award="flag", candidate="U2", meeting="hoi-nghi", ground="Thứ hai"),
    ResolveProposals(poll="flag"),
    ChooseNextOfficers(season="2025", lead="U2", deputy="U3", meeting="hoi-nghi", poll="paper"),
    CloseMeeting(meeting="hoi-nghi"),
    AdoptMinutes(
        meeting="hoi-nghi",
        minutes="Biên bản".encode(),
        signatories=(Signatory(member="P1", office="chair"),),
    ),
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
