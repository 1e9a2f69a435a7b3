"""Meetings: who is in the room, who may act for whom, what was moved."""

from typing import TYPE_CHECKING, Literal

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.meeting import MeetingNotFound, MeetingNotOpen, MotionNotFound
from engine.events.base import ContentRef, Recorded, Sealed
from engine.events.meeting import (
    AttendanceRecorded,
    GuestAttended,
    MeetingAdjourned,
    MeetingClosed,
    MeetingConvened,
    MeetingOpened,
    MeetingResumed,
    MemberArrived,
    MemberDeparted,
    MinutesAdopted,
    MotionResolved,
    MotionTabled,
    ProxyGranted,
    ProxyRevoked,
    QuorumFound,
    RecusalDeclared,
    RecusalWithdrawn,
    Signatory,
    TellersAppointed,
)

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger


class Attendance(msgspec.Struct, kw_only=True):
    """A change of presence: in or out, at which index."""

    member: str
    present: bool
    index: int


class Guest(msgspec.Struct, kw_only=True):
    """Somebody in the room without a vote."""

    name: str | None
    sealed: Sealed | None
    capacity: str | None
    index: int


class Recusal(msgspec.Struct, kw_only=True):
    """A member taking no part in what concerns a candidate."""

    member: str
    candidate: str
    ground: str
    index: int


class Quorum(msgspec.Struct, kw_only=True):
    """A quorum as it was found."""

    present: int
    base: int
    needed: int
    met: bool
    index: int


class Motion(msgspec.Struct, kw_only=True):
    """A motion and what became of it."""

    id: str
    meeting: str
    kind: str
    text: str
    mover: str | None
    index: int
    carried: bool | None = None
    poll: str | None = None
    resolved: int | None = None


class Meeting(msgspec.Struct, kw_only=True):
    """One meeting. `present` maps member -> index since when it is in the room."""

    id: str
    kind: str
    title: str
    place: str | None
    starts: int | None
    agenda: tuple[str, ...]
    index: int
    status: Literal["convened", "open", "adjourned", "closed"] = "convened"
    chair: str | None = None
    secretary: str | None = None
    opened: int | None = None
    closed: int | None = None
    roll_called: int | None = None
    present: dict[str, int] = {}
    excused: dict[str, int] = {}
    movements: list[Attendance] = []
    guests: dict[str, Guest] = {}
    quorums: list[Quorum] = []
    recusals: list[Recusal] = []
    proxies: dict[str, str] = {}
    """giver -> holder"""
    tellers: tuple[str, ...] = ()
    minutes: ContentRef | None = None
    signatories: tuple[Signatory, ...] = ()
    interruptions: list[tuple[str, int, str]] = []
    """(`adjourned` or `resumed`, index, reason)"""

    @property
    def quorum(self) -> Quorum | None:
        """The quorum as last found."""
        return self.quorums[-1] if self.quorums else None

    def check_open(self) -> None:
        """Refuse unless the meeting sits. Refuses `MeetingNotOpen`."""
        if self.status != "open":
            raise MeetingNotOpen(meeting=self.id, status=self.status)


class Meetings(msgspec.Struct, kw_only=True):
    """State of the meeting noun."""

    meetings: dict[str, Meeting] = {}
    motions: dict[str, Motion] = {}

    def meeting(self, meeting: str) -> Meeting:
        """The meeting with this id. Refuses `MeetingNotFound`."""
        found = self.meetings.get(meeting)
        if found is None:
            raise MeetingNotFound(meeting=meeting, known=tuple(sorted(self.meetings)))
        return found

    def motion(self, motion: str) -> Motion:
        """The motion with this id. Refuses `MotionNotFound`."""
        found = self.motions.get(motion)
        if found is None:
            raise MotionNotFound(motion=motion, known=tuple(sorted(self.motions)))
        return found


def _meeting(ledger: "Ledger", meeting: str) -> Meeting:
    return ledger.meetings.meetings[meeting]


@evolves(MeetingConvened)
def _(ledger: "Ledger", event: MeetingConvened, recorded: Recorded) -> None:
    ledger.meetings.meetings[event.meeting] = Meeting(
        id=event.meeting,
        kind=event.kind,
        title=event.title,
        place=event.place,
        starts=event.starts,
        agenda=event.agenda,
        index=recorded.index,
    )


@evolves(MeetingOpened)
def _(ledger: "Ledger", event: MeetingOpened, recorded: Recorded) -> None:
    meeting = _meeting(ledger, event.meeting)
    meeting.status = "open"
    meeting.opened = recorded.index
    meeting.chair, meeting.secretary = event.chair, event.secretary


def _moves(meeting: Meeting, member: str, recorded: Recorded, *, present: bool) -> None:
    if present:
        meeting.present.setdefault(member, recorded.index)
        meeting.excused.pop(member, None)
    else:
        meeting.present.pop(member, None)
    meeting.movements.append(Attendance(member=member, present=present, index=recorded.index))


@evolves(AttendanceRecorded)
def _(ledger: "Ledger", event: AttendanceRecorded, recorded: Recorded) -> None:
    meeting = _meeting(ledger, event.meeting)
    if meeting.roll_called is None:
        meeting.roll_called = recorded.index
    for member in event.present:
        _moves(meeting, member, recorded, present=True)
    for member in event.excused:
        meeting.excused[member] = recorded.index


@evolves(MemberArrived)
def _(ledger: "Ledger", event: MemberArrived, recorded: Recorded) -> None:
    _moves(_meeting(ledger, event.meeting), event.member, recorded, present=True)


@evolves(MemberDeparted)
def _(ledger: "Ledger", event: MemberDeparted, recorded: Recorded) -> None:
    _moves(_meeting(ledger, event.meeting), event.member, recorded, present=False)


@evolves(GuestAttended)
def _(ledger: "Ledger", event: GuestAttended, recorded: Recorded) -> None:
    _meeting(ledger, event.meeting).guests[event.guest] = Guest(
        name=event.name, sealed=event.sealed, capacity=event.capacity, index=recorded.index
    )


@evolves(QuorumFound)
def _(ledger: "Ledger", event: QuorumFound, recorded: Recorded) -> None:
    found = Quorum(
        present=event.present,
        base=event.base,
        needed=event.needed,
        met=event.met,
        index=recorded.index,
    )
    _meeting(ledger, event.meeting).quorums.append(found)


@evolves(RecusalDeclared)
def _(ledger: "Ledger", event: RecusalDeclared, recorded: Recorded) -> None:
    recusal = Recusal(
        member=event.member,
        candidate=event.candidate,
        ground=event.ground,
        index=recorded.index,
    )
    _meeting(ledger, event.meeting).recusals.append(recusal)


@evolves(RecusalWithdrawn)
def _(ledger: "Ledger", event: RecusalWithdrawn, recorded: Recorded) -> None:
    meeting = _meeting(ledger, event.meeting)
    meeting.recusals = [
        each
        for each in meeting.recusals
        if (each.member, each.candidate) != (event.member, event.candidate)
    ]


@evolves(ProxyGranted)
def _(ledger: "Ledger", event: ProxyGranted, recorded: Recorded) -> None:
    _meeting(ledger, event.meeting).proxies[event.giver] = event.holder


@evolves(ProxyRevoked)
def _(ledger: "Ledger", event: ProxyRevoked, recorded: Recorded) -> None:
    del _meeting(ledger, event.meeting).proxies[event.giver]


@evolves(TellersAppointed)
def _(ledger: "Ledger", event: TellersAppointed, recorded: Recorded) -> None:
    _meeting(ledger, event.meeting).tellers = event.tellers


@evolves(MotionTabled)
def _(ledger: "Ledger", event: MotionTabled, recorded: Recorded) -> None:
    ledger.meetings.motions[event.motion] = Motion(
        id=event.motion,
        meeting=event.meeting,
        kind=event.kind,
        text=event.text,
        mover=event.mover,
        index=recorded.index,
    )


@evolves(MotionResolved)
def _(ledger: "Ledger", event: MotionResolved, recorded: Recorded) -> None:
    motion = ledger.meetings.motions[event.motion]
    motion.carried, motion.poll, motion.resolved = event.carried, event.poll, recorded.index


@evolves(MeetingAdjourned)
def _(ledger: "Ledger", event: MeetingAdjourned, recorded: Recorded) -> None:
    meeting = _meeting(ledger, event.meeting)
    meeting.status = "adjourned"
    meeting.interruptions.append(("adjourned", recorded.index, event.reason))


@evolves(MeetingResumed)
def _(ledger: "Ledger", event: MeetingResumed, recorded: Recorded) -> None:
    meeting = _meeting(ledger, event.meeting)
    meeting.status = "open"
    meeting.interruptions.append(("resumed", recorded.index, ""))


@evolves(MeetingClosed)
def _(ledger: "Ledger", event: MeetingClosed, recorded: Recorded) -> None:
    meeting = _meeting(ledger, event.meeting)
    meeting.status = "closed"
    meeting.closed = recorded.index


@evolves(MinutesAdopted)
def _(ledger: "Ledger", event: MinutesAdopted, recorded: Recorded) -> None:
    meeting = _meeting(ledger, event.meeting)
    meeting.minutes, meeting.signatories = event.content, event.signatories
