"""Who is in the room, who may act for whom, and whether they are enough.

What matters to a poll that is open is recorded as an event of that poll too (`engine.commands.room`),
so that its electorate can be read from its own events.
"""

from typing import ClassVar

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.aggregates.quorum import quorum_found, quorum_rule
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.commands.room import (
    moved,
    quorum_again,
    sitting,
    taking_part_in,
)
from engine.errors.meeting import (
    AlreadyPresent,
    GuestAlreadyListed,
    GuestHasVote,
    MemberNotVoting,
    NotPresent,
    ProxyNotAllowed,
    ProxyNotFound,
    QuorumRuleMissing,
    RecusalAlreadyDeclared,
    RecusalNotFound,
)
from engine.errors.nomination import CandidateNotFound
from engine.errors.values import FieldInvalid
from engine.events.meeting import (
    AttendanceRecorded,
    GuestAttended,
    MemberArrived,
    MemberDeparted,
    ProxyGranted,
    ProxyRevoked,
    RecusalDeclared,
    RecusalWithdrawn,
)
from engine.events.poll import VoterRecused
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
    meeting = sitting(ledger, command.meeting)
    _check_once(command)
    for member in (*command.present, *command.excused):
        _check_votes(ledger, member)
        _check_away(meeting, member)
    called = AttendanceRecorded(
        meeting=meeting.id, present=command.present, excused=command.excused
    )
    present = {*meeting.present, *command.present}
    followed = moved(ledger, meeting, command.present, context, present=present)
    return decided(called, *followed, *quorum_again(ledger, meeting, present=present))


def _check_once(command: RecordAttendance) -> None:
    seen: set[str] = set()
    for field in ("present", "excused"):
        for member in getattr(command, field):
            if member in seen:
                raise FieldInvalid(field=field, value=member, expected="once")
            seen.add(member)


class RecordArrival(Command, frozen=True, kw_only=True):
    """A member came in after the roll call, or came back."""

    NAME = "record-arrival"

    meeting: MeetingId
    member: MemberId


@decides(RecordArrival)
def _(ledger: Ledger, command: RecordArrival, context: Context) -> Decision:
    meeting = sitting(ledger, command.meeting)
    _check_votes(ledger, command.member)
    _check_away(meeting, command.member)
    arrived = MemberArrived(meeting=meeting.id, member=command.member)
    present = {*meeting.present, command.member}
    followed = moved(ledger, meeting, (command.member,), context, present=present)
    return decided(arrived, *followed, *quorum_again(ledger, meeting, present=present))


class RecordDeparture(Command, frozen=True, kw_only=True):
    """A member left the room. If the quorum is lost with it, that is recorded too."""

    NAME = "record-departure"

    meeting: MeetingId
    member: MemberId


@decides(RecordDeparture)
def _(ledger: Ledger, command: RecordDeparture, context: Context) -> Decision:
    meeting = sitting(ledger, command.meeting)
    if command.member not in meeting.present:
        raise NotPresent(meeting=meeting.id, member=command.member)
    departed = MemberDeparted(meeting=meeting.id, member=command.member)
    present = {member for member in meeting.present if member != command.member}
    followed = moved(ledger, meeting, (command.member,), context, present=present)
    return decided(departed, *followed, *quorum_again(ledger, meeting, present=present))


class ListGuest(Command, frozen=True, kw_only=True):
    """Somebody in the room without a vote: an `institution`, which is named, or a `person`, whose
    name is sealed.
    """

    NAME = "list-guest"
    PERSONAL: ClassVar[tuple[str, ...]] = ("person",)

    meeting: MeetingId
    guest: Code
    institution: Name | None = None
    person: Name | None = None
    capacity: Text | None = None


@decides(ListGuest)
def _(ledger: Ledger, command: ListGuest, context: Context) -> Decision:
    meeting = sitting(ledger, command.meeting)
    if command.guest in meeting.guests:
        raise GuestAlreadyListed(meeting=meeting.id, guest=command.guest)
    if command.guest in ledger.roster.voters():
        raise GuestHasVote(meeting=meeting.id, guest=command.guest)
    if (command.institution is None) == (command.person is None):
        raise FieldInvalid(
            field="institution", value=command.institution, expected="institution | person"
        )
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
    meeting = sitting(ledger, command.meeting)
    rule = quorum_rule(ledger)
    if rule is None:
        raise QuorumRuleMissing(rulebook=ledger.rulebooks.version)
    return decided(
        quorum_found(ledger, meeting, rule, present=meeting.present, proxies=meeting.proxies)
    )


class DeclareRecusal(Command, frozen=True, kw_only=True):
    """A member takes no part in what concerns a candidate. Too late once it has voted, or once
    the tellers of an open poll on the candidate have begun to enter their counts.
    """

    NAME = "declare-recusal"

    meeting: MeetingId
    member: MemberId
    candidate: MemberId
    ground: Text


@decides(DeclareRecusal)
def _(ledger: Ledger, command: DeclareRecusal, context: Context) -> Decision:
    meeting = sitting(ledger, command.meeting)
    member = command.member
    _check_votes(ledger, member)
    _check_candidate(ledger, command.candidate)
    if _recusal(meeting, member, command.candidate):
        raise RecusalAlreadyDeclared(meeting=meeting.id, member=member, candidate=command.candidate)
    concerned = taking_part_in(ledger, meeting, member, command.candidate, context)
    declared = RecusalDeclared(
        meeting=meeting.id, member=member, candidate=command.candidate, ground=command.ground
    )
    recused = (VoterRecused(poll=id_, member=member, ground=command.ground) for id_ in concerned)
    followed = moved(
        ledger, meeting, (member,), context, present=meeting.present, recused=concerned
    )
    return decided(declared, *recused, *followed)


class WithdrawRecusal(Command, frozen=True, kw_only=True):
    """The recusal was declared in error. Polls already open keep it."""

    NAME = "withdraw-recusal"

    meeting: MeetingId
    member: MemberId
    candidate: MemberId
    reason: Text


@decides(WithdrawRecusal)
def _(ledger: Ledger, command: WithdrawRecusal, context: Context) -> Decision:
    meeting = sitting(ledger, command.meeting)
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
    meeting = _not_over(ledger, command.meeting)
    _check_votes(ledger, command.giver)
    _check_votes(ledger, command.holder)
    reason = _proxy_refusal(ledger, meeting, command)
    if reason is not None:
        raise ProxyNotAllowed(giver=command.giver, holder=command.holder, reason=reason)
    granted = ProxyGranted(
        meeting=meeting.id,
        giver=command.giver,
        holder=command.holder,
        document=command.document,
    )
    proxies = {**meeting.proxies, command.giver: command.holder}
    return decided(granted, *quorum_again(ledger, meeting, proxies=proxies))


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
    """End a mandate. Polls already open keep it; in the room, its giver votes itself."""

    NAME = "revoke-proxy"

    meeting: MeetingId
    giver: MemberId
    reason: Text


@decides(RevokeProxy)
def _(ledger: Ledger, command: RevokeProxy, context: Context) -> Decision:
    meeting = _not_over(ledger, command.meeting)
    if command.giver not in meeting.proxies:
        raise ProxyNotFound(meeting=meeting.id, giver=command.giver)
    revoked = ProxyRevoked(meeting=meeting.id, giver=command.giver, reason=command.reason)
    proxies = {giver: h for giver, h in meeting.proxies.items() if giver != command.giver}
    return decided(revoked, *quorum_again(ledger, meeting, proxies=proxies))


def _not_over(ledger: Ledger, meeting: MeetingId) -> Meeting:
    """The meeting, if mandates for it can still matter."""
    ledger.season.check_running()
    found = ledger.meetings.meeting(meeting)
    if found.status == "closed":
        found.check_open()
    return found


def _check_votes(ledger: Ledger, member: MemberId) -> None:
    if not ledger.roster.member(member).votes:
        raise MemberNotVoting(member=member)


def _check_away(meeting: Meeting, member: MemberId) -> None:
    if member in meeting.present:
        index = meeting.present[member]
        raise AlreadyPresent(meeting=meeting.id, member=member, index=index)


def _check_candidate(ledger: Ledger, candidate: MemberId) -> None:
    """A candidate is a member, or was proposed here, perhaps by another body."""
    known = {
        *ledger.roster.current(),
        *(proposal.candidate for proposal in ledger.awards.proposals.values()),
    }
    if candidate not in known:
        raise CandidateNotFound(candidate=candidate, known=tuple(sorted(known)))


def _recusal(meeting: Meeting, member: MemberId, candidate: MemberId) -> bool:
    return any((each.member, each.candidate) == (member, candidate) for each in meeting.recusals)
