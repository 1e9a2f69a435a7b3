"""Meetings: convened, opened, adjourned, resumed, closed; tellers and minutes."""

from typing import Literal

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.commands.base import Command, Context, Decision, content_ref, decided, decides
from engine.commands.document import CONTENT_BYTES_MAX
from engine.commands.room import sitting
from engine.errors.meeting import (
    MeetingAlreadyConvened,
    MeetingStatusWrong,
    MinutesAlreadyAdopted,
    PollsStillOpen,
)
from engine.errors.values import ContentTooLarge, FieldInvalid
from engine.events.meeting import (
    MeetingAdjourned,
    MeetingClosed,
    MeetingConvened,
    MeetingOpened,
    MeetingResumed,
    MinutesAdopted,
    Signatory,
    TellersAppointed,
)
from engine.values.ids import MeetingId, MemberId
from engine.values.numbers import Micros
from engine.values.text import Code, Name, Text


class ConveneMeeting(Command, frozen=True, kw_only=True):
    """Call a meeting: a year-end conference, a mid-year review, a council's session."""

    NAME = "convene-meeting"

    meeting: MeetingId
    kind: Literal["conference", "review", "council", "session"]
    title: Name
    place: Name | None = None
    starts: Micros | None = None
    agenda: tuple[Text, ...] = ()


@decides(ConveneMeeting)
def _(ledger: Ledger, command: ConveneMeeting, context: Context) -> Decision:
    ledger.season.check_running()
    if command.meeting in ledger.meetings.meetings:
        raise MeetingAlreadyConvened(meeting=command.meeting)
    return decided(
        MeetingConvened(
            meeting=command.meeting,
            kind=command.kind,
            title=command.title,
            place=command.place,
            starts=command.starts,
            agenda=command.agenda,
        )
    )


class OpenMeeting(Command, frozen=True, kw_only=True):
    """Call the meeting to order, with its chair and secretary."""

    NAME = "open-meeting"

    meeting: MeetingId
    chair: MemberId | None = None
    secretary: MemberId | None = None


@decides(OpenMeeting)
def _(ledger: Ledger, command: OpenMeeting, context: Context) -> Decision:
    meeting = _in_status(ledger, command.meeting, "convened")
    for member in (command.chair, command.secretary):
        if member is not None:
            ledger.roster.member(member)
    return decided(
        MeetingOpened(meeting=meeting.id, chair=command.chair, secretary=command.secretary)
    )


class AdjournMeeting(Command, frozen=True, kw_only=True):
    """Break the meeting off, to be resumed. No poll may be open."""

    NAME = "adjourn-meeting"

    meeting: MeetingId
    reason: Text


@decides(AdjournMeeting)
def _(ledger: Ledger, command: AdjournMeeting, context: Context) -> Decision:
    meeting = _in_status(ledger, command.meeting, "open")
    _check_no_open_poll(ledger, meeting)
    return decided(MeetingAdjourned(meeting=meeting.id, reason=command.reason))


class ResumeMeeting(Command, frozen=True, kw_only=True):
    """Go on with an adjourned meeting."""

    NAME = "resume-meeting"

    meeting: MeetingId


@decides(ResumeMeeting)
def _(ledger: Ledger, command: ResumeMeeting, context: Context) -> Decision:
    meeting = _in_status(ledger, command.meeting, "adjourned")
    return decided(MeetingResumed(meeting=meeting.id))


class CloseMeeting(Command, frozen=True, kw_only=True):
    """End the meeting. No poll may be open."""

    NAME = "close-meeting"

    meeting: MeetingId


@decides(CloseMeeting)
def _(ledger: Ledger, command: CloseMeeting, context: Context) -> Decision:
    meeting = _in_status(ledger, command.meeting, "open", "adjourned")
    _check_no_open_poll(ledger, meeting)
    return decided(MeetingClosed(meeting=meeting.id))


class AppointTellers(Command, frozen=True, kw_only=True):
    """Say who counts at this meeting: members, or guests on its list."""

    NAME = "appoint-tellers"

    meeting: MeetingId
    tellers: tuple[Code, ...]


@decides(AppointTellers)
def _(ledger: Ledger, command: AppointTellers, context: Context) -> Decision:
    meeting = sitting(ledger, command.meeting)
    if not command.tellers or len(set(command.tellers)) < len(command.tellers):
        raise FieldInvalid(field="tellers", value=",".join(command.tellers), expected="1.. unique")
    for teller in command.tellers:
        if teller not in meeting.guests:
            ledger.roster.member(teller)
    return decided(TellersAppointed(meeting=meeting.id, tellers=command.tellers))


class AdoptMinutes(Command, frozen=True, kw_only=True):
    """Keep the signed minutes with the ledger."""

    NAME = "adopt-minutes"

    meeting: MeetingId
    minutes: bytes
    signatories: tuple[Signatory, ...]


@decides(AdoptMinutes)
def _(ledger: Ledger, command: AdoptMinutes, context: Context) -> Decision:
    meeting = _in_status(ledger, command.meeting, "open", "closed")
    if meeting.minutes is not None:
        raise MinutesAlreadyAdopted(meeting=meeting.id)
    size = len(command.minutes)
    if size > CONTENT_BYTES_MAX:
        raise ContentTooLarge(size=size, size_max=CONTENT_BYTES_MAX)
    if size == 0:
        raise FieldInvalid(field="minutes", value=size, expected=f"1..{CONTENT_BYTES_MAX}")
    for signatory in command.signatories:
        ledger.roster.member(signatory.member)
    event = MinutesAdopted(
        meeting=meeting.id,
        content=content_ref(command.minutes),
        signatories=command.signatories,
    )
    return decided(event, contents=(command.minutes,))


def _in_status(ledger: Ledger, meeting: MeetingId, *expected: str) -> Meeting:
    ledger.season.check_running()
    found = ledger.meetings.meeting(meeting)
    if found.status not in expected:
        raise MeetingStatusWrong(meeting=meeting, status=found.status, expected=expected)
    return found


def _check_no_open_poll(ledger: Ledger, meeting: Meeting) -> None:
    still = tuple(poll.id for poll in ledger.polls.open_at(meeting.id))
    if still:
        raise PollsStillOpen(meeting=meeting.id, polls=still)
