"""Rows of a ledger in order, a page at a time: what a reader holds does not grow with the log."""

from collections.abc import Callable, Iterator, Sequence

from engine.persistence.ahead import Begun, Log, read_on
from engine.persistence.codec import Row
from engine.persistence.joining import JoinedPage, Page

CAUGHT_UP = 50
"""Events that are folded row by row at first: who is nearly caught up needs no more, and is spared
the attempt to have ballots joined.
"""


def in_pages(
    page: Callable[[int, int], Sequence[Row]], *, after: int, size: int, limit: int | None = None
) -> Iterator[Row]:
    """The rows with a greater index, at most `limit`, as `page(after, how many)` hands them out.

    A page shorter than was asked is the last one.
    """
    left = limit
    while left is None or left > 0:
        asked = size if left is None else min(size, left)
        rows = page(after, asked)
        yield from rows
        if len(rows) < asked:
            return
        after = rows[-1].index
        left = None if left is None else left - asked


def pages_to_fold(
    rows: Callable[[int, int], Page],
    joined: Begun,
    *,
    after: int,
    last: int,
    onward: Callable[[Log], Iterator[Page | JoinedPage]] = read_on,
) -> Iterator[Page | JoinedPage]:
    """The events with a greater index, up to the last: the first row by row, the others joined,
    as `onward` reads a log on.

    A page shorter than was asked is the last one.
    """
    until = min(after + CAUGHT_UP, last)
    if after < until:
        page = rows(after, until)
        if page:
            yield page
        if len(page) < until - after:
            return
    yield from onward(Log(joined, after=until, last=last))
