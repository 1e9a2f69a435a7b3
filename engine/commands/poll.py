"""Polls: opened under a ballot of the rulebook, closed, voided, announced.

Everything a count needs is fixed when the poll opens, from the rulebook in force: the door
chooses a template, a question and options, never a threshold.
"""

from typing import ClassVar

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.aggregates.polls import Poll
from engine.aggregates.rolls import INLINE_MAX, roll_for
from engine.commands.base import Command, Context, Decision, content_ref, decided, decides
from engine.commands.opening import check_subject, options_for, poll_before, seats_for
from engine.commands.room import (
    check_quorate,
    check_quorate_in_writing,
    sitting,
    waits_for_writing,
)
from engine.errors.poll import (
    BallotTemplateUnknown,
    ElectorateEmpty,
    LotNotDrawn,
    MethodNotAllowed,
    OutcomeNotComputed,
    OutcomeStale,
    PollAlreadyOpened,
    PollAlreadyVoided,
    PollNeedsMeeting,
    PollRestsOnIt,
    TalliesDiffer,
    TalliesMissing,
)
from engine.events.poll import (
    FollowUp,
    OutcomeAnnounced,
    PollClosed,
    PollOpened,
    PollOption,
    PollVoided,
    Roll,
    Subject,
)
from engine.persistence.codec import encode
from engine.rules.ballot_rule_check import COUNTED_BY_TELLERS
from engine.rules.ballot_terms import parameters_of
from engine.rules.catalogue import rule_of
from engine.rules.countable import check_poll
from engine.rules.rulebook import BallotRule, Method
from engine.values.ids import MeetingId, PollId
from engine.values.numbers import Number
from engine.values.text import Code, Name, Text

IN_THE_ROOM = ("show-of-hands", "roll-call")
"""Ways of voting that only a meeting has."""


class OpenPoll(Command, frozen=True, kw_only=True):
    """Open a poll under a ballot template of the rulebook.

    `options` default to those of the poll `before`, or to the standing nominations of the award.
    `seats` default to what rule, quota and the poll `before` leave; polls on anything but an award
    to 1. `before` names the poll that this one repeats or runs off. Where template and rulebook
    ask for a quorum, the meeting must have one.
    """

    NAME = "open-poll"

    poll: PollId
    template: Code
    subject: Subject
    question: Text
    meeting: MeetingId | None = None
    method: Method | None = None
    options: tuple[PollOption, ...] = ()
    seats: Number | None = None
    before: PollId | None = None
    before_is: FollowUp | None = None


@decides(OpenPoll)
def _(ledger: Ledger, command: OpenPoll, context: Context) -> Decision:
    ledger.season.check_running()
    if command.poll in ledger.polls.polls:
        raise PollAlreadyOpened(poll=command.poll)
    template = _template(ledger, command.template)
    method = _method(command, template)
    meeting = _meeting(ledger, command.meeting, template, method)
    subject = command.subject
    check_subject(ledger, subject, template, command.meeting)
    before = poll_before(ledger, command.poll, subject, command.before, command.before_is)
    options = options_for(ledger, subject, command.options, before, command.before_is)
    seats = seats_for(ledger, subject, options, before, template=template, given=command.seats)
    parameters = parameters_of(template)
    check_poll(
        rule_of(template.rule),
        options=tuple(option.id for option in options),
        costs={option.id: option.cost for option in options if option.cost is not None},
        seats=seats,
        parameters=parameters,
        kind=template.ballot,
    )
    roll = _roll(ledger, command.poll, template, meeting, options)
    encoded = encode(roll)
    large = len(roll.voters) > INLINE_MAX
    opened = PollOpened(
        poll=command.poll,
        meeting=command.meeting,
        subject=subject,
        question=command.question,
        method=method,
        ballot=template.ballot,
        options=options,
        seats=seats,
        rule=template.rule,
        parameters=parameters,
        ties=template.ties,
        base=template.base,
        rulebook=ledger.rulebooks.version,
        template=template.id,
        members=sum(voter.weight for voter in roll.voters),
        roll=None if large else roll,
        roll_content=content_ref(encoded) if large else None,
        changes_allowed=template.changes_allowed,
        written_allowed=template.written,
        recused_in_base=template.recused_in_base,
        tellers_needed=template.tellers,
        before=command.before,
        before_is=command.before_is,
    )
    return decided(opened, contents=(encoded,) if large else ())


def _template(ledger: Ledger, template: Code) -> BallotRule:
    rulebook = ledger.rulebooks.current
    found = rulebook.ballot(template)
    if found is None:
        known = tuple(sorted(each.id for each in rulebook.ballots))
        raise BallotTemplateUnknown(template=template, known=known)
    return found


def _method(command: OpenPoll, template: BallotRule) -> Method:
    method = command.method or template.methods[0]
    if method not in template.methods:
        raise MethodNotAllowed(method=method, allowed=template.methods)
    return method


def _meeting(
    ledger: Ledger, meeting: MeetingId | None, template: BallotRule, method: Method
) -> Meeting | None:
    if meeting is None:
        if template.quorum or method in IN_THE_ROOM:
            raise PollNeedsMeeting(template=template.id, method=method)
        return None
    found = sitting(ledger, meeting)
    if template.quorum and not waits_for_writing(ledger, template):
        check_quorate(ledger, found)
    return found


def _roll(
    ledger: Ledger,
    poll: PollId,
    template: BallotRule,
    meeting: Meeting | None,
    options: tuple[PollOption, ...],
) -> Roll:
    roll = roll_for(ledger, template, meeting, options)
    if all(voter.part == "recused" for voter in roll.voters):
        raise ElectorateEmpty(poll=poll, recused=tuple(voter.member for voter in roll.voters))
    return roll


class ClosePoll(Command, frozen=True, kw_only=True):
    """Close a poll: no ballot after this. Where tellers count, their tallies must agree.

    Where the rulebook counts written answers towards the quorum, it must be there now.
    """

    NAME = "close-poll"

    poll: PollId


@decides(ClosePoll)
def _(ledger: Ledger, command: ClosePoll, context: Context) -> Decision:
    poll = _poll(ledger, command.poll)
    poll.check_open()
    check_quorate_in_writing(ledger, poll)
    if poll.opened.method not in COUNTED_BY_TELLERS:
        return decided(PollClosed(poll=poll.id))
    needed = max(1, poll.opened.tellers_needed)
    if len(poll.entered) < needed:
        entered = tuple(sorted(poll.entered))
        raise TalliesMissing(poll=poll.id, entered=entered, needed=needed)
    tallies = list(poll.entered.values())
    if any(tally != tallies[0] for tally in tallies):
        raise TalliesDiffer(poll=poll.id, entered=tuple(sorted(poll.entered)))
    return decided(PollClosed(poll=poll.id, tally=tallies[0]))


class VoidPoll(Command, frozen=True, kw_only=True):
    """Void a poll with its ground, even after its outcome was announced, unless something rests
    on that: it counts for nothing and may be repeated.
    """

    NAME = "void-poll"

    poll: PollId
    ground: Text
    authority: Name


@decides(VoidPoll)
def _(ledger: Ledger, command: VoidPoll, context: Context) -> Decision:
    poll = _poll(ledger, command.poll)
    if poll.status == "voided":
        raise PollAlreadyVoided(poll=poll.id)
    rests = ledger.rests_on(poll.id)
    if rests:
        raise PollRestsOnIt(poll=poll.id, rests=rests)
    event = PollVoided(poll=poll.id, ground=command.ground, authority=command.authority)
    return decided(event)


class AnnounceOutcome(Command, frozen=True, kw_only=True):
    """Announce the outcome of a closed poll. The outcome is computed here, never sent in.

    A tie may be left; where a lot was committed for it, the seed is shown first.
    """

    NAME = "announce-outcome"
    COMPUTED: ClassVar[tuple[str, ...]] = ("index", "rule", "result", "winners", "undecided")

    poll: PollId
    index: int | None = None
    rule: Code | None = None
    result: bytes | None = None
    winners: tuple[Code, ...] = ()
    undecided: tuple[Code, ...] = ()


@decides(AnnounceOutcome)
def _(ledger: Ledger, command: AnnounceOutcome, context: Context) -> Decision:
    poll = _poll(ledger, command.poll)
    poll.check_to_announce()
    if command.result is None or command.index is None:
        raise OutcomeNotComputed(poll=poll.id)
    if command.index < poll.changed:
        raise OutcomeStale(poll=poll.id, index=command.index, changed=poll.changed)
    assert command.rule == poll.opened.rule, "an outcome is computed by the poll's rule"
    if command.undecided and poll.lot_digest is not None and poll.seed is None:
        raise LotNotDrawn(poll=poll.id, undecided=command.undecided)
    event = OutcomeAnnounced(
        poll=poll.id,
        index=command.index,
        rule=poll.opened.rule,
        result=content_ref(command.result),
        winners=command.winners,
        undecided=command.undecided,
    )
    return decided(event, contents=(command.result,))


def _poll(ledger: Ledger, poll: PollId) -> Poll:
    """The poll, while the season runs. Refuses `LedgerClosed`, `PollNotFound`."""
    ledger.season.check_running()
    return ledger.polls.poll(poll)
