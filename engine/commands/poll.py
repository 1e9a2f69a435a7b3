"""Polls: opened under a ballot of the rulebook, closed, voided, announced.

Everything a count needs is fixed when the poll opens, from the rulebook in force: the door
chooses a template, a question and options, never a threshold.
"""

from hashlib import sha256
from typing import ClassVar, Literal

from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.aggregates.polls import Poll
from engine.commands.base import Command, Context, Decision, content_ref, decided, decides
from engine.commands.roll import INLINE_MAX, roll_for
from engine.errors.award import AwardUnknown
from engine.errors.meeting import MeetingNotFound
from engine.errors.poll import (
    BallotTemplateUnknown,
    CandidateBarred,
    CastingVoteNotAllowed,
    LotNotAllowed,
    MethodNotAllowed,
    OptionInvalid,
    OutcomeNotComputed,
    OutcomeStale,
    PollAlreadyOpened,
    PollAlreadyVoided,
    PollBeforeInvalid,
    PollNotOpen,
    PollRestsOnIt,
    SeatsAboveQuota,
    SubjectUnknown,
    TalliesDiffer,
    TalliesMissing,
)
from engine.errors.rules import SeatsInvalid
from engine.events.poll import (
    CastingVoteGiven,
    LotCommitted,
    LotDrawn,
    OutcomeAnnounced,
    PollClosed,
    PollOpened,
    PollOption,
    PollVoided,
    Subject,
)
from engine.persistence.codec import encode
from engine.rules.catalogue import rule_of
from engine.rules.parameters import in_force
from engine.rules.rulebook import BallotRule, Method
from engine.values.ids import MeetingId, MemberId, PollId
from engine.values.numbers import Number
from engine.values.text import Code, Name, Text

OPTIONS_MAX = 1_000


class OpenPoll(Command, frozen=True, kw_only=True):
    """Open a poll under a ballot template of the rulebook.

    `options` default to the standing nominations of the award. `seats` default to what the
    award's quota leaves, where it has one, else to the number of options; other polls to 1. `before` names the poll that this one repeats or runs off.
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
    before_is: Literal["run-off", "repetition"] | None = None


@decides(OpenPoll)
def _(ledger: Ledger, command: OpenPoll, context: Context) -> Decision:
    ledger.season.check_running()
    if command.poll in ledger.polls.polls:
        raise PollAlreadyOpened(poll=command.poll)
    template = _template(ledger, command.template)
    meeting = _meeting(ledger, command.meeting, template)
    _check_before(ledger, command)
    options = _options(ledger, command)
    roll = roll_for(ledger, template, meeting, options)
    encoded = encode(roll)
    large = len(roll.voters) > INLINE_MAX
    opened = PollOpened(
        poll=command.poll,
        meeting=command.meeting,
        subject=command.subject,
        question=command.question,
        method=_method(command, template),
        ballot=template.ballot,
        options=options,
        seats=_seats(ledger, command, options),
        rule=template.rule,
        parameters=parameters_of(template),
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


def parameters_of(template: BallotRule) -> dict[str, str | int | bool]:
    """The rule's parameters in full, the template's base among them."""
    rule = rule_of(template.rule)
    given = dict(template.parameters)
    if template.base is not None and any(each.name == "base" for each in rule.parameters):
        given["base"] = template.base
    return in_force(rule.id, rule.parameters, given)


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


def _meeting(ledger: Ledger, meeting: MeetingId | None, template: BallotRule) -> Meeting | None:
    if meeting is None:
        if template.quorum:
            raise MeetingNotFound(meeting="", known=tuple(sorted(ledger.meetings.meetings)))
        return None
    found = ledger.meetings.meeting(meeting)
    found.check_open()
    if template.quorum:
        found.check_quorate()
    return found


def _check_before(ledger: Ledger, command: OpenPoll) -> None:
    if command.before is None and command.before_is is None:
        return
    before = ledger.polls.poll(command.before or "")
    fitting = {"repetition": "voided", "run-off": "announced"}
    if command.before_is is None or before.status != fitting[command.before_is]:
        raise PollBeforeInvalid(before=before.id, status=before.status)


def _options(ledger: Ledger, command: OpenPoll) -> tuple[PollOption, ...]:
    options = command.options or _nominated(ledger, command.subject)
    if not options:
        raise OptionInvalid(option="", reason="none")
    if len(options) > OPTIONS_MAX:
        raise OptionInvalid(option=options[OPTIONS_MAX].id, reason="too-many")
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise OptionInvalid(option=option.id, reason="twice")
        seen.add(option.id)
    _check_subject(ledger, command.subject)
    for option in options:
        _check_candidate(ledger, command.subject, option)
    return options


def _nominated(ledger: Ledger, subject: Subject) -> tuple[PollOption, ...]:
    if subject.kind != "award" or subject.id is None:
        return ()
    return tuple(
        PollOption(id=candidate, candidate=candidate)
        for candidate in sorted(ledger.nominations.standing(subject.id))
        if ledger.nominations.bar(candidate, subject.id) is None
    )


def _check_subject(ledger: Ledger, subject: Subject) -> None:
    if subject.kind == "award":
        rulebook = ledger.rulebooks.current
        if subject.id is None or rulebook.award(subject.id) is None:
            known = tuple(sorted(award.id for award in rulebook.awards))
            raise AwardUnknown(award=subject.id or "", known=known)
    if subject.kind == "motion" and subject.id not in ledger.meetings.motions:
        known = tuple(sorted(ledger.meetings.motions))
        raise SubjectUnknown(kind="motion", id=subject.id or "", known=known)


def _check_candidate(ledger: Ledger, subject: Subject, option: PollOption) -> None:
    if option.candidate is None:
        if subject.kind == "award":
            raise OptionInvalid(option=option.id, reason="no-candidate")
        return
    award = subject.id if subject.kind == "award" else None
    if award is not None:
        bar = ledger.nominations.bar(option.candidate, award)
        if bar is not None:
            raise CandidateBarred(
                candidate=option.candidate, effect=bar.effect, ground=bar.ground, index=bar.index
            )
        if f"{award}/{option.candidate}" in ledger.awards.proposals:
            return  # a proposal received from another body stands without a nomination here
        rule = ledger.rulebooks.current.award(award)
        standing = ledger.nominations.standing(award)
        if rule is not None and rule.nomination_required and option.candidate not in standing:
            raise OptionInvalid(option=option.id, reason="not-nominated")
    ledger.roster.member(option.candidate)


def _seats(ledger: Ledger, command: OpenPoll, options: tuple[PollOption, ...]) -> int:
    award = command.subject.id if command.subject.kind == "award" else None
    candidates = {option.candidate for option in options if option.candidate is not None}
    left = None if award is None else ledger.quota_left(award, candidates)
    seats = command.seats
    if seats is None:
        if award is None:
            return 1
        return max(1, len(options) if left is None else min(left, len(options)))
    if not 1 <= seats <= len(options):
        raise SeatsInvalid(seats=seats, seats_max=len(options))
    if left is not None and seats > left:
        raise SeatsAboveQuota(award=award, seats=seats, quota=left)
    return seats


class ClosePoll(Command, frozen=True, kw_only=True):
    """Close a poll: no ballot after this. Where tellers count, their tallies must agree."""

    NAME = "close-poll"

    poll: PollId


@decides(ClosePoll)
def _(ledger: Ledger, command: ClosePoll, context: Context) -> Decision:
    poll = ledger.polls.poll(command.poll)
    poll.check_open()
    if poll.opened.method not in ("paper", "show-of-hands"):
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
    """Void a poll with its ground: it counts for nothing and may be repeated."""

    NAME = "void-poll"

    poll: PollId
    ground: Text
    authority: Name


@decides(VoidPoll)
def _(ledger: Ledger, command: VoidPoll, context: Context) -> Decision:
    poll = ledger.polls.poll(command.poll)
    if poll.status == "voided":
        raise PollAlreadyVoided(poll=poll.id)
    rests = ledger.rests_on(poll.id)
    if rests:
        raise PollRestsOnIt(poll=poll.id, rests=rests)
    event = PollVoided(poll=poll.id, ground=command.ground, authority=command.authority)
    return decided(event)


class GiveCastingVote(Command, frozen=True, kw_only=True):
    """The chair orders tied options, best first, after the close and before the outcome."""

    NAME = "give-casting-vote"

    poll: PollId
    member: MemberId
    order: tuple[Code, ...]


@decides(GiveCastingVote)
def _(ledger: Ledger, command: GiveCastingVote, context: Context) -> Decision:
    poll = ledger.polls.poll(command.poll)
    poll.check_closed()
    if "casting" not in poll.opened.ties:
        raise CastingVoteNotAllowed(poll=poll.id, reason="not-in-ladder")
    meeting = ledger.meetings.meetings.get(poll.opened.meeting or "")
    chairs = {*ledger.roster.offices.get("chair", {}), *((meeting.chair,) if meeting else ())}
    if command.member not in chairs:
        raise CastingVoteNotAllowed(poll=poll.id, reason="not-the-chair")
    options = {option.id for option in poll.opened.options}
    if not command.order or len(set(command.order)) < len(command.order):
        raise OptionInvalid(option=",".join(command.order), reason="twice")
    for option in command.order:
        if option not in options:
            raise OptionInvalid(option=option, reason="unknown")
    event = CastingVoteGiven(poll=poll.id, member=command.member, order=command.order)
    return decided(event)


class CommitLot(Command, frozen=True, kw_only=True):
    """Fix the SHA-256 of a secret seed while the poll is open, for a lot that may be needed."""

    NAME = "commit-lot"

    poll: PollId
    digest: bytes


@decides(CommitLot)
def _(ledger: Ledger, command: CommitLot, context: Context) -> Decision:
    poll = ledger.polls.poll(command.poll)
    poll.check_open()
    if "lot" not in poll.opened.ties:
        raise LotNotAllowed(poll=poll.id, reason="not-in-ladder")
    if poll.lot_digest is not None:
        raise LotNotAllowed(poll=poll.id, reason="already-committed")
    if len(command.digest) != 32:
        raise LotNotAllowed(poll=poll.id, reason="not-sha256")
    return decided(LotCommitted(poll=poll.id, digest=command.digest))


class DrawLot(Command, frozen=True, kw_only=True):
    """Show the seed after the close: its SHA-256 must be the one committed."""

    NAME = "draw-lot"

    poll: PollId
    seed: bytes


@decides(DrawLot)
def _(ledger: Ledger, command: DrawLot, context: Context) -> Decision:
    poll = ledger.polls.poll(command.poll)
    poll.check_closed()
    if poll.lot_digest is None:
        raise LotNotAllowed(poll=poll.id, reason="not-committed")
    if poll.seed is not None:
        raise LotNotAllowed(poll=poll.id, reason="already-drawn")
    if sha256(command.seed).digest() != poll.lot_digest or not 1 <= len(command.seed) <= 255:
        raise LotNotAllowed(poll=poll.id, reason="seed-differs")
    return decided(LotDrawn(poll=poll.id, seed=command.seed))


class AnnounceOutcome(Command, frozen=True, kw_only=True):
    """Announce the outcome of a closed poll. The outcome is computed here, never sent in."""

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
    poll = ledger.polls.poll(command.poll)
    _check_announceable(poll)
    if command.result is None or command.index is None:
        raise OutcomeNotComputed(poll=poll.id)
    if command.index < poll.changed:
        raise OutcomeStale(poll=poll.id, index=command.index, changed=poll.changed)
    assert command.rule == poll.opened.rule, "an outcome is computed by the poll's rule"
    event = OutcomeAnnounced(
        poll=poll.id,
        index=command.index,
        rule=poll.opened.rule,
        result=content_ref(command.result),
        winners=command.winners,
        undecided=command.undecided,
    )
    return decided(event, contents=(command.result,))


def _check_announceable(poll: Poll) -> None:
    if poll.status == "open":
        poll.check_closed()
    if poll.status != "closed":
        raise PollNotOpen(poll=poll.id, status=poll.status)
