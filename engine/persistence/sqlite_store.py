"""Ledgers in one SQLite file: the embedded default."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from uuid import UUID

from engine.errors.ledger import StoreUnavailable
from engine.persistence import sqlite_reading as reading
from engine.persistence.codec import Row, decode
from engine.persistence.growth import Growth
from engine.persistence.joining import JoinedPage, Page, Pages, Spans
from engine.persistence.paging import in_pages, pages_to_fold
from engine.persistence.sqlite_copying import SQLiteCopying, SQLiteRestoring
from engine.persistence.sqlite_datastore import DurableDatastore
from engine.persistence.sqlite_file import (
    WritersQueue,
    checked_header,
    is_logged,
    name_whole,
    reached,
    told,
)
from engine.persistence.sqlite_recorder import SQLiteLedgerRecorder
from engine.persistence.sqlite_writing import SQLiteWriting
from engine.persistence.store import (
    HEAD,
    CommandRow,
    Head,
    Held,
    Private,
    Snapshot,
    kind_of,
)

FILE_NAME = "ledgers.sqlite"
PROBE_BYTES = 4_096


class SQLiteStore:
    """The store in a folder, made if there is none. See `engine.persistence.store.Store`."""

    writers = 1

    def __init__(self, folder: Path) -> None:
        with reached(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder.resolve() / FILE_NAME
        header = checked_header(self.path)
        self.queue = WritersQueue(self.path)
        try:
            if not header or not is_logged(header):
                self._prepare()
        except BaseException:
            self.queue.close()
            raise
        self.datastore = DurableDatastore(self.path, self.queue.turn)
        self.recorder = SQLiteLedgerRecorder(self.datastore)
        self.growth = Growth(self.datastore.watching)
        self._numbers: dict[UUID, int] = {}

    def ledgers(self) -> list[Head]:
        """All ledgers, oldest first."""
        with self.datastore.transaction(commit=False) as cursor:
            return [head for _, head in reading.heads(cursor)]

    def head(self, name: str | UUID) -> Head:
        """One ledger by slug or id."""
        with self.datastore.transaction(commit=False) as cursor:
            return reading.head(cursor, name)[1]

    def held(self) -> dict[UUID, Held]:
        """The ledgers that a restore has marked."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT id, held FROM ledger WHERE held IS NOT NULL")
            return {UUID(bytes=id_): decode(held, Held) for id_, held in cursor.fetchall()}

    def read(
        self, ledger: UUID, *, after: int = -1, until: int | None = None, limit: int | None = None
    ) -> Iterator[Row]:
        """Events in order, a page at a time, each page in a transaction of its own."""
        number = self._number(ledger)

        def page(after: int, size: int) -> list[Row]:
            with self.datastore.transaction(commit=False) as cursor:
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
            with self.datastore.transaction(commit=False) as cursor:
                yield lambda: reading.joined(cursor, number, spans, rows)

        return pages_to_fold(rows, joined, after=after, last=HEAD if until is None else until)

    def stream(self, ledger: UUID, stream: bytes) -> list[Row]:
        """The events of one stream, oldest first."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=False) as cursor:
            return reading.stream(cursor, number, stream)

    def commands(
        self, ledger: UUID, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], CommandRow]:
        """The accepted commands among these (actor, key)."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=False) as cursor:
            return reading.commands(cursor, number, wanted)

    def content(self, ledger: UUID, digest: bytes) -> bytes:
        """Content of a ledger by its SHA-256."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=False) as cursor:
            return reading.content(cursor, number, digest)

    def privates(self, ledger: UUID, refs: Sequence[UUID]) -> dict[UUID, Private]:
        """What the private table still holds of these references."""
        number = self._number(ledger)
        kept: dict[UUID, Private] = {}
        with self.datastore.transaction(commit=False) as cursor:
            for ref in refs:
                cursor.execute(
                    "SELECT salt, value FROM private WHERE ledger=? AND ref=?", (number, ref.bytes)
                )
                for salt, value in cursor.fetchall():
                    kept[ref] = Private(ref=ref, salt=salt, value=value)
        return kept

    def forget(self, ledger: UUID, ref: UUID) -> bool:
        """Delete one private row; its bytes are overwritten, in the log too as soon as nobody
        reads.
        """
        number = self._number(ledger)
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "DELETE FROM private WHERE ledger=? AND ref=? RETURNING 1", (number, ref.bytes)
            )
            forgotten = bool(cursor.fetchall())
        self.datastore.empty_log()
        return forgotten

    @contextmanager
    def writing(self, ledger: UUID) -> Iterator[SQLiteWriting]:
        """Lock and open an append; all processes queue for the one file."""
        with self.datastore.transaction(commit=True) as cursor:
            yield SQLiteWriting(self.recorder, cursor, ledger)
        self.growth.told()

    def probe(self) -> None:
        """A turn as a writer, given back unused, and a file beside the store, written, synced and
        removed: an empty transaction of SQLite's writes nothing.
        """
        with self.datastore.transaction(commit=True):
            probe = self.path.with_suffix(".probe")
            with reached(probe):
                with probe.open("wb", buffering=0) as file:
                    file.write(bytes(PROBE_BYTES))
                    os.fsync(file.fileno())
                probe.unlink()

    @contextmanager
    def copying(self) -> Iterator[SQLiteCopying]:
        """The store as it is now, for a copy."""
        with self.datastore.transaction(commit=False) as cursor:
            yield SQLiteCopying(cursor)

    @contextmanager
    def restoring(self) -> Iterator[SQLiteRestoring]:
        """Fill an empty store."""
        with self.datastore.transaction(commit=True) as cursor:
            yield SQLiteRestoring(self.recorder, cursor)
        self.datastore.empty_log()

    def snapshot(self, ledger: UUID, fold: str, at_most: int) -> Snapshot | None:
        """The newest snapshot of this fold at or below an index."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT idx, state FROM snapshot WHERE ledger=? AND fold=? AND idx<=? "
                "ORDER BY idx DESC LIMIT 1",
                (number, fold, at_most),
            )
            found = cursor.fetchone()
            return Snapshot(found[0], found[1]) if found else None

    def keep_snapshot(self, ledger: UUID, fold: str, snapshot: Snapshot) -> None:
        """Keep a snapshot, and none of another version of the fold."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "DELETE FROM snapshot WHERE ledger=? AND fold<>? AND instr(fold, ?)=1",
                (number, fold, kind_of(fold)),
            )
            cursor.execute(
                "INSERT OR REPLACE INTO snapshot (ledger, fold, idx, state) VALUES (?,?,?,?)",
                (number, fold, snapshot.index, snapshot.state),
            )

    def wait(self, ledger: UUID, size: int, seconds: float) -> int:
        """Wait until the ledger has more events, at most so long."""
        return self.growth.wait(lambda: self.head(ledger).size, size, seconds)

    def close(self) -> None:
        """Close every connection."""
        self.growth.close()
        self.datastore.close()
        self.queue.close()

    def _prepare(self) -> None:
        """Make the file, unless another process was first, and let it work with a log."""
        with self.queue.turn():
            if not checked_header(self.path):
                made = self.path.with_suffix(".new")
                with reached(made):
                    made.write_bytes(b"")
                datastore = DurableDatastore(made, nullcontext)
                SQLiteLedgerRecorder(datastore).create_table()
                datastore.close()
                name_whole(made, self.path)
            if not is_logged(checked_header(self.path)):
                with told(self.path), closing(sqlite3.connect(self.path)) as connection:
                    (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
                # An error on the way comes only to whoever reads the row to its end; where there
                # can be no log, the row says so and nothing else does. With a rollback journal,
                # `synchronous=FULL` does not keep the newest commit through a power cut.
                if mode != "wal":
                    reason = "a write-ahead log is not to be had"
                    raise StoreUnavailable(store=str(self.path), reason=reason)

    def _states(self, number: int, after: int, until: int) -> Page:
        with self.datastore.transaction(commit=False) as cursor:
            return reading.states(cursor, number, after, until)

    def _number(self, ledger: UUID) -> int:
        """The ledger's number in this file, which it keeps for life."""
        number = self._numbers.get(ledger)
        if number is None:
            with self.datastore.transaction(commit=False) as cursor:
                number = self._numbers[ledger] = reading.head(cursor, ledger)[0]
        return number
