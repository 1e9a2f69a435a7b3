"""Ballots: cast by name, sent in writing, counted on paper or by hands, or objected.

A ballot is accepted only while its poll is open, from a member on the roll who takes part, and
only if the poll's rule can count it: what is accepted is counted.
"""

from functools import lru_cache

from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.poll import (
    AlreadyVoted,
    BallotNotTaken,
    NotOnRoll,
    ProxyHolderVotes,
    TallyAlreadyEntered,
    TellerUnknown,
    VoterAbsent,
    VoterIsRecused,
    VoterPresent,
    WrittenNotAllowed,
)
from engine.events.poll import BallotCast, ObjectionRaised, TallyEntered, WrittenOpinionReceived
from engine.rules.ballots import Ballot, normal
from engine.rules.catalogue import rule_of
from engine.rules.paper import check_paper
from engine.rules.tally import PaperCount, Tally
from engine.values.ids import MemberId, PollId, Stream
from engine.values.text import Code, Text

BY_BALLOT = ("electronic", "roll-call")
BY_TALLY = ("paper", "show-of-hands")
_BASES = {"members": 1, "present": 1, "present-or-replied": 1}


class CastBallot(Command, frozen=True, kw_only=True):
    """Cast a member's ballot by name. `holder` casts for it where it gave its vote away.

    Where the poll allows changes, a second ballot of the member replaces the first.
    """

    NAME = "cast-ballot"

    poll: PollId
    member: MemberId
    ballot: Ballot
    holder: MemberId | None = None

    def looks_up(self) -> tuple[Stream, ...]:
        """The member's ballot in this poll."""
        return (("ballot", self.poll, self.member),)


@decides(CastBallot)
def _(ledger: Ledger, command: CastBallot, context: Context) -> Decision:
    poll = _taking(ledger, command.poll, BY_BALLOT)
    part = _part(ledger, poll, command.member)
    if part == "absent":
        raise VoterAbsent(poll=poll.id, member=command.member)
    holder = ledger.polls.electorate(poll).holder.get(command.member)
    if holder != command.holder:
        raise ProxyHolderVotes(poll=poll.id, member=command.member, holder=holder or "")
    ballot = _countable(poll, command.ballot)
    before = context.find(("ballot", poll.id, command.member))
    if before is None:
        return decided(BallotCast(poll=poll.id, member=command.member, ballot=ballot))
    if not poll.opened.changes_allowed or isinstance(before.event, WrittenOpinionReceived):
        raise AlreadyVoted(poll=poll.id, member=command.member, index=before.index)
    was = before.event.ballot
    return decided(BallotCast(poll=poll.id, member=command.member, ballot=ballot, was=was))


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
    before = context.find(("ballot", poll.id, command.member))
    if before is not None:
        raise AlreadyVoted(poll=poll.id, member=command.member, index=before.index)
    if _part(ledger, poll, command.member) == "present":
        raise VoterPresent(poll=poll.id, member=command.member)
    ballot = _countable(poll, command.ballot)
    return decided(WrittenOpinionReceived(poll=poll.id, member=command.member, ballot=ballot))


class EnterTally(Command, frozen=True, kw_only=True):
    """Enter what one teller counted. While tellers differ, each may enter again."""

    NAME = "enter-tally"

    poll: PollId
    teller: Code
    count: PaperCount


@decides(EnterTally)
def _(ledger: Ledger, command: EnterTally, context: Context) -> Decision:
    poll = _taking(ledger, command.poll, BY_TALLY)
    _check_teller(ledger, poll, command.teller)
    check_paper(
        command.count,
        options=tuple(option.id for option in poll.opened.options),
        ballot=poll.opened.ballot,
        marks_max=_marks_max(poll),
        voters=ledger.polls.weight(poll, "present"),
    )
    if command.teller in poll.entered and len(set(poll.entered.values())) == 1:
        raise TallyAlreadyEntered(poll=poll.id, teller=command.teller)
    return decided(TallyEntered(poll=poll.id, teller=command.teller, count=command.count))


class RaiseObjection(Command, frozen=True, kw_only=True):
    """Object to an acclamation: it is then not unanimous."""

    NAME = "raise-objection"

    poll: PollId
    member: MemberId
    reason: Text | None = None


@decides(RaiseObjection)
def _(ledger: Ledger, command: RaiseObjection, context: Context) -> Decision:
    poll = _taking(ledger, command.poll, ("acclamation",))
    if _part(ledger, poll, command.member) == "absent":
        raise VoterAbsent(poll=poll.id, member=command.member)
    if command.member in poll.objections:
        index = poll.objections[command.member]
        raise AlreadyVoted(poll=poll.id, member=command.member, index=index)
    return decided(ObjectionRaised(poll=poll.id, member=command.member, reason=command.reason))


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
    meeting = ledger.meetings.meetings.get(poll.opened.meeting or "")
    known = {*ledger.roster.offices.get("teller", {}), *(meeting.tellers if meeting else ())}
    if teller not in known:
        raise TellerUnknown(teller=teller, known=tuple(sorted(known)))


def _marks_max(poll: Poll) -> int:
    most = poll.opened.parameters.get("marks_max") or poll.opened.seats
    assert isinstance(most, int), "a rule's marks_max is a whole number"
    return most


def _countable(poll: Poll, ballot: Ballot) -> Ballot:
    told = normal(ballot)
    opened = poll.opened
    _check_countable(
        opened.rule,
        tuple(option.id for option in opened.options),
        opened.seats,
        tuple(sorted(opened.parameters.items())),
        told,
    )
    return told


@lru_cache(maxsize=4_096)
def _check_countable(
    rule: str,
    options: tuple[str, ...],
    seats: int,
    parameters: tuple[tuple[str, str | int | bool], ...],
    ballot: Ballot,
) -> None:
    """Count a tally of this one ballot: refuses whatever the rule could not read later."""
    tally = Tally(options=options, ballots={ballot: 1}, bases=dict(_BASES))  # type: ignore[arg-type]
    rule_of(rule).count(tally, seats=seats, parameters=dict(parameters))
