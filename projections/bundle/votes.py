"""One vote a member: who cast what, held against the roll and the polls, event by event.

What was cast is remembered only while its poll is open, so this grows with electorates, not with
ballots.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec

from engine.aggregates.polls import Poll
from engine.errors import DomainError
from engine.events.base import Recorded
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
    TallyEntered,
    VoterArrived,
    VoterDeparted,
    VoterRecused,
    WrittenOpinionReceived,
)
from engine.rules.ballot_rule_check import CAST_ONE_BY_ONE, COUNTED_BY_TELLERS
from engine.rules.ballots import Ballot, normal
from engine.rules.catalogue import rule_of
from engine.rules.countable import check_ballot
from projections.state import State

_OPEN = (
    BallotCast,
    WrittenOpinionReceived,
    ObjectionRaised,
    TallyEntered,
    PollClosed,
    VoterArrived,
    VoterDeparted,
    VoterRecused,
    LotCommitted,
)
_POLLS = (*_OPEN, OutcomeAnnounced, CastingVoteGiven, LotDrawn, PollVoided)


class Box(msgspec.Struct):
    """What was cast in a poll that is open: the last ballot of each who has voted, and how often
    it was changed; and which distinct ballots were found countable.
    """

    cast: dict[str, Ballot | None] = {}
    versions: dict[str, int] = {}
    countable: set[Any] = set()


class Votes:
    """Follows the polls of a ledger. `found` yields a code and facts for all that is wrong."""

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}
        self.count = 0

    def found(self, state: State, recorded: Recorded) -> Iterator[tuple[str, dict[str, Any]]]:
        """What is wrong with this event; `state` is the one before it."""
        event = recorded.event
        if isinstance(event, PollOpened):
            if event.poll in state.ledger.polls.polls:
                yield "poll-opened-twice", {"poll": event.poll}
            self.boxes[event.poll] = Box()
        elif isinstance(event, _POLLS):
            poll = state.ledger.polls.polls.get(event.poll)
            if poll is None:
                yield "poll-not-there", {"poll": event.poll}
                return
            yield from _status(poll, event)
            yield from self._about(state, poll, event)
            if isinstance(event, PollClosed | PollVoided):
                self.boxes.pop(event.poll, None)

    def version(self, poll: str, member: str) -> int:
        """Which version of its stream the member's next ballot must be."""
        box = self.boxes.setdefault(poll, Box())
        box.versions[member] = box.versions.get(member, 0) + 1
        return box.versions[member]

    def _about(self, state: State, poll: Poll, event: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        box = self.boxes.setdefault(poll.id, Box())
        match event:
            case BallotCast() | WrittenOpinionReceived():
                self.count += 1
                yield from _ballot(state, poll, box, event)
            case ObjectionRaised():
                self.count += 1
                if poll.opened.method != "acclamation" or event.member in box.cast:
                    yield "ballot-not-taken", {"poll": poll.id, "member": event.member}
                box.cast[event.member] = None
            case TallyEntered():
                if poll.opened.method not in COUNTED_BY_TELLERS:
                    yield "ballot-not-taken", {"poll": poll.id, "teller": event.teller}
            case PollClosed():
                yield from _tallies(poll, event)
            case LotDrawn():
                if sha256(event.seed).digest() != poll.lot_digest:
                    yield "lot-not-committed", {"poll": poll.id}


def _status(poll: Poll, event: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    wanted: tuple[str, ...] = ("open",) if isinstance(event, _OPEN) else ("closed",)
    if isinstance(event, PollVoided):
        wanted = ("open", "closed", "announced")
    if poll.status not in wanted:
        yield "poll-not-" + wanted[0], {"poll": poll.id, "status": poll.status}


def _ballot(
    state: State, poll: Poll, box: Box, event: BallotCast | WrittenOpinionReceived
) -> Iterator[tuple[str, dict[str, Any]]]:
    member, opened = event.member, poll.opened
    about = {"poll": poll.id, "member": member}
    part = state.ledger.polls.part(poll, member)
    before = box.cast.get(member)
    if part is None:
        yield "voter-not-on-roll", about
    if isinstance(event, BallotCast):
        if opened.method not in CAST_ONE_BY_ONE:
            yield "ballot-not-taken", about
        if part not in (None, "present"):
            yield "voter-may-not-vote", {**about, "part": part}
        in_writing = member in box.cast and before is None
        again = before is not None and not opened.changes_allowed
        if event.was != before or in_writing or again:
            yield "ballot-twice", about
        box.cast[member] = event.ballot
    else:
        if not opened.written_allowed or part == "present":
            yield "ballot-not-taken", about
        if member in box.cast:
            yield "ballot-twice", about
        box.cast[member] = None  # an opinion in writing cannot be changed
    yield from countable(poll, box, event.ballot, about)


def countable(
    poll: Poll, box: Box, ballot: Ballot, about: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is wrong with a ballot itself. One that was found right is not looked at again."""
    if ballot in box.countable:
        return
    opened = poll.opened
    options = tuple(option.id for option in opened.options)
    try:
        check_ballot(rule_of(opened.rule), ballot, options=options, parameters=opened.parameters)
    except DomainError as refusal:
        yield "ballot-not-countable", {**about, "refused": refusal.code}
    if normal(ballot) != ballot:
        yield "ballot-not-normal", about
    box.countable.add(ballot)


def _tallies(poll: Poll, event: PollClosed) -> Iterator[tuple[str, dict[str, Any]]]:
    entered = list(poll.entered.values())
    if poll.opened.method in COUNTED_BY_TELLERS:
        agreed = len(entered) >= max(1, poll.opened.tellers_needed)
        if not agreed or any(each != event.tally for each in entered):
            yield "tally-not-agreed", {"poll": poll.id}
    elif event.tally is not None:
        yield "tally-not-agreed", {"poll": poll.id}
