"""From stored rows to whole stretches of ballots, decoded at once.

Equal ballots are equal bytes, since their encoding is canonical: what a ballot says stays bytes
until one of each has been decoded. Changes of ballots, and what is not as it is expected here, are
left to be read row by row, which tells which row is wrong and why.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import compress, groupby, pairwise
from operator import itemgetter, ne
from typing import Literal

import msgspec

from engine.events.poll import BallotCast
from engine.events.stretch import Ballots, Stretch
from engine.persistence.codec import UNREADABLE, CommandMark
from engine.persistence.joining import JoinedPage, Page
from engine.rules.ballots import Ballot

_WAS = b"\xa3was"
"""A key that only a changed ballot has. Where a text holds these bytes the ballot is read alone."""
_NEVER = b"\xc1"
"""Begins nothing in MessagePack and stands in no UTF-8; a number or a length may hold it."""
SHORTEST = 4
"""Fewer ballots are folded one by one as fast."""


class _Cast(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A `BallotCast` of version 1 that changes nothing, with its ballot still encoded. The forms
    of ids were checked when the event was made.
    """

    # In the order of the stored keys, in which fields are found fastest.
    ballot: msgspec.Raw
    member: str
    poll: str
    holder: str | None = None


class _Envelope(
    msgspec.Struct,
    forbid_unknown_fields=True,
    gc=False,
    rename={"acting_for": "for", "second": "with"},
):
    at: int
    by: str
    cmd: CommandMark
    data: _Cast
    v: Literal[1]
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None


assert BallotCast.VERSION == 1, "a new version of the event is not what is read here"
_decode = msgspec.msgpack.Decoder(list[_Envelope]).decode
_decode_ballot = msgspec.msgpack.Decoder(Ballot).decode


class _Columns(msgspec.Struct, frozen=True, gc=False):
    """Ballots that follow each other, decoded, in the order of their indexes."""

    envelopes: list[_Envelope]
    polls: list[str]
    members: list[str]
    ballots: list[bytes]
    counts: Mapping[bytes, int]
    kinds: dict[bytes, Ballot]

    def stretch(self, first: int, start: int, stop: int) -> Stretch:
        """These of them, the first of which has this index."""
        return Stretch(
            index=first + stop - start - 1,
            at=self.envelopes[stop - 1].at,
            polls=self._by_poll(first - start, start, stop),
        )

    def _by_poll(self, zero: int, start: int, stop: int) -> list[Ballots]:
        whole = stop - start == len(self.polls)
        polls = self.polls if whole else self.polls[start:stop]
        if polls.count(polls[0]) == len(polls):
            return [self._run(zero, start, stop)]
        runs = list(
            pairwise((start, *compress(range(start + 1, stop), map(ne, polls, polls[1:])), stop))
        )
        if len({self.polls[begin] for begin, _ in runs}) == len(runs):  # one poll after the other
            return [self._run(zero, begin, end) for begin, end in runs]
        apart: dict[str, list[int]] = {}
        for at, poll in enumerate(polls, start):
            apart.setdefault(poll, []).append(at)
        return [self._some(zero, poll, some) for poll, some in apart.items()]

    def _run(self, zero: int, begin: int, end: int) -> Ballots:
        """Those of one poll that follow each other."""
        poll, members, ballots, counts = self.polls[begin], self.members, self.ballots, self.counts
        if end - begin < len(members):
            members, ballots = members[begin:end], ballots[begin:end]
            counts = Counter(ballots)
        return Ballots(poll, zero + end - 1, members, ballots, counts, self.kinds)

    def _some(self, zero: int, poll: str, some: list[int]) -> Ballots:
        members, ballots = [self.members[at] for at in some], [self.ballots[at] for at in some]
        return Ballots(poll, zero + some[-1], members, ballots, Counter(ballots), self.kinds)


def parts_of(page: Page | JoinedPage) -> Iterator[Page | Stretch]:
    """A page in parts, in its order: rows, and stretches of first ballots."""
    if isinstance(page, JoinedPage):
        columns = _columns(page.ballots, page.count)
        if columns is not None:
            yield from _between(columns, page)
            return
        page = page.rows()
    for topic, same in groupby(page, key=itemgetter(1)):
        rows = list(same)
        if topic != BallotCast.TOPIC:
            yield rows
            continue
        stretch = _stretch(rows)
        if stretch is not None:
            yield stretch
            continue
        for changed, some in groupby(rows, key=lambda row: _WAS in row[2]):
            part = list(some)
            yield part if changed else _stretch(part) or part


def rows_of(page: Page | JoinedPage, stretch: Stretch) -> Page:
    """The rows of a stretch of this page."""
    rows = page.rows() if isinstance(page, JoinedPage) else page
    return [row for row in rows if stretch.first <= row[0] <= stretch.index]


def _between(columns: _Columns, page: JoinedPage) -> Iterator[Page | Stretch]:
    """Other rows that follow each other come after equally many ballots."""
    done = 0
    rows = enumerate(page.others, page.first)
    for start, some in groupby(rows, key=lambda row: row[1][0] - row[0]):
        if start > done:
            others = [row for _, row in some]
            yield columns.stretch(others[0][0] - (start - done), done, start)
            yield others
            done = start
        else:
            yield [row for _, row in some]
    if done < page.count:
        yield columns.stretch(page.first + done + len(page.others), done, page.count)


def _stretch(rows: Page) -> Stretch | None:
    count, first = len(rows), rows[0][0]
    if count < SHORTEST or rows[-1][0] != first + count - 1:
        return None
    columns = _columns(b"".join([state for _, _, state in rows]), count)
    return None if columns is None else columns.stretch(first, 0, count)


def _columns(joined: bytes, count: int) -> _Columns | None:
    try:
        envelopes = _decode(b"\xdd" + count.to_bytes(4, "big") + joined)
        cast = [each.data for each in envelopes]
        ballots = _apart([each.ballot for each in cast])
        counts = Counter(ballots)
        kinds = {key: _decode_ballot(key) for key in counts}
    except UNREADABLE:
        return None
    polls, members = [each.poll for each in cast], [each.member for each in cast]
    return _Columns(envelopes, polls, members, ballots, counts, kinds)


def _apart(ballots: list[msgspec.Raw]) -> list[bytes]:
    """The bytes of each, which are had faster joined and cut again than one by one."""
    cut = _NEVER.join(ballots).split(_NEVER)
    return cut if len(cut) == len(ballots) else list(map(bytes, ballots))
