"""Ballots in a row, verified at once: most of a large ledger is nothing else.

Everything that is checked of one ballot is checked of each of these, on columns. Where anything is
not as it should be, nothing is taken, and they go the slow way one by one, which names what it is.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import DomainError
from engine.events.poll import BallotCast
from engine.events.stretch import Ballots, Stretch
from engine.persistence.codec import UNREADABLE, Envelope, Row, encode
from engine.rules.ballot_rule_check import CAST_ONE_BY_ONE
from engine.rules.ballots import Ballot
from engine.values.ids import stream_ids
from engine.values.text import Code
from projections.bundle.votes import countable
from projections.state import fold_stretch

if TYPE_CHECKING:
    from projections.bundle.entries import Entries

SHORTEST = 4
"""Fewer ballots are not worth it."""


class _Cast(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    gc=False,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """A first ballot, version 1, its answer still in bytes: equal ones are decoded once."""

    poll: str
    member: str
    ballot: msgspec.Raw
    holder: Code | None = None


_decode = msgspec.msgpack.Decoder(list[Envelope[_Cast]]).decode
_decode_ballot = msgspec.msgpack.Decoder(Ballot).decode


def taken(entries: "Entries", rows: list[Row]) -> int:
    """Take the ballots of the first poll of this run in; how many. 0, and nothing is changed, if
    one of them is not plain: a first ballot, in its form and stream, from who may vote.
    """
    count = len(rows)
    if count < SHORTEST or rows[-1].index != rows[0].index + count - 1:
        return 0
    states = b"".join([row.state for row in rows])
    try:
        envelopes = _decode(b"\xdd" + count.to_bytes(4) + states)
    except UNREADABLE:
        return 0
    if not encode(envelopes).endswith(states):
        return 0
    polls = [envelope.data.poll for envelope in envelopes]
    poll = polls[0]
    if polls.count(poll) < count:
        count = next(at for at, each in enumerate(polls) if each != poll)
        rows, envelopes = rows[:count], envelopes[:count]
    if not _plain(entries, rows, envelopes):
        return 0
    members = [envelope.data.member for envelope in envelopes]
    ballots = [bytes(envelope.data.ballot) for envelope in envelopes]
    try:
        counts = Counter(ballots)
        kinds = {told: _decode_ballot(told) for told in counts}
    except UNREADABLE:
        return 0
    if any(encode(ballot) != told for told, ballot in kinds.items()):
        return 0
    if not _may_vote(entries, poll, members) or not _count(entries, poll, set(kinds.values())):
        return 0
    box = entries.votes.boxes[poll]
    columns = Ballots(poll, rows[-1].index, members, ballots, counts, kinds)
    run = Stretch(index=rows[-1].index, at=envelopes[-1].at, polls=(columns,))
    if not fold_stretch(entries.state, run):
        return 0
    box.cast.update(zip(members, map(kinds.__getitem__, ballots), strict=True))
    box.versions.update(dict.fromkeys(members, 1))
    entries.at = envelopes[-1].at
    entries.votes.count += count
    entries.report.checks["votes"].count = entries.votes.count
    entries.report.checks["events"].count += count
    entries.parts.open_polls[poll].extend([row.index for row in rows])
    return count


def _plain(entries: "Entries", rows: list[Row], envelopes: list[Envelope[_Cast]]) -> bool:
    """Is each a first ballot, of the one version there is, in its stream, and none earlier than
    the one before.
    """
    times = [envelope.at for envelope in envelopes]
    if times[0] < entries.at or sorted(times) != times:
        return False
    if {row.version for row in rows} != {1}:
        return False
    if {envelope.v for envelope in envelopes} != {BallotCast.VERSION}:
        return False
    poll = envelopes[0].data.poll
    voters = [each.data.member for each in envelopes]
    return stream_ids(entries.ledger, "ballot", poll, voters) == [row.stream for row in rows]


def _may_vote(entries: "Entries", poll: str, members: list[str]) -> bool:
    found = entries.state.ledger.polls.polls.get(poll)
    box = entries.votes.boxes.get(poll)
    if found is None or box is None or found.status != "open":
        return False
    if poll not in entries.parts.open_polls or found.opened.method not in CAST_ONE_BY_ONE:
        return False
    voters = set(members)
    if len(voters) != len(members) or not voters.isdisjoint(box.versions):
        return False
    part = entries.state.ledger.polls.electorate(found).part
    parts = {found.moved.get(each) or part.get(each) for each in voters} if found.moved else None
    return (parts or set(map(part.get, voters))) == {"present"} and voters.isdisjoint(box.cast)


def _count(entries: "Entries", poll: str, ballots: set[Any]) -> bool:
    """Can the rule of the poll count each of these."""
    found, box = entries.state.ledger.polls.polls[poll], entries.votes.boxes[poll]
    for ballot in ballots - box.countable:
        try:
            if next(countable(found, box, ballot, {}), None) is not None:
                box.countable.discard(ballot)
                return False
        except DomainError:
            return False
    return True
