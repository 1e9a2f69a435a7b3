"""The meeting of the golden story: everything that can happen in a room, once."""

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
    ResolveProposals,
)
from engine.commands.ballot import CastBallot, EnterTally, RaiseObjection, ReceiveWrittenOpinion
from engine.commands.base import Command
from engine.commands.meeting import (
    AdjournMeeting,
    AdoptMinutes,
    AppointTellers,
    CloseMeeting,
    ConveneMeeting,
    OpenMeeting,
    ResumeMeeting,
)
from engine.commands.motion import ResolveMotion, TableMotion
from engine.commands.poll import AnnounceOutcome, ClosePoll, OpenPoll, VoidPoll
from engine.commands.ranking import AdoptRanking
from engine.commands.season import ChooseNextOfficers
from engine.commands.tie import CommitLot, DrawLot, GiveCastingVote
from engine.events.meeting import Signatory
from engine.events.poll import PollOption
from engine.rules.ballots import Choice, Opinions
from tests.golden.story_rules import AGREED, SEED, on, options

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
