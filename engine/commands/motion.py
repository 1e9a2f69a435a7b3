"""Motions: the agenda, a report, next year's directions, put to the meeting and resolved."""

from typing import Literal

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.commands.room import check_quorate, sitting
from engine.errors.meeting import (
    MotionAlreadyResolved,
    MotionAlreadyTabled,
    MotionPollInvalid,
    NotPresent,
)
from engine.events.meeting import MotionResolved, MotionTabled
from engine.values.ids import MeetingId, MemberId, PollId
from engine.values.text import Code, Text


class TableMotion(Command, frozen=True, kw_only=True):
    """Put something to the meeting: the agenda, a report, the directions for next year."""

    NAME = "table-motion"

    meeting: MeetingId
    motion: Code
    kind: Literal["agenda", "report", "directions", "rules", "other"]
    text: Text
    mover: MemberId | None = None


@decides(TableMotion)
def _(ledger: Ledger, command: TableMotion, context: Context) -> Decision:
    meeting = sitting(ledger, command.meeting)
    if command.motion in ledger.meetings.motions:
        raise MotionAlreadyTabled(motion=command.motion)
    if command.mover is not None and command.mover not in meeting.present:
        raise NotPresent(meeting=meeting.id, member=command.mover)
    return decided(
        MotionTabled(
            meeting=meeting.id,
            motion=command.motion,
            kind=command.kind,
            text=command.text,
            mover=command.mover,
        )
    )


class ResolveMotion(Command, frozen=True, kw_only=True):
    """Say what became of a motion: `carried` by consent, or as its announced poll decided.

    With `poll` the outcome decides, and `carried` must be left out; a motion that was put to the
    vote is resolved by it. Consent needs the quorum that the rulebook asks for.
    """

    NAME = "resolve-motion"

    motion: Code
    carried: bool | None = None
    poll: PollId | None = None


@decides(ResolveMotion)
def _(ledger: Ledger, command: ResolveMotion, context: Context) -> Decision:
    motion = ledger.meetings.motion(command.motion)
    meeting = sitting(ledger, motion.meeting)
    if motion.carried is not None:
        raise MotionAlreadyResolved(motion=motion.id, carried=motion.carried, index=motion.resolved)
    if command.poll is None:
        carried = _by_consent(ledger, meeting, command)
    else:
        carried = _by_poll(ledger, command, command.poll)
    return decided(MotionResolved(motion=motion.id, carried=carried, poll=command.poll))


def _by_consent(ledger: Ledger, meeting: Meeting, command: ResolveMotion) -> bool:
    if command.carried is None:
        raise MotionPollInvalid(motion=command.motion, poll="", status="none")
    for poll in ledger.polls.polls.values():
        subject = poll.opened.subject
        voted_on = (subject.kind, subject.id) == ("motion", command.motion)
        if voted_on and poll.status != "voided":
            raise MotionPollInvalid(motion=command.motion, poll=poll.id, status=poll.status)
    check_quorate(ledger, meeting)
    return command.carried


def _by_poll(ledger: Ledger, command: ResolveMotion, poll: PollId) -> bool:
    found = ledger.polls.poll(poll)
    subject = found.opened.subject
    on_it = (subject.kind, subject.id) == ("motion", command.motion)
    if found.announced is None or not on_it or command.carried is not None:
        raise MotionPollInvalid(motion=command.motion, poll=found.id, status=found.status)
    # The option that carries a motion is the first one the poll offers.
    return found.opened.options[0].id in found.announced.winners
