"""Ledgers in one SQLite file: the embedded default."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from eventsourcing.sqlite import SQLiteCursor

from engine.errors.ledger import (
    ContentNotFound,
    LedgerNotFound,
    LedgerSlugTaken,
    StoreDamaged,
    StoreUnavailable,
)
from engine.persistence.codec import Row
from engine.persistence.sqlite_datastore import DurableDatastore
from engine.persistence.sqlite_recorder import SQLiteLedgerRecorder, row_of
from engine.persistence.store import CommandRow, Head, Private, Snapshot

FILE_NAME = "ledgers.sqlite"
PAGE = 2_000
_MANY = 500  # parameters in one statement; SQLite's own bound is far above

_ROW = "idx, originator_id, originator_version, topic, state"


class SQLiteStore:
    """The store in a folder. See `engine.persistence.store.Store`."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(
                store=str(folder), reason=error.strerror or str(error)
            ) from error
        self.path = folder / FILE_NAME
        self.datastore = DurableDatastore(self.path)
        self.recorder = SQLiteLedgerRecorder(self.datastore)
        self.recorder.create_table()

    def ledgers(self) -> list[Head]:
        """All ledgers, oldest first."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT id, slug, size, opened FROM ledger ORDER BY number")
            return [Head(UUID(bytes=r[0]), r[1], r[2], r[3]) for r in cursor.fetchall()]

    def head(self, name: str | UUID) -> Head:
        """One ledger by slug or id."""
        with self.datastore.transaction(commit=False) as cursor:
            return _head(cursor, name)[1]

    def read(
        self, ledger: UUID, *, after: int = -1, until: int | None = None, limit: int | None = None
    ) -> Iterator[Row]:
        """Events in order, a page at a time, each page in a transaction of its own."""
        number = self._number(ledger)
        left = limit
        while left is None or left > 0:
            page = PAGE if left is None else min(PAGE, left)
            with self.datastore.transaction(commit=False) as cursor:
                rows = _rows(cursor, number, after, until, page)
            yield from rows
            if len(rows) < page:
                return
            after = rows[-1].index
            left = None if left is None else left - page

    def stream(self, ledger: UUID, stream: UUID) -> list[Row]:
        """The events of one stream, oldest first."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                f"SELECT {_ROW} FROM event WHERE originator_id=? AND ledger=? "  # noqa: S608
                "ORDER BY originator_version",
                (stream.bytes, number),
            )
            return [row_of(found) for found in cursor.fetchall()]

    def content(self, ledger: UUID, digest: bytes) -> bytes:
        """Content of a ledger by its SHA-256."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=False) as cursor:
            return _content(cursor, number, digest)

    def privates(self, ledger: UUID, refs: Sequence[UUID]) -> dict[UUID, Private]:
        """What the private table still holds of these references."""
        number = self._number(ledger)
        kept: dict[UUID, Private] = {}
        with self.datastore.transaction(commit=False) as cursor:
            for part in _parts([ref.bytes for ref in refs]):
                cursor.execute(
                    "SELECT ref, salt, value FROM private "  # noqa: S608
                    f"WHERE ledger=? AND ref IN ({_marks(part)})",
                    (number, *part),
                )
                for ref, salt, value in cursor.fetchall():
                    kept[UUID(bytes=ref)] = Private(ref=UUID(bytes=ref), salt=salt, value=value)
        return kept

    def forget(self, ledger: UUID, ref: UUID) -> bool:
        """Delete one private row. True if there was one."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "DELETE FROM private WHERE ledger=? AND ref=? RETURNING 1", (number, ref.bytes)
            )
            return bool(cursor.fetchall())

    @contextmanager
    def writing(self, ledger: UUID) -> Iterator["SQLiteWriting"]:
        """Lock and open an append; all processes queue for the one file."""
        with self.datastore.transaction(commit=True) as cursor:
            yield SQLiteWriting(self.recorder, cursor, ledger)

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
        """Keep a snapshot."""
        number = self._number(ledger)
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO snapshot (ledger, fold, idx, state) VALUES (?,?,?,?)",
                (number, fold, snapshot.index, snapshot.state),
            )

    def close(self) -> None:
        """Close every connection."""
        self.datastore.close()

    def _number(self, ledger: UUID) -> int:
        with self.datastore.transaction(commit=False) as cursor:
            return _head(cursor, ledger)[0]


class SQLiteWriting:
    """An open append. See `engine.persistence.store.Writing`."""

    def __init__(self, recorder: SQLiteLedgerRecorder, cursor: SQLiteCursor, ledger: UUID) -> None:
        self.recorder = recorder
        self.cursor = cursor
        self.ledger = ledger
        self.number = -1
        self.size = 0
        cursor.execute(
            "SELECT number, size, (SELECT MAX(idx) FROM event WHERE event.ledger=ledger.number) "
            "FROM ledger WHERE id=?",
            (ledger.bytes,),
        )
        found = cursor.fetchone()
        if found:
            self.number, self.size = found[0], found[1]
            if self.size != found[2] + 1:
                raise StoreDamaged(
                    store=str(ledger), reason=f"{self.size} events promised, {found[2] + 1} found"
                )

    def read(self, after: int) -> Iterator[Row]:
        """Events with a greater index, in order."""
        while True:
            rows = _rows(self.cursor, self.number, after, None, PAGE)
            yield from rows
            if len(rows) < PAGE:
                return
            after = rows[-1].index

    def newest(self, streams: Sequence[UUID]) -> dict[UUID, Row]:
        """The newest event of each of these streams that has one."""
        newest: dict[UUID, Row] = {}
        for part in _parts([stream.bytes for stream in streams]):
            self.cursor.execute(
                f"SELECT {_ROW} FROM event WHERE originator_id IN ({_marks(part)}) "  # noqa: S608
                "ORDER BY originator_version",
                part,
            )
            for found in self.cursor.fetchall():
                row = row_of(found)
                newest[row.stream] = row
        return newest

    def commands(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], CommandRow]:
        """The accepted commands among these (actor, key)."""
        accepted: dict[tuple[str, str], CommandRow] = {}
        for actor in {actor for actor, _ in wanted}:
            for part in _parts([key for each, key in wanted if each == actor]):
                self.cursor.execute(
                    "SELECT actor, key, fingerprint, first, count FROM command "  # noqa: S608
                    f"WHERE ledger=? AND actor=? AND key IN ({_marks(part)})",
                    (self.number, actor, *part),
                )
                for found in self.cursor.fetchall():
                    accepted[found[0], found[1]] = CommandRow(*found)
        return accepted

    def content(self, digest: bytes) -> bytes:
        """Content of the ledger."""
        return _content(self.cursor, self.number, digest)

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
        self.cursor.executemany(
            "INSERT INTO command VALUES (?,?,?,?,?,?)",
            [(self.number, c.actor, c.key, c.fingerprint, c.first, c.count) for c in commands],
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
        self.cursor.execute("UPDATE ledger SET size=? WHERE number=?", (self.size, self.number))


def _head(cursor: SQLiteCursor, name: str | UUID) -> tuple[int, Head]:
    column, value = ("id", name.bytes) if isinstance(name, UUID) else ("slug", name)
    cursor.execute(
        f"SELECT number, id, slug, size, opened FROM ledger WHERE {column}=?",  # noqa: S608
        (value,),
    )
    found = cursor.fetchone()
    if found is None:
        raise LedgerNotFound(ledger=str(name))
    return found[0], Head(UUID(bytes=found[1]), found[2], found[3], found[4])


def _rows(
    cursor: SQLiteCursor, number: int, after: int, until: int | None, limit: int
) -> list[Row]:
    cursor.execute(
        f"SELECT {_ROW} FROM event WHERE ledger=? AND idx>? AND idx<=? "  # noqa: S608
        "ORDER BY idx LIMIT ?",
        (number, after, 2**62 if until is None else until, limit),
    )
    return [row_of(found) for found in cursor.fetchall()]


def _content(cursor: SQLiteCursor, number: int, digest: bytes) -> bytes:
    cursor.execute("SELECT data FROM content WHERE ledger=? AND digest=?", (number, digest))
    found = cursor.fetchone()
    if found is None:
        raise ContentNotFound(digest=digest.hex())
    data: bytes = found[0]
    return data


def _parts(values: Sequence[object]) -> Iterator[list[object]]:
    for start in range(0, len(values), _MANY):
        yield list(values[start : start + _MANY])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
