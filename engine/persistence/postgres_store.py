"""Ledgers in a PostgreSQL database, in a schema of their own: several workers and machines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Cursor

from engine.errors.ledger import StoreForeign
from engine.persistence import postgres_reading as reading
from engine.persistence.codec import Row
from engine.persistence.postgres_datastore import LedgerDatastore
from engine.persistence.postgres_recorder import SCHEMA_VERSION, PostgresLedgerRecorder
from engine.persistence.postgres_writing import PostgresWriting
from engine.persistence.store import CommandRow, Head, Private, Snapshot

MAKING_KEY = 0x5375_5974_0001
"""The advisory lock of whoever makes the tables, so that many may start at once."""


class PostgresStore:
    """The store at an address, made if there is none. See `engine.persistence.store.Store`."""

    writers = 4

    def __init__(self, address: str) -> None:
        self.datastore = LedgerDatastore(address)
        self.recorder = PostgresLedgerRecorder(self.datastore)
        self._numbers: dict[UUID, int] = {}
        with self.datastore.alone() as cursor:
            if not self._is_there(cursor):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", (MAKING_KEY,))
                if not self._is_there(cursor):
                    self.recorder.create_in(cursor)

    def ledgers(self) -> list[Head]:
        """All ledgers, oldest first."""
        with self.datastore.reading() as cursor:
            return [head for _, head in reading.heads(cursor)]

    def head(self, name: str | UUID) -> Head:
        """One ledger by slug or id."""
        with self.datastore.reading() as cursor:
            return reading.head(cursor, name)[1]

    def read(
        self, ledger: UUID, *, after: int = -1, until: int | None = None, limit: int | None = None
    ) -> Iterator[Row]:
        """Events in order, a page at a time, each page as it is committed then."""
        number = self._number(ledger)
        left = limit
        while left is None or left > 0:
            size = reading.PAGE if left is None else min(reading.PAGE, left)
            with self.datastore.reading() as cursor:
                rows = reading.page(cursor, number, after, until, size)
            yield from rows
            if len(rows) < size:
                return
            after = rows[-1].index
            left = None if left is None else left - size

    def stream(self, ledger: UUID, stream: bytes) -> list[Row]:
        """The events of one stream, oldest first."""
        number = self._number(ledger)
        with self.datastore.reading() as cursor:
            return reading.stream(cursor, number, stream)

    def commands(
        self, ledger: UUID, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], CommandRow]:
        """The accepted commands among these (actor, key)."""
        number = self._number(ledger)
        with self.datastore.reading() as cursor:
            reading.ask_commands(cursor, number, wanted)
            return reading.commands(cursor)

    def content(self, ledger: UUID, digest: bytes) -> bytes:
        """Content of a ledger by its SHA-256."""
        number = self._number(ledger)
        with self.datastore.reading() as cursor:
            return reading.content(cursor, number, digest)

    def privates(self, ledger: UUID, refs: Sequence[UUID]) -> dict[UUID, Private]:
        """What the private table still holds of these references."""
        number = self._number(ledger)
        with self.datastore.reading() as cursor:
            cursor.execute(
                "SELECT ref, salt, value FROM suyton.private "
                "WHERE ledger=%b AND ref=ANY(%b::uuid[])",
                (number, list(refs)),
            )
            return {
                ref: Private(ref=ref, salt=salt, value=value)
                for ref, salt, value in cursor.fetchall()
            }

    def forget(self, ledger: UUID, ref: UUID) -> bool:
        """Delete one private row. Its bytes stay in the server's files until VACUUM and the
        next checkpoints have passed over them.
        """
        number = self._number(ledger)
        with self.datastore.reading() as cursor:
            cursor.execute("DELETE FROM suyton.private WHERE ledger=%b AND ref=%b", (number, ref))
            return cursor.rowcount > 0

    @contextmanager
    def writing(self, ledger: UUID) -> Iterator[PostgresWriting]:
        """Lock and open an append; different ledgers are appended to at once."""
        with self.datastore.appending() as connection:
            yield PostgresWriting(self.recorder, connection, ledger)

    def snapshot(self, ledger: UUID, fold: str, at_most: int) -> Snapshot | None:
        """The newest snapshot of this fold at or below an index."""
        number = self._number(ledger)
        with self.datastore.reading() as cursor:
            cursor.execute(
                "SELECT idx, state FROM suyton.snapshot WHERE ledger=%b AND fold=%b AND idx<=%b "
                "ORDER BY idx DESC LIMIT 1",
                (number, fold, at_most),
            )
            found = cursor.fetchone()
            return Snapshot(*found) if found else None

    def keep_snapshot(self, ledger: UUID, fold: str, snapshot: Snapshot) -> None:
        """Keep a snapshot."""
        number = self._number(ledger)
        with self.datastore.reading() as cursor:
            cursor.execute(
                "INSERT INTO suyton.snapshot VALUES (%b, %b, %b, %b) "
                "ON CONFLICT (ledger, fold, idx) DO UPDATE SET state=excluded.state",
                (number, fold, snapshot.index, snapshot.state),
            )

    def close(self) -> None:
        """Give back every connection."""
        self.datastore.close()

    def _is_there(self, cursor: Cursor[Any]) -> bool:
        """Are the tables there; False if the database has no schema of this name, or an empty
        one. Refuses `StoreForeign`.
        """
        cursor.execute(
            "SELECT to_regclass('suyton.store') IS NOT NULL, (SELECT count(*) FROM pg_class "
            "JOIN pg_namespace ON pg_namespace.oid=relnamespace WHERE nspname='suyton'), "
            "current_setting('server_encoding')"
        )
        marked, relations, encoding = cursor.fetchone() or (False, 0, "")
        if encoding != "UTF8":
            raise self._foreign(f"encoding {encoding}, UTF8 is needed")
        if not marked and relations:
            raise self._foreign("its schema suyton was made by another program")
        if not marked:
            return False
        try:
            versions = cursor.execute("SELECT schema_version FROM suyton.store").fetchall()
        except psycopg.errors.UndefinedColumn:
            raise self._foreign("its schema suyton was made by another program") from None
        if versions != [(SCHEMA_VERSION,)]:
            raise self._foreign(f"schema version {versions[0][0] if versions else 'none'}")
        return True

    def _foreign(self, reason: str) -> StoreForeign:
        return StoreForeign(store=self.datastore.shown, reason=reason)

    def _number(self, ledger: UUID) -> int:
        """The ledger's number in this database, which it keeps for life."""
        number = self._numbers.get(ledger)
        if number is None:
            with self.datastore.reading() as cursor:
                number = self._numbers[ledger] = reading.head(cursor, ledger)[0]
        return number
