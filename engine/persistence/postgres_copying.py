"""A whole PostgreSQL store at one moment, read out or filled.

A transaction at REPEATABLE READ sees one moment however long it lasts; writers go on. Filling is one
transaction, which lets nobody else enter a ledger meanwhile.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor
from psycopg.rows import tuple_row

from engine.persistence import postgres_reading as reading
from engine.persistence.codec import Row
from engine.persistence.paging import in_pages
from engine.persistence.postgres_recorder import PostgresLedgerRecorder
from engine.persistence.postgres_writing import PostgresWriting
from engine.persistence.store import Head, Private


class PostgresCopying:
    """See `engine.persistence.store.Copying`."""

    def __init__(self, cursor: Cursor[Any]) -> None:
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
        self.cursor.execute(
            "SELECT digest FROM suyton.content WHERE ledger=%b ORDER BY digest", (number,)
        )
        for (digest,) in self.cursor.fetchall():
            yield reading.content(self.cursor, number, digest)

    def privates(self, ledger: UUID) -> Iterator[Private]:
        """The private rows, a page at a time."""
        after = UUID(int=0)
        while True:
            self.cursor.execute(
                "SELECT ref, salt, value FROM suyton.private "
                "WHERE ledger=%b AND ref>%b ORDER BY ref LIMIT %b",
                (self._numbers[ledger], after, reading.PAGE),
            )
            found = self.cursor.fetchall()
            for ref, salt, value in found:
                yield Private(ref=ref, salt=salt, value=value)
            if len(found) < reading.PAGE:
                return
            after = found[-1][0]


class PostgresRestoring:
    """See `engine.persistence.store.Restoring`."""

    def __init__(self, recorder: PostgresLedgerRecorder, connection: Connection[Any]) -> None:
        self.recorder = recorder
        self.connection = connection
        self.cursor = connection.cursor(binary=True, row_factory=tuple_row)
        self.cursor.execute("LOCK TABLE suyton.ledger IN SHARE ROW EXCLUSIVE MODE")

    def ledgers(self) -> int:
        """How many ledgers there are."""
        self.cursor.execute("SELECT COUNT(*) FROM suyton.ledger")
        count: int = (self.cursor.fetchone() or (0,))[0]
        return count

    def ledger(self, ledger: UUID) -> PostgresWriting:
        """One ledger of the copy."""
        return PostgresWriting(self.recorder, self.connection, ledger)

    def hold(self, ledger: UUID, held: bytes) -> None:
        """Let the ledger go on only in a new epoch."""
        self.cursor.execute("UPDATE suyton.ledger SET held=%b WHERE id=%b", (held, ledger))
