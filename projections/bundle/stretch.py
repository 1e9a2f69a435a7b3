"""Ballots in a row, verified at once: most of a large ledger is nothing else.

Everything that is checked of one ballot is checked of each of these, on columns. Where anything is
not as it should be, nothing is taken, and they go the slow way one by one, which names what it is.
"""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import DomainError
from engine.events.poll import BallotCast
from engine.events.stretch import Ballots, Stretch
from engine.persistence.codec import UNREADABLE, Envelope, Row, encode
from engine.rules.ballot_rule_check import CAST_ONE_BY_ONE
from projections.bundle.votes import countable
from projections.state import fold_stretch

if TYPE_CHECKING:
    from projections.bundle.entries import Entries

SHORTEST = 4
"""Fewer ballots are not worth it."""
_decode = msgspec.msgpack.Decoder(list[Envelope[BallotCast]]).decode


def taken(entries: "Entries", rows: list[Row]) -> bool:
    """Take a run of ballots in. False, and nothing is changed, if one of them is not plain: a
    first ballot, of one poll, in its form and stream, from who may vote.
    """
    count = len(rows)
    if count < SHORTEST or rows[-1].index != rows[0].index + count - 1:
        return False
    states = b"".join([row.state for row in rows])
    try:
        envelopes = _decode(b"\xdd" + count.to_bytes(4) + states)
    except UNREADABLE:
        return False
    if not encode(envelopes).endswith(states) or not _follow(entries.at, envelopes):
        return False
    cast = [envelope.data for envelope in envelopes]
    poll, members = cast[0].poll, [each.member for each in cast]
    if any(each.poll != poll or each.was is not None for each in cast):
        return False
    if any(row.version != 1 for row in rows):
        return False
    prefix = sha256(b"ballot-1" + entries.ledger.bytes + poll.encode() + b"\0")
    for row, member in zip(rows, members, strict=True):
        stream = prefix.copy()
        stream.update(member.encode())
        if stream.digest()[:16] != row.stream:
            return False
    ballots = [each.ballot for each in cast]
    if not _may_vote(entries, poll, members) or not _count(entries, poll, set(ballots)):
        return False
    box = entries.votes.boxes[poll]
    kinds: dict[Any, Any] = {ballot: ballot for ballot in box.countable}
    columns = Ballots(poll, rows[-1].index, members, ballots, kinds)  # type: ignore[arg-type]
    run = Stretch(index=rows[-1].index, at=envelopes[-1].at, polls=(columns,))
    if not fold_stretch(entries.state, run):
        return False
    box.cast.update(zip(members, ballots, strict=True))
    box.versions.update(dict.fromkeys(members, 1))
    entries.at = envelopes[-1].at
    entries.votes.count += count
    entries.report.checks["votes"].count = entries.votes.count
    entries.report.checks["events"].count += count
    entries.parts.open_polls[poll].extend(row.index for row in rows)
    return True


def _follow(at: int, envelopes: list[Envelope[BallotCast]]) -> bool:
    """Is each of the one version there is, and none earlier than the one before."""
    for envelope in envelopes:
        if envelope.at < at or envelope.v != BallotCast.VERSION:
            return False
        at = envelope.at
    return True


def _may_vote(entries: "Entries", poll: str, members: list[str]) -> bool:
    found = entries.state.ledger.polls.polls.get(poll)
    box = entries.votes.boxes.get(poll)
    if (
        found is None
        or box is None
        or found.status != "open"
        or poll not in entries.parts.open_polls
    ):
        return False
    if found.opened.method not in CAST_ONE_BY_ONE or len(set(members)) != len(members):
        return False
    part, moved = entries.state.ledger.polls.electorate(found).part, found.moved
    return not any(
        (moved.get(member) or part.get(member)) != "present"
        or member in box.cast
        or member in box.versions
        for member in members
    )


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
