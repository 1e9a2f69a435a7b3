"""Who is in the room, who may act for whom, and whether they are enough.

What matters to a poll that is open is recorded as an event of that poll too, so that its
electorate can be read from its own events.
"""

from typing import ClassVar

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.meeting import (
    AlreadyPresent,
    GuestAlreadyListed,
    MemberNotVoting,
    NotPresent,
    ProxyNotAllowed,
    ProxyNotFound,
    QuorumRuleMissing,
    RecusalAlreadyDeclared,
    RecusalNotFound,
)
from engine.errors.poll import AlreadyVoted
from engine.events.base import Event
from engine.events.meeting import (
    AttendanceRecorded,
    GuestAttended,
    MemberArrived,
    MemberDeparted,
    ProxyGranted,
    ProxyRevoked,
    QuorumFound,
    RecusalDeclared,
    RecusalWithdrawn,
)
from engine.events.poll import VoterArrived, VoterDeparted, VoterRecused
from engine.values.ids import MeetingId, MemberId
from engine.values.text import Code, Name, Text


class RecordAttendance(Command, frozen=True, kw_only=True):
    """Call the roll: who is present, who is excused. A large body is called in parts."""

    NAME = "record-attendance"

    meeting: MeetingId
    present: tuple[MemberId, ...]
    excused: tuple[MemberId, ...] = ()


@decides(RecordAttendance)
def _(ledger: Ledger, command: RecordAttendance, context: Context) -> Decision:
    meeting = _sitting(ledger, command.meeting)
    seen: set[str] = set()
    for member in (*command.present, *command.excused):
        _voting(ledger, member)
        if member in meeting.present or member in seen:
            index = meeting.present.get(member, -1)
            raise AlreadyPresent(meeting=meeting.id, member=member, index=index)
        seen.add(member)
    called = AttendanceRecorded(
        meeting=meeting.id, present=command.present, excused=command.excused
    )
    arrived = [e for member in command.present for e in _arrivals(ledger, meeting, member)]
    return decided(called, *arrived)


class RecordArrival(Command, frozen=True, kw_only=True):
    """A member came in after the roll call, or came back."""

    NAME = "record-arrival"

    meeting: MeetingId
    member: MemberId


@decides(RecordArrival)
def _(ledger: Ledger, command: RecordArrival, context: Context) -> Decision:
    meeting = _sitting(ledger, command.meeting)
    _voting(ledger, command.member)
    if command.member in meeting.present:
        index = meeting.present[command.member]
        raise AlreadyPresent(meeting=meeting.id, member=command.member, index=index)
    arrived = MemberArrived(meeting=meeting.id, member=command.member)
    present = {*meeting.present, command.member}
    quorum = _quorum_again(ledger, meeting, present)
    return decided(arrived, *_arrivals(ledger, meeting, command.member), *quorum)


class RecordDeparture(Command, frozen=True, kw_only=True):
    """A member left the room. If the quorum is lost with it, that is recorded too."""

    NAME = "record-departure"

    meeting: MeetingId
    member: MemberId


@decides(RecordDeparture)
def _(ledger: Ledger, command: RecordDeparture, context: Context) -> Decision:
    meeting = _sitting(ledger, command.meeting)
    if command.member not in meeting.present:
        raise NotPresent(meeting=meeting.id, member=command.member)
    events: list[Event] = [MemberDeparted(meeting=meeting.id, member=command.member)]
    for poll in ledger.polls.open_at(meeting.id):
        part = ledger.polls.part(poll, command.member)
        if part == "present" and context.find(("ballot", poll.id, command.member)) is None:
            events.append(VoterDeparted(poll=poll.id, member=command.member))
    present = {member for member in meeting.present if member != command.member}
    return decided(*events, *_quorum_again(ledger, meeting, present))


class ListGuest(Command, frozen=True, kw_only=True):
    """Somebody in the room without a vote. An institution is named; a person's name is sealed."""

    NAME = "list-guest"
    PERSONAL: ClassVar[tuple[str, ...]] = ("person",)

    meeting: MeetingId
    guest: Code
    institution: Name | None = None
    person: Name | None = None
    capacity: Text | None = None


@decides(ListGuest)
def _(ledger: Ledger, command: ListGuest, context: Context) -> Decision:
    meeting = _sitting(ledger, command.meeting)
    if command.guest in meeting.guests:
        raise GuestAlreadyListed(meeting=meeting.id, guest=command.guest)
    sealed, private = context.seal("person", command.person) if command.person else (None, None)
    event = GuestAttended(
        meeting=meeting.id,
        guest=command.guest,
        name=command.institution,
        sealed=sealed,
        capacity=command.capacity,
    )
    return decided(event, privates=() if private is None else (private,))


class CountQuorum(Command, frozen=True, kw_only=True):
    """Count whether enough are there to decide, by the rulebook in force."""

    NAME = "count-quorum"

    meeting: MeetingId


@decides(CountQuorum)
def _(ledger: Ledger, command: CountQuorum, context: Context) -> Decision:
    meeting = _sitting(ledger, command.meeting)
    if ledger.rulebooks.current.quorum is None:
        raise QuorumRuleMissing(rulebook=ledger.rulebooks.version)
    return decided(_counted(ledger, meeting, set(meeting.present)))


class DeclareRecusal(Command, frozen=True, kw_only=True):
    """A member takes no part in what concerns a candidate. Too late once it has voted."""

    NAME = "declare-recusal"

    meeting: MeetingId
    member: MemberId
    candidate: MemberId
    ground: Text


@decides(DeclareRecusal)
def _(ledger: Ledger, command: DeclareRecusal, context: Context) -> Decision:
    meeting = _sitting(ledger, command.meeting)
    _voting(ledger, command.member)
    ledger.roster.member(command.candidate)
    if _recusal(meeting, command.member, command.candidate):
        raise RecusalAlreadyDeclared(
            meeting=meeting.id, member=command.member, candidate=command.candidate
        )
    events: list[Event] = [
        RecusalDeclared(
            meeting=meeting.id,
            member=command.member,
            candidate=command.candidate,
            ground=command.ground,
        )
    ]
    for poll in ledger.polls.open_at(meeting.id):
        if all(option.candidate != command.candidate for option in poll.opened.options):
            continue
        voted = context.find(("ballot", poll.id, command.member))
        if voted is not None:
            raise AlreadyVoted(poll=poll.id, member=command.member, index=voted.index)
        if ledger.polls.part(poll, command.member) in ("present", "absent"):
            ground = command.ground
            events.append(VoterRecused(poll=poll.id, member=command.member, ground=ground))
    return decided(*events)


class WithdrawRecusal(Command, frozen=True, kw_only=True):
    """The recusal was declared in error. Polls already open keep it."""

    NAME = "withdraw-recusal"

    meeting: MeetingId
    member: MemberId
    candidate: MemberId
    reason: Text


@decides(WithdrawRecusal)
def _(ledger: Ledger, command: WithdrawRecusal, context: Context) -> Decision:
    meeting = _sitting(ledger, command.meeting)
    if not _recusal(meeting, command.member, command.candidate):
        raise RecusalNotFound(
            meeting=meeting.id, member=command.member, candidate=command.candidate
        )
    return decided(
        RecusalWithdrawn(
            meeting=meeting.id,
            member=command.member,
            candidate=command.candidate,
            reason=command.reason,
        )
    )


class GrantProxy(Command, frozen=True, kw_only=True):
    """A member gives its vote to another for this meeting, within the rulebook's limits."""

    NAME = "grant-proxy"

    meeting: MeetingId
    giver: MemberId
    holder: MemberId
    document: Code | None = None


@decides(GrantProxy)
def _(ledger: Ledger, command: GrantProxy, context: Context) -> Decision:
    meeting = ledger.meetings.meeting(command.meeting)
    if meeting.status == "closed":
        meeting.check_open()
    _voting(ledger, command.giver)
    _voting(ledger, command.holder)
    reason = _proxy_refusal(ledger, meeting, command)
    if reason is not None:
        raise ProxyNotAllowed(giver=command.giver, holder=command.holder, reason=reason)
    return decided(
        ProxyGranted(
            meeting=meeting.id,
            giver=command.giver,
            holder=command.holder,
            document=command.document,
        )
    )


def _proxy_refusal(ledger: Ledger, meeting: Meeting, command: GrantProxy) -> str | None:
    rule = ledger.rulebooks.current.proxies
    held = sum(1 for holder in meeting.proxies.values() if holder == command.holder)
    refusals = {
        "not-in-rulebook": not rule.allowed,
        "to-itself": command.giver == command.holder,
        "already-given": command.giver in meeting.proxies,
        "holder-gave-its-own": command.holder in meeting.proxies,
        "giver-holds-one": command.giver in meeting.proxies.values(),
        "holder-has-too-many": held >= rule.per_holder_max,
    }
    return next((reason for reason, so in refusals.items() if so), None)


class RevokeProxy(Command, frozen=True, kw_only=True):
    """End a mandate. Polls already open keep it."""

    NAME = "revoke-proxy"

    meeting: MeetingId
    giver: MemberId
    reason: Text


@decides(RevokeProxy)
def _(ledger: Ledger, command: RevokeProxy, context: Context) -> Decision:
    meeting = ledger.meetings.meeting(command.meeting)
    if command.giver not in meeting.proxies:
        raise ProxyNotFound(meeting=meeting.id, giver=command.giver)
    event = ProxyRevoked(meeting=meeting.id, giver=command.giver, reason=command.reason)
    return decided(event)


def _sitting(ledger: Ledger, meeting: MeetingId) -> Meeting:
    found = ledger.meetings.meeting(meeting)
    found.check_open()
    return found


def _voting(ledger: Ledger, member: MemberId) -> None:
    if not ledger.roster.member(member).votes:
        raise MemberNotVoting(member=member)


def _recusal(meeting: Meeting, member: MemberId, candidate: MemberId) -> bool:
    return any((each.member, each.candidate) == (member, candidate) for each in meeting.recusals)


def _arrivals(ledger: Ledger, meeting: Meeting, member: MemberId) -> list[Event]:
    return [
        VoterArrived(poll=poll.id, member=member)
        for poll in ledger.polls.open_at(meeting.id)
        if ledger.polls.part(poll, member) == "absent"
    ]


def _counted(ledger: Ledger, meeting: Meeting, present: set[str]) -> QuorumFound:
    rule = ledger.rulebooks.current.quorum
    assert rule is not None, "asked only where the rulebook has a quorum"
    voters = ledger.roster.voters()
    there = {member for member in present if member in voters}
    if rule.proxies_count:
        there |= {giver for giver, holder in meeting.proxies.items() if holder in present}
    base = sum(member.weight for member in voters.values())
    weight = sum(voters[member].weight for member in there if member in voters)
    needed = rule.share.needed(base, strict=rule.strict)
    return QuorumFound(
        meeting=meeting.id, present=weight, base=base, needed=needed, met=weight >= needed
    )


def _quorum_again(ledger: Ledger, meeting: Meeting, present: set[str]) -> list[Event]:
    """A new finding where a quorum that was counted is lost or won by who moved."""
    before = meeting.quorum
    if before is None or ledger.rulebooks.current.quorum is None:
        return []
    found = _counted(ledger, meeting, present)
    return [found] if found.met != before.met else []
