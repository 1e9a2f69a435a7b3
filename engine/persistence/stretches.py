"""From stored rows to whole stretches of ballots, decoded at once.

Equal ballots are equal bytes, since their encoding is canonical: what a ballot says stays bytes
until one of each has been decoded. Changes of ballots, and what is not as it is expected here, are
left to be read row by row, which tells which row is wrong and why.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Literal

import msgspec

from engine.events.poll import BallotCast
from engine.events.stretch import Ballots, Stretch
from engine.persistence.codec import UNREADABLE, CommandMark, Page
from engine.rules.ballots import Ballot

_WAS = b"\xa3was"
"""A key that only a changed ballot has. Where a text holds these bytes the ballot is read alone."""
SHORTEST = 4
"""Fewer ballots are folded one by one as fast."""


class _Cast(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A `BallotCast` of version 1 that changes nothing, with its ballot still encoded. The forms
    of ids were checked when the event was made.
    """

    poll: str
    member: str
    ballot: msgspec.Raw
    holder: str | None = None


class _Envelope(
    msgspec.Struct,
    forbid_unknown_fields=True,
    gc=False,
    rename={"acting_for": "for", "second": "with"},
):
    v: Literal[1]
    at: int
    by: str
    cmd: CommandMark
    data: _Cast
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None


assert BallotCast.VERSION == 1, "a new version of the event is not what is read here"
_decode = msgspec.msgpack.Decoder(list[_Envelope]).decode
_decode_ballot = msgspec.msgpack.Decoder(Ballot).decode


def stretches_of(page: Page) -> Iterator[tuple[Page, Stretch | None]]:
    """A page in parts, in its order; beside a part that is a stretch of ballots, what it says."""
    for topic, same in groupby(page, key=itemgetter(1)):
        rows = list(same)
        if topic != BallotCast.TOPIC:
            yield rows, None
            continue
        stretch = _stretch(rows)
        if stretch is not None:
            yield rows, stretch
            continue
        for changed, some in groupby(rows, key=lambda row: _WAS in row[2]):
            part = list(some)
            yield part, None if changed else _stretch(part)


def _stretch(rows: Page) -> Stretch | None:
    count, first = len(rows), rows[0][0]
    if count < SHORTEST or rows[-1][0] != first + count - 1:
        return None
    joined = b"".join([state for _, _, state in rows])
    try:
        envelopes = _decode(b"\xdd" + count.to_bytes(4, "big") + joined)
        cast = [each.data for each in envelopes]
        ballots = list(map(bytes, [each.ballot for each in cast]))
        kinds = {key: _decode_ballot(key) for key in set(ballots)}
    except UNREADABLE:
        return None
    return Stretch(
        index=first + count - 1,
        at=envelopes[-1].at,
        polls=_by_poll(first, cast, ballots, kinds),
    )


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
