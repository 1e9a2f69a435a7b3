"""Ledgers in a PostgreSQL database, in a schema of their own: several workers and machines."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Semaphore
from uuid import UUID

from engine.persistence import postgres_reading as reading
from engine.persistence.ahead import Log, ask_on, read_on
from engine.persistence.codec import Row, decode
from engine.persistence.growth import Growth
from engine.persistence.joining import JoinedPage, Page, Pages, Spans
from engine.persistence.paging import in_pages, pages_to_fold
from engine.persistence.postgres_copying import PostgresCopying, PostgresRestoring
from engine.persistence.postgres_datastore import CONNECTIONS_MAX, LedgerDatastore
from engine.persistence.postgres_recorder import PostgresLedgerRecorder
from engine.persistence.postgres_schema import MAKING_KEY, is_there
from engine.persistence.postgres_writing import PostgresWriting
from engine.persistence.store import (
    HEAD,
    CommandRow,
    Head,
    Held,
    Private,
    Snapshot,
    kind_of,
)

ASKING_MAX = CONNECTIONS_MAX // 4
"""Folds that hold a connection from one page to the next."""


class PostgresStore:
    """The store at an address, made if there is none. See `engine.persistence.store.Store`."""

    writers = 4

    def __init__(self, address: str) -> None:
        self.datastore = LedgerDatastore(address)
        self.recorder = PostgresLedgerRecorder(self.datastore)
        self.growth = Growth(self.datastore.watching)
        self._numbers: dict[UUID, int] = {}
        self._asking = Semaphore(ASKING_MAX)
        with self.datastore.alone() as cursor:
            if not is_there(cursor, self.datastore.shown):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", (MAKING_KEY,))
                if not is_there(cursor, self.datastore.shown):
                    self.recorder.create_in(cursor)

    def ledgers(self) -> list[Head]:
        """All ledgers, oldest first."""
        with self.datastore.reading() as cursor:
            return [head for _, head in reading.heads(cursor)]

    def head(self, name: str | UUID) -> Head:
        """One ledger by slug or id."""
        with self.datastore.reading() as cursor:
            return reading.head(cursor, name)[1]

    def held(self) -> dict[UUID, Held]:
        """The ledgers that a restore has marked."""
        with self.datastore.reading() as cursor:
            cursor.execute("SELECT id, held FROM suyton.ledger WHERE held IS NOT NULL")
            return {id_: decode(held, Held) for id_, held in cursor.fetchall()}

    def read(
        self, ledger: UUID, *, after: int = -1, until: int | None = None, limit: int | None = None
    ) -> Iterator[Row]:
        """Events in order, a page at a time, each page as it is committed then."""
        number = self._number(ledger)

        def page(after: int, size: int) -> list[Row]:
            with self.datastore.reading() as cursor:
                return reading.page(cursor, number, after, until, size)

        yield from in_pages(page, after=after, size=reading.PAGE, limit=limit)

    def pages(
        self, ledger: UUID, *, after: int = -1, until: int | None = None
    ) -> Iterator[Page | JoinedPage]:
        """What a fold needs of events, a page at a time, each as it is committed then."""
        number = self._number(ledger)
        rows = partial(self._states, number)

        @contextmanager
        def joined(spans: Spans) -> Iterator[Callable[[], Pages]]:
            with self.datastore.asking() as cursor:
                asked = reading.ask_joined(cursor, number, spans)
                yield lambda: reading.joined(cursor, asked, number, spans, rows)

        last = HEAD if until is None else until
        return pages_to_fold(rows, joined, after=after, last=last, onward=self._read_on)

    def _read_on(self, log: Log) -> Iterator[Page | JoinedPage]:
        """The server works while a page is folded; a thread of ours would not do, the driver wants
        the interpreter several times a page. A connection is held meanwhile, and a fold may want
        another for content: so only a few at once are read like this.
        """
        if not self._asking.acquire(blocking=False):
            yield from read_on(log, ahead=False)
            return
        try:
            yield from ask_on(log)
        finally:
            self._asking.release()

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
            writing = PostgresWriting(self.recorder, connection, ledger)
            before = writing.size
            yield writing
        if writing.size > before:
            self.growth.told()
            self.datastore.tell()

    def probe(self) -> None:
        """A transaction whose commit waits for the disk, and for a synchronous standby: it writes an
        empty message to the log that nobody reads.
        """
        with self.datastore.appending() as connection:
            connection.execute("SELECT FROM suyton.ledger WHERE false FOR UPDATE")
            connection.execute("SET LOCAL synchronous_commit = on")
            connection.execute("SELECT pg_logical_emit_message(true, 'suyton', '')")

    @contextmanager
    def copying(self) -> Iterator[PostgresCopying]:
        """The store as it is now, for a copy."""
        with self.datastore.one_moment() as cursor:
            yield PostgresCopying(cursor)

    @contextmanager
    def restoring(self) -> Iterator[PostgresRestoring]:
        """Fill an empty store."""
        with self.datastore.told(), self.datastore.pooled() as connection, connection.transaction():
            yield PostgresRestoring(self.recorder, connection)

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
        """Keep a snapshot, and none of another version of the fold."""
        number = self._number(ledger)
        with self.datastore.quickly() as cursor:
            cursor.execute(
                "DELETE FROM suyton.snapshot WHERE ledger=%b AND fold<>%b AND starts_with(fold, %b)",
                (number, fold, kind_of(fold)),
            )
            cursor.execute(
                "INSERT INTO suyton.snapshot VALUES (%b, %b, %b, %b) "
                "ON CONFLICT (ledger, fold, idx) DO UPDATE SET state=excluded.state",
                (number, fold, snapshot.index, snapshot.state),
            )

    def wait(self, ledger: UUID, size: int, seconds: float) -> int:
        """Wait until the ledger has more events, at most so long."""
        return self.growth.wait(lambda: self.head(ledger).size, size, seconds)

    def close(self) -> None:
        """Give back every connection."""
        self.growth.close()
        self.datastore.close()

    def _states(self, number: int, after: int, until: int) -> Page:
        with self.datastore.reading() as cursor:
            return reading.states(cursor, number, after, until)

    def _number(self, ledger: UUID) -> int:
        """The ledger's number in this database, which it keeps for life."""
        number = self._numbers.get(ledger)
        if number is None:
            with self.datastore.reading() as cursor:
                number = self._numbers[ledger] = reading.head(cursor, ledger)[0]
        return number
