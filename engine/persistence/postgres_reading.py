"""What is asked of the tables of a PostgreSQL store, inside or outside a transaction."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import tuple_row

from engine.errors.ledger import ContentNotFound, LedgerNotFound
from engine.events.poll import BallotCast
from engine.persistence.codec import Row
from engine.persistence.joining import Page, Pages, Spans, joined_pages
from engine.persistence.store import CommandRow, Head

PAGE = 2_000
"""Rows fetched at once: the bound of a reader's memory."""
_INDEX_MAX = 2**62

_HEAD: LiteralString = "SELECT number, id, slug, size, opened FROM suyton.ledger"
_EVENT: LiteralString = (
    "SELECT idx, uuid_send(originator_id), originator_version, topic, state FROM suyton.event"
)
_BETWEEN: LiteralString = "FROM suyton.event WHERE ledger=%b AND idx>%b AND idx<=%b"
_JOINED: LiteralString = (
    "SELECT string_agg((idx-%b)::text, ',' ORDER BY idx), string_agg(state, ''::bytea ORDER BY idx) "
    f"{_BETWEEN} AND topic=%b AND originator_version=1"
)
_OTHERS: LiteralString = (
    f"SELECT idx, topic, state {_BETWEEN} AND NOT (topic=%b AND originator_version=1) ORDER BY idx"
)
_NEWEST: LiteralString = """
    SELECT found.* FROM unnest(%b::bytea[]) AS wanted(id) CROSS JOIN LATERAL (
        SELECT idx, wanted.id, originator_version, topic, state FROM suyton.event
        WHERE originator_id=encode(wanted.id, 'hex')::uuid ORDER BY originator_version DESC LIMIT 1) found"""
_COMMANDS: LiteralString = """
    SELECT found.* FROM unnest(%b::text[], %b::text[]) AS wanted(actor, key) CROSS JOIN LATERAL (
        SELECT actor, key, fingerprint, first, count FROM suyton.command
        WHERE ledger=%b AND actor=wanted.actor AND key=wanted.key LIMIT 1) found"""


def heads(cursor: Cursor[Any]) -> list[tuple[int, Head]]:
    """All ledgers with their numbers, oldest first."""
    cursor.execute(f"{_HEAD} ORDER BY number")
    return [(found[0], Head(*found[1:])) for found in cursor.fetchall()]


def head(cursor: Cursor[Any], name: str | UUID) -> tuple[int, Head]:
    """A ledger's number and head, by slug or id. Refuses `LedgerNotFound`."""
    if isinstance(name, UUID):
        cursor.execute(f"{_HEAD} WHERE id=%b", (name,))
    else:
        cursor.execute(f"{_HEAD} WHERE slug=%b", (name,))
    found = cursor.fetchone()
    if found is None:
        raise LedgerNotFound(ledger=str(name))
    return found[0], Head(*found[1:])


def page(cursor: Cursor[Any], number: int, after: int, until: int | None, limit: int) -> list[Row]:
    """The next rows of a ledger, in order."""
    cursor.execute(
        f"{_EVENT} WHERE ledger=%b AND idx>%b AND idx<=%b ORDER BY idx LIMIT %b",
        (number, after, _INDEX_MAX if until is None else until, limit),
    )
    return [Row(*found) for found in cursor.fetchall()]


def states(cursor: Cursor[Any], number: int, after: int, until: int) -> Page:
    """What a fold needs of the rows of a ledger between two indexes, in order."""
    cursor.execute(
        "SELECT idx, topic, state FROM suyton.event WHERE ledger=%b AND idx>%b AND idx<=%b "
        "ORDER BY idx",
        (number, after, until),
    )
    return cursor.fetchall()


def ask_joined(cursor: Cursor[Any], number: int, spans: Spans) -> list[Cursor[Any]]:
    """Ask for the first ballots of each of these spans, joined."""
    asked = [cursor.connection.cursor(binary=True, row_factory=tuple_row) for _ in spans]
    for each, (after, until) in zip(asked, spans, strict=True):
        each.execute(_JOINED, (after, number, after, until, BallotCast.TOPIC))
    return asked


def joined(
    cursor: Cursor[Any],
    asked: Sequence[Cursor[Any]],
    number: int,
    spans: Spans,
    rows: Callable[[int, int], Page],
) -> Pages:
    """The pages of these spans, each with its first ballots joined, as they were asked for, unless
    they are few, or leave gaps. Each statement sees what is committed then.
    """

    def others(after: int, until: int) -> Page:
        cursor.execute(_OTHERS, (number, after, until, BallotCast.TOPIC))
        return cursor.fetchall()

    told = (each.fetchone() or (None, None) for each in asked)
    return joined_pages(
        spans, told, others=others, plain=partial(states, cursor, number), rows=rows
    )


def stream(cursor: Cursor[Any], number: int, stream: bytes) -> list[Row]:
    """The rows of a stream, oldest first."""
    cursor.execute(
        f"{_EVENT} WHERE originator_id=encode(%b, 'hex')::uuid AND ledger=%b ORDER BY originator_version",
        (stream, number),
    )
    return [Row(*found) for found in cursor.fetchall()]


def ask_newest(cursor: Cursor[Any], streams: Sequence[bytes]) -> None:
    """Ask for the newest row of each stream that has one: one seek for each, however long it is."""
    cursor.execute(_NEWEST, (list(streams),))


def newest(cursor: Cursor[Any]) -> dict[bytes, Row]:
    """What `ask_newest` found."""
    return {found[1]: Row(*found) for found in cursor.fetchall()}


def ask_commands(cursor: Cursor[Any], number: int, wanted: Sequence[tuple[str, str]]) -> None:
    """Ask for the accepted commands among these (actor, key)."""
    actors, keys = [actor for actor, _ in wanted], [key for _, key in wanted]
    cursor.execute(_COMMANDS, (actors, keys, number))


def commands(cursor: Cursor[Any]) -> dict[tuple[str, str], CommandRow]:
    """What `ask_commands` found."""
    return {(found[0], found[1]): CommandRow(*found) for found in cursor.fetchall()}


def content(cursor: Cursor[Any], number: int, digest: bytes) -> bytes:
    """Content of a ledger. Refuses `ContentNotFound`."""
    cursor.execute(
        "SELECT data FROM suyton.content WHERE ledger=%b AND digest=%b", (number, digest)
    )
    found = cursor.fetchone()
    if found is None:
        raise ContentNotFound(digest=digest.hex())
    data: bytes = found[0]
    return data
