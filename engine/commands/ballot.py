"""Ballots: cast by name, sent in writing, counted on paper or by hands, or objected.

A ballot is accepted only while its poll is open, from a member on the roll who takes part, and
only if the poll's rule can count it: what is accepted is counted.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll
from engine.commands.base import Command, Context, Decision, Found, decided, decides
from engine.commands.room import check_casts, voted_at
from engine.errors.poll import (
    AlreadyVoted,
    BallotNotTaken,
    NotOnRoll,
    TallyAlreadyEntered,
    TellerUnknown,
    VoterAbsent,
    VoterIsRecused,
    VoterPresent,
    WrittenNotAllowed,
)
from engine.events.poll import BallotCast, ObjectionRaised, TallyEntered, WrittenOpinionReceived
from engine.rules.ballot_rule_check import CAST_ONE_BY_ONE, COUNTED_BY_TELLERS
from engine.rules.ballots import Ballot, OptionId, normal
from engine.rules.catalogue import rule_of
from engine.rules.countable import check_ballot
from engine.rules.paper import check_paper, paper_of
from engine.rules.parameters import Value
from engine.rules.tally import PaperCount
from engine.values.ids import MemberId, PollId, Stream
from engine.values.text import Code, Text


class CastBallot(Command, frozen=True, kw_only=True):
    """Cast a member's ballot by name. `holder` casts it where the member gave its vote away and
    is not in the room itself.

    Where the poll allows changes, a second ballot of the member replaces the first; the same
    ballot again changes nothing and is not recorded.
    """

    NAME = "cast-ballot"

    poll: PollId
    member: MemberId
    ballot: Ballot
    holder: MemberId | None = None

    def looks_up(self) -> tuple[Stream, ...]:
        """The member's ballot in this poll."""
        return (("ballot", self.poll, self.member),)


class BallotBox:
    """An open poll that takes ballots one by one: what holds for all of them is looked at once.

    Good as long as nothing but ballots is recorded.
    """

    def __init__(self, ledger: Ledger, poll: PollId) -> None:
        """Refuses `PollNotFound`, `PollNotOpen`, `BallotNotTaken`."""
        self._ledger = ledger
        self._poll = _taking(ledger, poll, CAST_ONE_BY_ONE)
        self._normal = _normalising(_paper_of(self._poll))

    def put_in(self, command: CastBallot, before: Found | None) -> Decision:
        """Decide one ballot; `before` is what the member's stream in this poll holds."""
        poll, member = self._poll, command.member
        part = _part(self._ledger, poll, member)
        if before is not None and isinstance(before.event, WrittenOpinionReceived):
            raise AlreadyVoted(poll=poll.id, member=member, index=before.index)
        if part == "absent":
            raise VoterAbsent(poll=poll.id, member=member)
        check_casts(self._ledger, poll, member, command.holder)
        ballot = self._normal(command.ballot)
        was = None if before is None else before.event.ballot
        if before is not None and not poll.opened.changes_allowed:
            raise AlreadyVoted(poll=poll.id, member=member, index=before.index)
        if ballot == was:
            return decided()
        return decided(
            BallotCast(
                poll=command.poll, member=member, ballot=ballot, was=was, holder=command.holder
            )
        )


@decides(CastBallot)
def _(ledger: Ledger, command: CastBallot, context: Context) -> Decision:
    box = BallotBox(ledger, command.poll)
    return box.put_in(command, context.find(("ballot", command.poll, command.member)))


class ReceiveWrittenOpinion(Command, frozen=True, kw_only=True):
    """Record the answer of an absent member who was asked in writing."""

    NAME = "receive-written-opinion"

    poll: PollId
    member: MemberId
    ballot: Ballot

    def looks_up(self) -> tuple[Stream, ...]:
        """The member's ballot in this poll."""
        return (("ballot", self.poll, self.member),)


@decides(ReceiveWrittenOpinion)
def _(ledger: Ledger, command: ReceiveWrittenOpinion, context: Context) -> Decision:
    poll = ledger.polls.poll(command.poll)
    poll.check_open()
    if not poll.opened.written_allowed:
        raise WrittenNotAllowed(poll=poll.id)
    part = _part(ledger, poll, command.member)
    ledger.roster.member(command.member)
    before = context.find(("ballot", poll.id, command.member))
    if before is not None:
        raise AlreadyVoted(poll=poll.id, member=command.member, index=before.index)
    if part == "present":
        raise VoterPresent(poll=poll.id, member=command.member)
    ballot = _normalising(_paper_of(poll))(command.ballot)
    return decided(WrittenOpinionReceived(poll=poll.id, member=command.member, ballot=ballot))


class EnterTally(Command, frozen=True, kw_only=True):
    """Enter what one teller counted. Until the poll is closed each may count and enter again."""

    NAME = "enter-tally"

    poll: PollId
    teller: Code
    count: PaperCount


@decides(EnterTally)
def _(ledger: Ledger, command: EnterTally, context: Context) -> Decision:
    poll = _taking(ledger, command.poll, COUNTED_BY_TELLERS)
    _check_teller(ledger, poll, command.teller)
    opened = poll.opened
    paper = paper_of(
        opened.rule,
        opened.ballot,
        tuple(option.id for option in opened.options),
        seats=opened.seats,
        parameters=opened.parameters,
    )
    room = ledger.polls.weight(poll, "present")
    check_paper(command.count, paper, voters=room, hands=opened.method == "show-of-hands")
    if poll.entered.get(command.teller) == command.count:
        raise TallyAlreadyEntered(poll=poll.id, teller=command.teller)
    return decided(TallyEntered(poll=poll.id, teller=command.teller, count=command.count))


class RaiseObjection(Command, frozen=True, kw_only=True):
    """Object to an acclamation: it is then not unanimous. `holder` objects where the member gave
    its vote away and is not in the room itself.
    """

    NAME = "raise-objection"

    poll: PollId
    member: MemberId
    reason: Text | None = None
    holder: MemberId | None = None

    def looks_up(self) -> tuple[Stream, ...]:
        """The member's written opinion in this poll."""
        return (("ballot", self.poll, self.member),)


@decides(RaiseObjection)
def _(ledger: Ledger, command: RaiseObjection, context: Context) -> Decision:
    poll = _taking(ledger, command.poll, ("acclamation",))
    part = _part(ledger, poll, command.member)
    voted = voted_at(poll, command.member, context)
    if voted is not None:
        raise AlreadyVoted(poll=poll.id, member=command.member, index=voted)
    if part == "absent":
        raise VoterAbsent(poll=poll.id, member=command.member)
    check_casts(ledger, poll, command.member, command.holder)
    return decided(
        ObjectionRaised(
            poll=poll.id, member=command.member, reason=command.reason, holder=command.holder
        )
    )


def _taking(ledger: Ledger, poll: PollId, methods: tuple[str, ...]) -> Poll:
    found = ledger.polls.poll(poll)
    found.check_open()
    if found.opened.method not in methods:
        raise BallotNotTaken(poll=poll, method=found.opened.method)
    return found


def _part(ledger: Ledger, poll: Poll, member: MemberId) -> str:
    part = ledger.polls.part(poll, member)
    if part is None:
        raise NotOnRoll(poll=poll.id, member=member)
    if part == "recused":
        raise VoterIsRecused(poll=poll.id, member=member)
    return part


def _check_teller(ledger: Ledger, poll: Poll, teller: Code) -> None:
    """Tellers hold the office, or were appointed by the meeting: its guests, or current members."""
    meeting = ledger.meetings.meetings.get(poll.opened.meeting or "")
    known = set(ledger.roster.holders("teller"))
    if meeting is not None:
        trusted = {*meeting.guests, *ledger.roster.current()}
        known |= {each for each in meeting.tellers if each in trusted}
    if teller not in known:
        raise TellerUnknown(teller=teller, known=tuple(sorted(known)))


class _Paper(NamedTuple):
    """What a poll's rule can count."""

    rule: str
    options: tuple[OptionId, ...]
    parameters: tuple[tuple[str, Value], ...]


def _paper_of(poll: Poll) -> _Paper:
    opened = poll.opened
    options = tuple([option.id for option in opened.options])
    return _Paper(opened.rule, options, tuple(opened.parameters.items()))


@lru_cache(maxsize=8)
def _normalising(paper: _Paper) -> Callable[[Ballot], Ballot]:
    """What gives ballots of such a poll their normal form, if the rule can count them. In a hall
    most are like another one that was looked at just now.
    """
    parameters = dict(paper.parameters)

    @lru_cache(maxsize=512)
    def normalised(ballot: Ballot) -> Ballot:
        told = normal(ballot)
        check_ballot(rule_of(paper.rule), told, options=paper.options, parameters=parameters)
        return told

    return normalised
