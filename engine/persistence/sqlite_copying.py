"""A whole SQLite store at one moment, read out or filled.

A read transaction of the write-ahead log sees one moment however long it lasts; writers go on, and
the log grows until it ends. Filling is one writing transaction.
"""

from collections.abc import Iterator
from uuid import UUID

from eventsourcing.sqlite import SQLiteCursor

from engine.persistence import sqlite_reading as reading
from engine.persistence.codec import Row
from engine.persistence.paging import in_pages
from engine.persistence.sqlite_recorder import SQLiteLedgerRecorder
from engine.persistence.sqlite_writing import SQLiteWriting
from engine.persistence.store import Head, Private


class SQLiteCopying:
    """See `engine.persistence.store.Copying`."""

    def __init__(self, cursor: SQLiteCursor) -> None:
        self.cursor = cursor
        self._heads = reading.heads(cursor)  # from here on nothing changes
        self._numbers = {head.id: number for number, head in self._heads}

    def heads(self) -> list[Head]:
        """All ledgers, oldest first."""
        return [head for _, head in self._heads]

    def rows(self, ledger: UUID) -> Iterator[Row]:
        """All events of a ledger, a page at a time."""
        number = self._numbers[ledger]
        return in_pages(
            lambda after, size: reading.page(self.cursor, number, after, None, size),
            after=-1,
            size=reading.PAGE,
        )

    def contents(self, ledger: UUID) -> Iterator[bytes]:
        """Everything kept under a digest, one at a time."""
        number = self._numbers[ledger]
        self.cursor.execute("SELECT digest FROM content WHERE ledger=? ORDER BY digest", (number,))
        for (digest,) in self.cursor.fetchall():
            yield reading.content(self.cursor, number, digest)

    def privates(self, ledger: UUID) -> Iterator[Private]:
        """The private rows, a page at a time."""
        after = b""
        while True:
            self.cursor.execute(
                "SELECT ref, salt, value FROM private WHERE ledger=? AND ref>? ORDER BY ref LIMIT ?",
                (self._numbers[ledger], after, reading.PAGE),
            )
            found = self.cursor.fetchall()
            for ref, salt, value in found:
                yield Private(ref=UUID(bytes=ref), salt=salt, value=value)
            if len(found) < reading.PAGE:
                return
            after = found[-1][0]


class SQLiteRestoring:
    """See `engine.persistence.store.Restoring`."""

    def __init__(self, recorder: SQLiteLedgerRecorder, cursor: SQLiteCursor) -> None:
        self.recorder = recorder
        self.cursor = cursor

    def ledgers(self) -> int:
        """How many ledgers there are."""
        self.cursor.execute("SELECT COUNT(*) FROM ledger")
        count: int = self.cursor.fetchone()[0]
        return count

    def ledger(self, ledger: UUID) -> SQLiteWriting:
        """One ledger of the copy."""
        return SQLiteWriting(self.recorder, self.cursor, ledger)

    def hold(self, ledger: UUID, held: bytes) -> None:
        """Let the ledger go on only in a new epoch."""
        self.cursor.execute("UPDATE ledger SET held=? WHERE id=?", (held, ledger.bytes))
