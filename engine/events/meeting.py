"""A meeting: convened, called to order, attended, adjourned, closed, and its motions."""

from typing import Literal

from engine.events.base import ContentRef, Event, Sealed, Value
from engine.values.ids import MeetingId, MemberId, PollId
from engine.values.numbers import Number
from engine.values.text import Code, Name, Text


class MeetingConvened(Event, frozen=True, kw_only=True):
    """A meeting is called: what kind, where, when (claimed time, µs), with which agenda."""

    TOPIC = "meeting-convened"
    ABOUT = ("meeting", "meeting")

    meeting: MeetingId
    kind: Literal["conference", "review", "council", "session"]
    title: Name
    place: Name | None = None
    starts: int | None = None
    agenda: tuple[Text, ...] = ()


class MeetingOpened(Event, frozen=True, kw_only=True):
    """The chair called the meeting to order."""

    TOPIC = "meeting-opened"
    ABOUT = ("meeting", "meeting")

    meeting: MeetingId
    chair: MemberId | None = None
    secretary: MemberId | None = None


class AttendanceRecorded(Event, frozen=True, kw_only=True):
    """The roll was called: who is present, who is excused. Large bodies are called in parts."""

    TOPIC = "attendance-recorded"
    ABOUT = ("attendance", "meeting")

    meeting: MeetingId
    present: tuple[MemberId, ...]
    excused: tuple[MemberId, ...] = ()


class MemberArrived(Event, frozen=True, kw_only=True):
    """A member came in after the roll call, or came back."""

    TOPIC = "member-arrived"
    ABOUT = ("attendance", "meeting")

    meeting: MeetingId
    member: MemberId


class MemberDeparted(Event, frozen=True, kw_only=True):
    """A member left the room."""

    TOPIC = "member-departed"
    ABOUT = ("attendance", "meeting")

    meeting: MeetingId
    member: MemberId


class GuestAttended(Event, frozen=True, kw_only=True):
    """Somebody is in the room without a vote: an institution by name, a person sealed."""

    TOPIC = "guest-attended"
    ABOUT = ("attendance", "meeting")

    meeting: MeetingId
    guest: Code
    name: Name | None = None
    sealed: Sealed | None = None
    capacity: Text | None = None


class QuorumFound(Event, frozen=True, kw_only=True):
    """The quorum was counted: what is there, of which base, how much is needed."""

    TOPIC = "quorum-found"
    ABOUT = ("attendance", "meeting")

    meeting: MeetingId
    present: Number
    base: Number
    needed: Number
    met: bool


class RecusalDeclared(Event, frozen=True, kw_only=True):
    """A member takes no part in what concerns a candidate."""

    TOPIC = "recusal-declared"
    ABOUT = ("recusal", "meeting", "member")

    meeting: MeetingId
    member: MemberId
    candidate: MemberId
    ground: Text


class RecusalWithdrawn(Event, frozen=True, kw_only=True):
    """The recusal was declared in error."""

    TOPIC = "recusal-withdrawn"
    ABOUT = ("recusal", "meeting", "member")

    meeting: MeetingId
    member: MemberId
    candidate: MemberId
    reason: Text


class ProxyGranted(Event, frozen=True, kw_only=True):
    """One member gives its vote to another for this meeting."""

    TOPIC = "proxy-granted"
    ABOUT = ("proxy", "meeting", "giver")

    meeting: MeetingId
    giver: MemberId
    holder: MemberId
    document: Code | None = None


class ProxyRevoked(Event, frozen=True, kw_only=True):
    """The mandate is over. Polls already open keep it, and it acts there while its giver is away."""

    TOPIC = "proxy-revoked"
    ABOUT = ("proxy", "meeting", "giver")

    meeting: MeetingId
    giver: MemberId
    reason: Text


class TellersAppointed(Event, frozen=True, kw_only=True):
    """Who counts at this meeting. Tellers may be members or named guests."""

    TOPIC = "tellers-appointed"
    ABOUT = ("meeting", "meeting")

    meeting: MeetingId
    tellers: tuple[Code, ...]


class MotionTabled(Event, frozen=True, kw_only=True):
    """Something to adopt: the agenda, a report, the directions for next year, or another text."""

    TOPIC = "motion-tabled"
    ABOUT = ("motion", "motion")

    meeting: MeetingId
    motion: Code
    kind: Literal["agenda", "report", "directions", "rules", "other"]
    text: Text
    mover: MemberId | None = None


class MotionResolved(Event, frozen=True, kw_only=True):
    """The motion was carried or not: by consent of the meeting, or by the outcome of a poll."""

    TOPIC = "motion-resolved"
    ABOUT = ("motion", "motion")

    motion: Code
    carried: bool
    poll: PollId | None = None


class MeetingAdjourned(Event, frozen=True, kw_only=True):
    """The meeting was broken off, to be resumed."""

    TOPIC = "meeting-adjourned"
    ABOUT = ("meeting", "meeting")

    meeting: MeetingId
    reason: Text


class MeetingResumed(Event, frozen=True, kw_only=True):
    """The meeting goes on."""

    TOPIC = "meeting-resumed"
    ABOUT = ("meeting", "meeting")

    meeting: MeetingId


class MeetingClosed(Event, frozen=True, kw_only=True):
    """The meeting is over."""

    TOPIC = "meeting-closed"
    ABOUT = ("meeting", "meeting")

    meeting: MeetingId


class Signatory(Value, frozen=True, kw_only=True):
    """Who signed, in which office."""

    member: MemberId
    office: Code


class MinutesAdopted(Event, frozen=True, kw_only=True):
    """The minutes as signed, kept as content."""

    TOPIC = "minutes-adopted"
    ABOUT = ("meeting", "meeting")

    meeting: MeetingId
    content: ContentRef
    signatories: tuple[Signatory, ...]
