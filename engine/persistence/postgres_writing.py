"""An open append to one ledger of a PostgreSQL store.

The first statement locks the ledger's row; the later ones, at READ COMMITTED, each see all that
was committed before them, so everything earlier holders of the lock appended. A new ledger has
no row yet: there an advisory lock stands for it. Statements that need no answer from each other
travel together (pipeline mode): three round trips for a batch.

Reference: PostgreSQL 18, chapter 13.2.1 "Read Committed Isolation Level".
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection, Cursor
from psycopg.rows import tuple_row

from engine.errors.ledger import LedgerSlugTaken, StoreDamaged, StoreUnavailable
from engine.persistence import postgres_reading as reading
from engine.persistence.codec import Row, decode
from engine.persistence.paging import in_pages
from engine.persistence.postgres_recorder import PostgresLedgerRecorder
from engine.persistence.store import CommandRow, Held, Private

_LOCK: LiteralString = "SELECT number, size, held FROM suyton.ledger WHERE id=%b FOR UPDATE"
_DURABLE = ("on", "remote_apply")
# Waits for the disk at this commit even where the server's default is not to.
_CHECK: LiteralString = """
    SELECT CASE WHEN current_setting('synchronous_commit') = 'remote_apply' THEN 'remote_apply'
        ELSE set_config('synchronous_commit', 'on', true) END,
        (SELECT MAX(idx) FROM suyton.event
            WHERE ledger = (SELECT number FROM suyton.ledger WHERE id=%b))"""


class PostgresWriting:
    """See `engine.persistence.store.Writing`."""

    def __init__(
        self, recorder: PostgresLedgerRecorder, connection: Connection[Any], ledger: UUID
    ) -> None:
        self.recorder = recorder
        self.connection = connection
        self.ledger = ledger
        self.number = -1
        self.size = 0
        self.held: Held | None = None
        locking, checking = self._cursor(), self._cursor()
        locking.execute(_LOCK, (ledger,))
        checking.execute(_CHECK, (ledger,))
        found = locking.fetchone()
        if found is None:
            # Whoever opens this ledger now is waited for.
            key = int.from_bytes(ledger.bytes[:8], "big", signed=True)
            locking.execute("SELECT pg_advisory_xact_lock(%b)", (key,))
            locking.execute(_LOCK, (ledger,))
            checking.execute(_CHECK, (ledger,))
            found = locking.fetchone()
        durable, last = checking.fetchone() or ("", None)
        if durable not in _DURABLE:
            raise StoreUnavailable(store=str(ledger), reason=f"synchronous_commit={durable}")
        if found is not None:
            self.number, self.size, held = found
            self.held = held and decode(held, Held)
            if last != self.size - 1:
                raise StoreDamaged(
                    store=str(ledger), reason=f"{self.size} events promised, last index {last}"
                )

    def read(self, after: int) -> Iterator[Row]:
        """Events with a greater index, in order."""
        cursor = self._cursor()
        return in_pages(
            lambda after, size: reading.page(cursor, self.number, after, None, size),
            after=after,
            size=reading.PAGE,
        )

    def look_up(
        self, streams: Sequence[bytes], commands: Sequence[tuple[str, str]]
    ) -> tuple[dict[bytes, Row], dict[tuple[str, str], CommandRow]]:
        """The newest events of streams, and accepted commands, at once."""
        newest, accepted = self._cursor(), self._cursor()
        reading.ask_newest(newest, streams)
        reading.ask_commands(accepted, self.number, commands)
        return reading.newest(newest), reading.commands(accepted)

    def content(self, digest: bytes) -> bytes:
        """Content of the ledger."""
        return reading.content(self._cursor(), self.number, digest)

    def open(self, slug: str, opened: int) -> None:
        """Enter a new ledger."""
        cursor = self._cursor()
        cursor.execute(
            "INSERT INTO suyton.ledger (id, slug, size, opened) VALUES (%b, %b, 0, %b) "
            "ON CONFLICT (slug) DO NOTHING RETURNING number",
            (self.ledger, slug, opened),
        )
        found = cursor.fetchone()
        if found is None:
            raise LedgerSlugTaken(slug=slug)
        self.number = found[0]

    def insert(
        self,
        rows: Sequence[Row],
        commands: Sequence[CommandRow],
        contents: Iterable[tuple[bytes, bytes]],
        privates: Iterable[Private],
    ) -> None:
        """Send all of it; the answers come with that of the commit."""
        cursor = self._cursor()
        self.recorder.insert_rows(cursor, self.number, rows)
        cursor.execute(
            "INSERT INTO suyton.command SELECT %b, * FROM unnest"
            "(%b::text[], %b::text[], %b::bytea[], %b::bigint[], %b::bigint[])",
            (
                self.number,
                [command.actor for command in commands],
                [command.key for command in commands],
                [command.fingerprint for command in commands],
                [command.first for command in commands],
                [command.count for command in commands],
            ),
        )
        for digest, data in contents:
            cursor.execute(
                "INSERT INTO suyton.content VALUES (%b, %b, %b) ON CONFLICT DO NOTHING",
                (self.number, digest, data),
            )
        for private in privates:
            cursor.execute(
                "INSERT INTO suyton.private VALUES (%b, %b, %b, %b)",
                (self.number, private.ref, private.salt, private.value),
            )
        self.size += len(rows)
        cursor.execute(
            "UPDATE suyton.ledger SET size=%b, held=NULL WHERE number=%b",
            (self.size, self.number),
        )

    def _cursor(self) -> Cursor[Any]:
        return self.connection.cursor(binary=True, row_factory=tuple_row)
