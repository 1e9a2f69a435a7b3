"""Polls: open or closed, who may vote, what the tellers entered, what was announced.

Ballots themselves stay out of this state: a key look-up under the lock tells whether a member
has voted. The number and weight of ballots cast is kept, for turnout.
"""

from collections.abc import Sequence
from itertools import compress
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.poll import PollNotClosed, PollNotFound, PollNotOpen
from engine.events.base import ContentRef, Recorded
from engine.events.poll import (
    BallotCast,
    CastingVoteGiven,
    LotCommitted,
    LotDrawn,
    ObjectionRaised,
    OutcomeAnnounced,
    PollClosed,
    PollOpened,
    PollVoided,
    Roll,
    TallyEntered,
    VoterArrived,
    VoterDeparted,
    VoterRecused,
    WrittenOpinionReceived,
)
from engine.rules.tally import PaperCount

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger

Part: TypeAlias = Literal["present", "absent", "recused"]
Status: TypeAlias = Literal["open", "closed", "announced", "voided"]


class Electorate(msgspec.Struct, kw_only=True):
    """Who may vote: weights, holders of mandates and parts, by member.

    Shared by all polls with the same roll; what changes while a poll is open is kept with
    the poll.
    """

    weight: dict[str, int]
    holder: dict[str, str]
    part: dict[str, Part]


class Announced(msgspec.Struct, kw_only=True):
    """An announced outcome: what it rested on and what it said."""

    index: int
    as_of: int
    rule: str
    result: ContentRef
    winners: tuple[str, ...]
    undecided: tuple[str, ...]


class Poll(msgspec.Struct, kw_only=True):
    """One poll. `moved` holds the parts that changed while it was open; `cast` and `written`
    count ballots, `cast_weight` and `written_weight` their votes.
    """

    opened: PollOpened
    index: int
    at: int
    electorate: str
    """Key into `Polls.electorates`."""
    status: Status = "open"
    moved: dict[str, Part] = {}
    cast: int = 0
    cast_weight: int = 0
    written: int = 0
    written_weight: int = 0
    objections: dict[str, int] = {}
    entered: dict[str, PaperCount] = {}
    tally: PaperCount | None = None
    closed: int | None = None
    voided: int | None = None
    ground: str | None = None
    casting: tuple[str, ...] = ()
    lot_digest: bytes | None = None
    seed: bytes | None = None
    announced: Announced | None = None
    overturned: Announced | None = None
    """What had been announced when the poll was voided; nothing may rest on it."""
    changed: int = 0
    """Index of the last event about this poll or one of its ballots."""

    @property
    def id(self) -> str:
        """The poll's code."""
        return self.opened.poll

    def count(self, ballots: int, weight: int, index: int) -> None:
        """Count so many first ballots of this weight, cast up to an index."""
        self.cast += ballots
        self.cast_weight += weight
        self.changed = index

    def check_open(self) -> None:
        """Refuse unless ballots are taken. Refuses `PollNotOpen`."""
        if self.status != "open":
            raise PollNotOpen(poll=self.id, status=self.status)

    def check_to_announce(self) -> None:
        """Refuse unless an outcome can be announced. Refuses `PollNotClosed` while it is open,
        `PollNotOpen` once it is announced or voided.
        """
        if self.status == "open":
            raise PollNotClosed(poll=self.id, status=self.status)
        if self.status != "closed":
            raise PollNotOpen(poll=self.id, status=self.status)

    def check_closed(self) -> None:
        """Refuse unless the poll is closed and not yet announced. Refuses `PollNotClosed`."""
        if self.status != "closed":
            raise PollNotClosed(poll=self.id, status=self.status)


def elected(poll: Poll) -> set[str]:
    """The candidates an announced poll carried."""
    assert poll.announced is not None, "asked only of announced polls"
    candidate = {option.id: option.candidate or option.id for option in poll.opened.options}
    return {candidate[winner] for winner in poll.announced.winners}


class Polls(msgspec.Struct, kw_only=True):
    """State of the poll noun. `electorates` by the index of the first poll with that roll."""

    polls: dict[str, Poll] = {}
    electorates: dict[str, Electorate] = {}

    def poll(self, poll: str) -> Poll:
        """The poll with this id. Refuses `PollNotFound`."""
        found = self.polls.get(poll)
        if found is None:
            raise PollNotFound(poll=poll, known=tuple(sorted(self.polls)))
        return found

    def electorate(self, poll: Poll) -> Electorate:
        """Who may vote in the poll, as it was opened."""
        return self.electorates[poll.electorate]

    def part(self, poll: Poll, member: str) -> Part | None:
        """How a member takes part now; None if it is not on the roll."""
        return poll.moved.get(member) or self.electorate(poll).part.get(member)

    def weight(self, poll: Poll, *parts: Part) -> int:
        """The votes of all who take part so."""
        electorate = self.electorate(poll)
        # Weights and parts were made of one roll and stand in its order.
        counted = map(parts.__contains__, electorate.part.values())
        total = sum(compress(electorate.weight.values(), counted))
        for member, part in poll.moved.items():
            was = electorate.part[member] in parts
            total += electorate.weight[member] * ((part in parts) - was)
        return total

    def weight_of(self, poll: str, voters: Sequence[str]) -> int:
        """The votes of these together, all of them on the poll's roll."""
        weight = self.electorate(self.polls[poll]).weight
        return sum(map(weight.__getitem__, voters))

    def follower(self, poll: str) -> Poll | None:
        """The poll that repeats this one or runs it off, and was not voided itself."""
        return next(
            (
                each
                for each in self.polls.values()
                if each.opened.before == poll and each.status != "voided"
            ),
            None,
        )

    def open_at(self, meeting: str) -> list[Poll]:
        """Polls of this meeting that take ballots."""
        return [
            poll
            for poll in self.polls.values()
            if poll.status == "open" and poll.opened.meeting == meeting
        ]


def _electorate(polls: Polls, roll: Roll, index: int) -> str:
    """The key of the roll's electorate: that of the poll before, if nothing changed."""
    electorate = Electorate(
        weight={voter.member: voter.weight for voter in roll.voters},
        holder={voter.member: voter.holder for voter in roll.voters if voter.holder},
        part={voter.member: voter.part for voter in roll.voters},
    )
    newest = next(reversed(polls.electorates), None)
    if newest is not None and polls.electorates[newest] == electorate:
        return newest
    key = str(index)
    polls.electorates[key] = electorate
    return key


def _same_roll(polls: Polls, event: PollOpened) -> str | None:
    """The key of the newest poll's electorate, if its roll is the same content."""
    newest = next(reversed(polls.polls.values()), None)
    if newest is None or newest.opened.roll_content != event.roll_content:
        return None
    return newest.electorate if event.roll_content is not None else None


@evolves(PollOpened)
def _(ledger: "Ledger", event: PollOpened, recorded: Recorded) -> None:
    roll = event.roll if event.roll is not None else recorded.content
    same = _same_roll(ledger.polls, event)
    ledger.polls.polls[event.poll] = Poll(
        opened=msgspec.structs.replace(event, roll=None),
        index=recorded.index,
        at=recorded.at,
        electorate=same or _electorate(ledger.polls, roll, recorded.index),
        changed=recorded.index,
    )


def _touched(ledger: "Ledger", poll: str, recorded: Recorded) -> Poll:
    found = ledger.polls.polls[poll]
    found.changed = recorded.index
    return found


@evolves(VoterArrived)
def _(ledger: "Ledger", event: VoterArrived, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).moved[event.member] = "present"


@evolves(VoterDeparted)
def _(ledger: "Ledger", event: VoterDeparted, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).moved[event.member] = "absent"


@evolves(VoterRecused)
def _(ledger: "Ledger", event: VoterRecused, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).moved[event.member] = "recused"


@evolves(BallotCast)
def _(ledger: "Ledger", event: BallotCast, recorded: Recorded) -> None:
    poll = _touched(ledger, event.poll, recorded)
    if event.was is None:
        weight = ledger.polls.electorate(poll).weight[event.member]
        poll.count(1, weight, recorded.index)


@evolves(WrittenOpinionReceived)
def _(ledger: "Ledger", event: WrittenOpinionReceived, recorded: Recorded) -> None:
    poll = _touched(ledger, event.poll, recorded)
    poll.written += 1
    poll.written_weight += ledger.polls.electorate(poll).weight[event.member]


@evolves(TallyEntered)
def _(ledger: "Ledger", event: TallyEntered, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).entered[event.teller] = event.count


@evolves(ObjectionRaised)
def _(ledger: "Ledger", event: ObjectionRaised, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).objections[event.member] = recorded.index


@evolves(PollClosed)
def _(ledger: "Ledger", event: PollClosed, recorded: Recorded) -> None:
    poll = _touched(ledger, event.poll, recorded)
    poll.status = "closed"
    poll.closed = recorded.index
    poll.tally = event.tally


@evolves(PollVoided)
def _(ledger: "Ledger", event: PollVoided, recorded: Recorded) -> None:
    poll = _touched(ledger, event.poll, recorded)
    poll.status = "voided"
    poll.voided = recorded.index
    poll.ground = event.ground
    poll.announced, poll.overturned = None, poll.announced


@evolves(CastingVoteGiven)
def _(ledger: "Ledger", event: CastingVoteGiven, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).casting = event.order


@evolves(LotCommitted)
def _(ledger: "Ledger", event: LotCommitted, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).lot_digest = event.digest


@evolves(LotDrawn)
def _(ledger: "Ledger", event: LotDrawn, recorded: Recorded) -> None:
    _touched(ledger, event.poll, recorded).seed = event.seed


@evolves(OutcomeAnnounced)
def _(ledger: "Ledger", event: OutcomeAnnounced, recorded: Recorded) -> None:
    poll = _touched(ledger, event.poll, recorded)
    poll.status = "announced"
    poll.announced = Announced(
        index=recorded.index,
        as_of=event.index,
        rule=event.rule,
        result=event.result,
        winners=event.winners,
        undecided=event.undecided,
    )
