"""Many values in one statement of SQLite, in few lengths, so that few have to be compiled."""

from collections.abc import Iterator, Sequence
from itertools import chain

from eventsourcing.sqlite import SQLiteCursor

_LENGTHS = (512, 256, 128, 64, 32, 16, 8, 4, 2, 1)

blob = bytearray
"""How bytes go to SQLite by the thousand: with `bytes`, `sqlite3` looks for an adapter each time,
in vain, which costs as much as a tenth of storing them.
"""


def in_lists(values: Sequence[object]) -> Iterator[list[object]]:
    """The values in lists to ask for; the last value fills the last list."""
    for start in range(0, len(values), _LENGTHS[0]):
        some = list(values[start : start + _LENGTHS[0]])
        length = min(length for length in _LENGTHS if length >= len(some))
        yield some + some[-1:] * (length - len(some))


def marks(count: int, mark: str) -> str:
    """So many places for values."""
    return ",".join([mark] * count)


def insert(cursor: SQLiteCursor, into: str, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows as long as this table, or these columns of it, inside the caller's transaction.

    A row that must not be there undoes the transaction with all that is in it: to undo the one
    statement alone, SQLite would have to copy every page before it is changed.
    """
    start = 0
    for length in _LENGTHS:
        while start + length <= len(rows):
            row = f"({marks(len(rows[start]), '?')})"
            cursor.execute(
                f"INSERT OR ROLLBACK INTO {into} VALUES {marks(length, row)}",  # noqa: S608
                list(chain.from_iterable(rows[start : start + length])),
            )
            start += length
