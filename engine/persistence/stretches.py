"""From stored rows to whole stretches of ballots, decoded at once.

Equal ballots are equal bytes, since their encoding is canonical: what a ballot says stays bytes
until one of each has been decoded. Changes of ballots, and what is not as it is expected here, are
left to be read row by row, which tells which row is wrong and why.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import msgspec

from engine.events.poll import BallotCast
from engine.events.stretch import Ballots, Stretch
from engine.persistence.codec import UNREADABLE, CommandMark, Page
from engine.rules.ballots import Ballot

SHORTEST = 4
"""Fewer ballots are folded one by one as fast."""


class _Cast(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A `BallotCast` of version 1 with its ballots still encoded. The forms of ids were checked
    when the event was made.
    """

    poll: str
    member: str
    ballot: msgspec.Raw
    was: msgspec.Raw = msgspec.Raw()
    holder: str | None = None


class _Envelope(
    msgspec.Struct,
    forbid_unknown_fields=True,
    gc=False,
    rename={"acting_for": "for", "second": "with"},
):
    v: int
    at: int
    by: str
    cmd: CommandMark
    data: _Cast
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None


_decode = msgspec.msgpack.Decoder(list[_Envelope]).decode
_decode_ballot = msgspec.msgpack.Decoder(Ballot).decode


def stretches_of(page: Page) -> Iterator[tuple[Page, Stretch | None]]:
    """A page in parts, in its order; beside a part that is a stretch of ballots, what it says."""
    for topic, same in groupby(page, key=itemgetter(1)):
        rows = list(same)
        if topic == BallotCast.TOPIC and len(rows) >= SHORTEST:
            yield from _of_ballots(rows)
        else:
            yield rows, None


def _of_ballots(rows: Page) -> Iterator[tuple[Page, Stretch | None]]:
    count, first = len(rows), rows[0][0]
    joined = b"".join([state for _, _, state in rows])
    try:
        envelopes = _decode(b"\xdd" + count.to_bytes(4, "big") + joined)
        cast = [each.data for each in envelopes]
        ballots = list(map(bytes, [each.ballot for each in cast]))
        kinds = {key: _decode_ballot(key) for key in set(ballots)}
    except UNREADABLE:
        yield rows, None
        return
    versions = [each.v for each in envelopes]
    if versions.count(BallotCast.VERSION) != count or rows[-1][0] != first + count - 1:
        yield rows, None
        return
    start = 0
    for end in [at for at, each in enumerate(cast) if each.was] + [count]:
        if start < end:
            stretch = Stretch(
                index=first + end - 1,
                at=envelopes[end - 1].at,
                polls=_by_poll(first + start, cast[start:end], ballots[start:end], kinds),
            )
            yield rows[start:end], stretch
        if end < count:
            yield rows[end : end + 1], None
        start = end + 1


def _by_poll(
    first: int, cast: list[_Cast], ballots: list[bytes], kinds: dict[bytes, Ballot]
) -> list[Ballots]:
    polls = [each.poll for each in cast]
    members = [each.member for each in cast]
    if polls.count(polls[0]) == len(polls):
        index = first + len(cast) - 1
        return [Ballots(polls[0], index, members, ballots, kinds)]
    apart: dict[str, list[int]] = {}
    for at, poll in enumerate(polls):
        apart.setdefault(poll, []).append(at)
    return [
        Ballots(
            poll,
            first + some[-1],
            [members[at] for at in some],
            [ballots[at] for at in some],
            kinds,
        )
        for poll, some in apart.items()
    ]
