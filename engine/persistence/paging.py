"""Rows of a ledger in order, a page at a time: what a reader holds does not grow with the log."""

from collections.abc import Callable, Iterator, Sequence

from engine.persistence.codec import Row


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
