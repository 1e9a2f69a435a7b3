"""An open append to one ledger of an SQLite store."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from eventsourcing.sqlite import SQLiteCursor

from engine.errors.ledger import LedgerSlugTaken, StoreDamaged
from engine.persistence import sqlite_reading as reading
from engine.persistence.codec import Row, decode
from engine.persistence.paging import in_pages
from engine.persistence.sqlite_lists import blob, insert
from engine.persistence.sqlite_recorder import SQLiteLedgerRecorder
from engine.persistence.store import CommandRow, Held, Private


class SQLiteWriting:
    """See `engine.persistence.store.Writing`."""

    def __init__(self, recorder: SQLiteLedgerRecorder, cursor: SQLiteCursor, ledger: UUID) -> None:
        self.recorder = recorder
        self.cursor = cursor
        self.ledger = ledger
        self.number = -1
        self.size = 0
        self.held: Held | None = None
        cursor.execute(
            "SELECT number, size, held, (SELECT MAX(idx) FROM event WHERE event.ledger=ledger.number) "
            "FROM ledger WHERE id=?",
            (ledger.bytes,),
        )
        found = cursor.fetchone()
        if found is not None:
            self.number, self.size, held, last = found
            self.held = held and decode(held, Held)
            if last != self.size - 1:
                raise StoreDamaged(
                    store=str(ledger), reason=f"{self.size} events promised, last index {last}"
                )

    def read(self, after: int) -> Iterator[Row]:
        """Events with a greater index, in order."""
        return in_pages(
            lambda after, size: reading.page(self.cursor, self.number, after, None, size),
            after=after,
            size=reading.PAGE,
        )

    def look_up(
        self, streams: Sequence[bytes], commands: Sequence[tuple[str, str]]
    ) -> tuple[dict[bytes, Row], dict[tuple[str, str], CommandRow]]:
        """The newest events of streams, and accepted commands."""
        newest = reading.newest(self.cursor, streams)
        return newest, reading.commands(self.cursor, self.number, commands)

    def content(self, digest: bytes) -> bytes:
        """Content of the ledger."""
        return reading.content(self.cursor, self.number, digest)

    def open(self, slug: str, opened: int) -> None:
        """Enter a new ledger."""
        self.cursor.execute("SELECT 1 FROM ledger WHERE slug=?", (slug,))
        if self.cursor.fetchone():
            raise LedgerSlugTaken(slug=slug)
        self.cursor.execute(
            "INSERT INTO ledger (id, slug, size, opened) VALUES (?,?,0,?) RETURNING number",
            (self.ledger.bytes, slug, opened),
        )
        self.number = self.cursor.fetchone()[0]

    def insert(
        self,
        rows: Sequence[Row],
        commands: Sequence[CommandRow],
        contents: Iterable[tuple[bytes, bytes]],
        privates: Iterable[Private],
    ) -> None:
        """Store all of it."""
        self.recorder.insert_rows(self.cursor, self.number, rows)
        insert(
            self.cursor,
            "command",
            [
                (self.number, c.actor, c.key, blob(c.fingerprint), c.first, c.count)
                for c in commands
            ],
        )
        self.cursor.executemany(
            "INSERT OR IGNORE INTO content VALUES (?,?,?)",
            [(self.number, digest, data) for digest, data in contents],
        )
        self.cursor.executemany(
            "INSERT INTO private VALUES (?,?,?,?)",
            [(self.number, p.ref.bytes, p.salt, p.value) for p in privates],
        )
        self.size += len(rows)
        self.cursor.execute(
            "UPDATE ledger SET size=?, held=NULL WHERE number=?", (self.size, self.number)
        )
