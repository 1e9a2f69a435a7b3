"""What is asked of the tables of an SQLite store, inside whatever transaction is open."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from eventsourcing.sqlite import SQLiteCursor

from engine.errors.ledger import ContentNotFound, LedgerNotFound
from engine.events.poll import BallotCast
from engine.persistence.codec import Row
from engine.persistence.joining import Page, Pages, Spans, joined_pages
from engine.persistence.sqlite_lists import blob, in_lists, marks
from engine.persistence.store import CommandRow, Head

PAGE = 2_000
"""Rows fetched at once: the bound of a reader's memory."""
_INDEX_MAX = 2**62

_HEAD = "SELECT number, id, slug, size, opened FROM ledger"
_ROW = "idx, originator_id, originator_version, topic, state"
_FIRST_BALLOT = f"topic='{BallotCast.TOPIC}' AND originator_version=1"
_BETWEEN = "FROM event WHERE ledger=? AND idx>? AND idx<=?"
_JOINED = (
    "SELECT group_concat(idx-?), CAST(group_concat(state, '') AS BLOB) "
    f"{_BETWEEN} AND {_FIRST_BALLOT}"
)
_OTHERS = f"SELECT idx, topic, state {_BETWEEN} AND NOT ({_FIRST_BALLOT}) ORDER BY idx"


def heads(cursor: SQLiteCursor) -> list[tuple[int, Head]]:
    """All ledgers with their numbers, oldest first."""
    cursor.execute(f"{_HEAD} ORDER BY number")
    return [_head(found) for found in cursor.fetchall()]


def head(cursor: SQLiteCursor, name: str | UUID) -> tuple[int, Head]:
    """A ledger's number and head, by slug or id. Refuses `LedgerNotFound`."""
    if isinstance(name, UUID):
        cursor.execute(f"{_HEAD} WHERE id=?", (name.bytes,))
    else:
        cursor.execute(f"{_HEAD} WHERE slug=?", (name,))
    found = cursor.fetchone()
    if found is None:
        raise LedgerNotFound(ledger=str(name))
    return _head(found)


def page(cursor: SQLiteCursor, number: int, after: int, until: int | None, limit: int) -> list[Row]:
    """The next rows of a ledger, in order."""
    cursor.execute(
        f"SELECT {_ROW} FROM event WHERE ledger=? AND idx>? AND idx<=? ORDER BY idx LIMIT ?",  # noqa: S608
        (number, after, _INDEX_MAX if until is None else until, limit),
    )
    return [Row(*found) for found in cursor.fetchall()]


def states(cursor: SQLiteCursor, number: int, after: int, until: int) -> Page:
    """What a fold needs of the rows of a ledger between two indexes, in order."""
    cursor.execute(
        "SELECT idx, topic, state FROM event WHERE ledger=? AND idx>? AND idx<=? ORDER BY idx",
        (number, after, until),
    )
    found: Page = cursor.fetchall()
    return found


def joined(
    cursor: SQLiteCursor,
    number: int,
    spans: Spans,
    rows: Callable[[int, int], Page],
) -> Pages:
    """The same for pages of these spans, each with its first ballots joined unless they are
    few, or not as they have to be.

    `group_concat` promises no order, and takes bytes for text: both are checked, the order here,
    the bytes where they are decoded.
    """
    try:
        cursor.execute(
            f"SELECT * FROM {','.join([f'({_JOINED})'] * len(spans))}",  # noqa: S608
            [value for first, last in spans for value in (first, number, first, last)],
        )
        found = cursor.fetchone()
        told = list(zip(found[::2], found[1::2], strict=True))
    except sqlite3.DataError:  # longer than this SQLite takes
        told = [(None, None)] * len(spans)

    def others(after: int, until: int) -> Page:
        cursor.execute(_OTHERS, (number, after, until))
        found: Page = cursor.fetchall()
        return found

    return joined_pages(
        spans, told, others=others, plain=partial(states, cursor, number), rows=rows
    )


def stream(cursor: SQLiteCursor, number: int, stream: bytes) -> list[Row]:
    """The rows of a stream, oldest first."""
    cursor.execute(
        f"SELECT {_ROW} FROM event WHERE originator_id=? AND ledger=? ORDER BY originator_version",  # noqa: S608
        (stream, number),
    )
    return [Row(*found) for found in cursor.fetchall()]


def newest(cursor: SQLiteCursor, streams: Sequence[bytes]) -> dict[bytes, Row]:
    """The newest row of each stream that has one: one seek for each, however long it is."""
    rows: dict[bytes, Row] = {}
    for some in in_lists([blob(each) for each in streams]):
        cursor.execute(
            f"WITH wanted(id) AS (VALUES {marks(len(some), '(?)')}) SELECT {_ROW} "  # noqa: S608
            "FROM wanted CROSS JOIN event ON originator_id=id AND originator_version="
            "(SELECT MAX(originator_version) FROM event WHERE originator_id=id)",
            some,
        )
        for found in cursor.fetchall():
            rows[found[1]] = Row(*found)
    return rows


def commands(
    cursor: SQLiteCursor, number: int, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], CommandRow]:
    """The accepted commands among these (actor, key)."""
    keys: dict[str, list[object]] = {}
    for actor, key in wanted:
        keys.setdefault(actor, []).append(key)
    accepted: dict[tuple[str, str], CommandRow] = {}
    for actor, asked in keys.items():
        for some in in_lists(asked):
            # A list after IN would be sorted into a table of its own first.
            cursor.execute(
                f"WITH wanted(its) AS (VALUES {marks(len(some), '(?)')}) "  # noqa: S608
                "SELECT actor, key, fingerprint, first, count "
                "FROM wanted CROSS JOIN command ON ledger=? AND actor=? AND key=its",
                (*some, number, actor),
            )
            for found in cursor.fetchall():
                accepted[found[0], found[1]] = CommandRow(*found)
    return accepted


def content(cursor: SQLiteCursor, number: int, digest: bytes) -> bytes:
    """Content of a ledger. Refuses `ContentNotFound`."""
    cursor.execute("SELECT data FROM content WHERE ledger=? AND digest=?", (number, digest))
    found = cursor.fetchone()
    if found is None:
        raise ContentNotFound(digest=digest.hex())
    data: bytes = found[0]
    return data


def _head(found: Any) -> tuple[int, Head]:
    number, id_, slug, size, opened = found
    return number, Head(UUID(bytes=id_), slug, size, opened)
