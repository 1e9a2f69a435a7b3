"""Pages of a ledger as a fold reads them: rows, or ballots whose bytes the database has joined.

Handing out a row costs a database and its driver more than reading it does, and most rows of a
large ledger are first ballots. So a page may come with their stored bytes joined into one, in the
order of their indexes, and the other rows beside them.

Joined bytes do not say where one event ends, and a database may join in any order it likes. Hence
the indexes are joined with them, in the same aggregate, and must read exactly as they have to;
where they do not, and where the bytes are not what is expected, the page is read row by row.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import TypeAlias

import msgspec

Page: TypeAlias = Sequence[tuple[int, str, bytes]]
"""Index, topic and stored bytes of events that follow each other: what a fold needs of rows, as
databases hand it out.
"""

JOINED_LEAST = 50
"""Fewer ballots are read as fast row by row."""


class JoinedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of events without a gap, from the index `first` on: so many ballots, joined in their
    order, and the others. `rows` reads the same page row by row.
    """

    first: int
    count: int
    ballots: bytes
    others: Page
    rows: Callable[[], Page]

    def __len__(self) -> int:
        return self.count + len(self.others)


Pages: TypeAlias = Sequence[Page | JoinedPage]
"""What was read at once."""

Spans: TypeAlias = Sequence[tuple[int, int]]
"""Pages to be read, each from after one index up to another."""


def spans_of(after: int, until: int, size: int) -> Spans:
    """The spans of pages of at most this size."""
    return [(first, min(first + size, until)) for first in range(after, until, size)]


def joined_pages(
    spans: Spans,
    told: Iterable[tuple[str | None, bytes | None]],
    *,
    others: Callable[[int, int], Page],
    plain: Callable[[int, int], Page],
    rows: Callable[[int, int], Page],
) -> Pages:
    """The pages of these spans, of ballots whose indexes are told as distances from where each span
    begins. Row by row if they are few, or not in their order, or if with the others they leave a
    gap. A page shorter than its span is the last one.

    `others` reads what is no first ballot, `plain` all rows; so does `rows`, at any time later.
    """
    pages: list[Page | JoinedPage] = []
    for (after, until), (indexes, ballots) in zip(spans, told, strict=True):
        page: Page | JoinedPage | None = None
        if indexes is not None and ballots is not None:
            page = _joined(indexes, ballots, others, after=after, until=until, rows=rows)
        if page is None:
            page = plain(after, until)
        if page:
            pages.append(page)
        if len(page) < until - after:
            break
    return pages


def _joined(
    indexes: str,
    ballots: bytes,
    others: Callable[[int, int], Page],
    *,
    after: int,
    until: int,
    rows: Callable[[int, int], Page],
) -> JoinedPage | None:
    count = indexes.count(",") + 1
    if count < JOINED_LEAST:
        return None
    beside: Page = others(after, until) if count < until - after else ()
    if indexes != _expected(count, [index - after for index, _, _ in beside]):
        return None
    return JoinedPage(
        first=after + 1,
        count=count,
        ballots=ballots,
        others=beside,
        rows=partial(rows, after, after + count + len(beside)),
    )


def _expected(count: int, apart: Sequence[int]) -> str:
    """How a database joins so many numbers from 1 on, with these left out; nothing if that cannot be."""
    last = count + len(apart)
    if not apart:
        return _whole(last)
    if apart[-1] > last:
        return ""
    names = list(_names(last))
    for number in reversed(apart):
        del names[number - 1]
    return ",".join(names)


@lru_cache(maxsize=4)
def _names(last: int) -> tuple[str, ...]:
    return tuple(map(str, range(1, last + 1)))


@lru_cache(maxsize=4)
def _whole(last: int) -> str:
    return ",".join(_names(last))
