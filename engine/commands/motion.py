"""Motions: the agenda, a report, next year's directions, put to the meeting and resolved."""

from typing import Literal

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, decided, decides
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
    meeting = ledger.meetings.meeting(command.meeting)
    meeting.check_open()
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

    With `poll` the outcome decides, and `carried` must be left out.
    """

    NAME = "resolve-motion"

    motion: Code
    carried: bool | None = None
    poll: PollId | None = None


@decides(ResolveMotion)
def _(ledger: Ledger, command: ResolveMotion, context: Context) -> Decision:
    motion = ledger.meetings.motion(command.motion)
    if motion.carried is not None:
        raise MotionAlreadyResolved(motion=motion.id, carried=motion.carried, index=motion.resolved)
    ledger.meetings.meeting(motion.meeting).check_open()
    carried = _carried(ledger, command)
    return decided(MotionResolved(motion=motion.id, carried=carried, poll=command.poll))


def _carried(ledger: Ledger, command: ResolveMotion) -> bool:
    if command.poll is None and command.carried is not None:
        return command.carried
    if command.poll is None or command.carried is not None:
        raise MotionPollInvalid(motion=command.motion, poll=command.poll or "", status="none")
    poll = ledger.polls.poll(command.poll)
    subject = poll.opened.subject
    if poll.announced is None or (subject.kind, subject.id) != ("motion", command.motion):
        raise MotionPollInvalid(motion=command.motion, poll=poll.id, status=poll.status)
    # The option that carries a motion is the first one the poll offers.
    return poll.opened.options[0].id in poll.announced.winners
