"""What was cast, poll by poll: multisets of ballots that change one ballot at a time.

Grows with options and distinct ballots, not with ballots. A changed ballot is taken out again
by what it `was`, as its event carries it.
"""

from collections.abc import Mapping

import msgspec

from engine.aggregates.ledger import Ledger
from engine.events.base import Recorded
from engine.events.poll import (
    BallotCast,
    ObjectionRaised,
    PollClosed,
    PollOpened,
    WrittenOpinionReceived,
)
from engine.events.stretch import Ballots, Stretch
from engine.rules.ballots import Opinions
from engine.rules.tally import Base, Tally


class Tallies(msgspec.Struct, kw_only=True):
    """Poll -> what was cast in it."""

    tallies: dict[str, Tally] = {}


def fold(tallies: Tallies, ledger: Ledger, recorded: Recorded) -> None:
    """Take one event in. `ledger` is the state with this event already folded."""
    event = recorded.event
    if isinstance(event, BallotCast):
        weight = _weight(ledger, event.poll, event.member)
        tally = tallies.tallies[event.poll]
        if event.was is not None:
            tally.take(event.was, weight)
        tally.add(event.ballot, weight)
    elif isinstance(event, WrittenOpinionReceived):
        weight = _weight(ledger, event.poll, event.member)
        tallies.tallies[event.poll].add(event.ballot, weight, written=True)
    elif isinstance(event, PollOpened):
        options = tuple(option.id for option in event.options)
        costs = {option.id: option.cost for option in event.options if option.cost is not None}
        tallies.tallies[event.poll] = Tally(options=options, costs=costs)
    elif isinstance(event, PollClosed):
        tallies.tallies[event.poll].paper = event.tally
    elif isinstance(event, ObjectionRaised):
        tally = tallies.tallies[event.poll]
        against = Opinions(tuple((option, "against") for option in tally.options))
        tally.add(against, _weight(ledger, event.poll, event.member))


def fold_stretch(tallies: Tallies, ledger: Ledger, stretch: Stretch) -> None:
    """Take a stretch of ballots in, which comes to the same as one after the other."""
    for told in stretch.polls:
        tally = tallies.tallies[told.poll]
        for key, votes in _votes(ledger, told).items():
            tally.add(told.kinds[key], votes)


def _votes(ledger: Ledger, told: Ballots) -> Mapping[bytes, int]:
    """The weight of each different ballot, in the order in which they come first."""
    poll = ledger.polls.polls[told.poll]
    if poll.cast_weight == poll.cast:  # no weight is less than one, so each was one
        return told.counts
    weight = ledger.polls.electorate(poll).weight
    votes: dict[bytes, int] = {}
    for ballot, each in zip(told.ballots, map(weight.__getitem__, told.members), strict=True):
        votes[ballot] = votes.get(ballot, 0) + each
    return votes


def _weight(ledger: Ledger, poll: str, member: str) -> int:
    polls = ledger.polls
    return polls.electorate(polls.polls[poll]).weight[member]


def bases(ledger: Ledger, poll: str) -> dict[Base, int]:
    """The figures a threshold of this poll may be measured against, as they stand.

    Members who recused themselves count in none of them, unless the rulebook keeps them in
    `members`. `cast` and `valid` are read from the ballots by the rule itself.
    """
    found = ledger.polls.poll(poll)
    present = ledger.polls.weight(found, "present")
    parts = ("present", "absent", "recused") if found.opened.recused_in_base else None
    return {
        "members": ledger.polls.weight(found, *(parts or ("present", "absent"))),
        "present": present,
        "present-or-replied": present + found.written_weight,
    }
