"""SQLite connections that keep an acknowledged vote: the library's pool, made durable.

The stock pool never sets `synchronous`, and builds of SQLite differ in its default: with
NORMAL a power cut loses acknowledged commits. Here FULL is set and checked on every connection.
The stock transaction begins deferred and fails when two processes upgrade at once; here writers
queue first and then `BEGIN IMMEDIATE`, so nobody starves and nobody is refused. The stock pool
lets readers wait behind waiting writers, and keeps its writers' lock for ever if a connection
cannot be made; here writing has one connection of its own, whose cache stays warm, too.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from engine.errors.ledger import StoreUnavailable
from engine.persistence.sqlite_file import make_names_certain, reached, told

LOCK_SECONDS = 30
LOOK_SECONDS = 0.02
"""How often others' commits are looked for while somebody waits."""
POOL_SECONDS = 60
READING_KIB = 8_192
WRITING_KIB = 65_536
_FULL = 2


class DurableConnectionPool(SQLiteConnectionPool):
    """The library's pool; each connection has `synchronous=FULL`, checked, and clears what it
    deletes.
    """

    def __init__(self, path: Path, *, cache_kib: int, size: int, overflow: int) -> None:
        self.path = path
        self.cache_kib = cache_kib
        super().__init__(
            db_name=str(path),
            lock_timeout=LOCK_SECONDS,
            pool_size=size,
            max_overflow=overflow,
            pool_timeout=POOL_SECONDS,
        )

    def opened(self) -> sqlite3.Connection:
        """A connection to the file outside the pool."""
        # By address, so that a file that has gone is an error and not a new, empty one.
        return sqlite3.connect(
            f"{self.path.as_uri()}?mode=rw",
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            timeout=LOCK_SECONDS,
        )

    def _create_connection(self) -> SQLiteConnection:
        connection = self.opened()
        connection.execute("PRAGMA synchronous=FULL")
        if connection.execute("PRAGMA synchronous").fetchone()[0] != _FULL:
            connection.close()
            raise StoreUnavailable(store=self.db_name, reason="synchronous=FULL is not to be had")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(f"PRAGMA cache_size=-{self.cache_kib}")
        return SQLiteConnection(sqlite_conn=connection, max_age=self.max_age)


class WritingConnectionPool(DurableConnectionPool):
    """Connections that write; the log's name is on the disk before anything is written to it.

    SQLite syncs the folder after it has made the log, and does not look whether that failed. The
    log stays as long as a connection is open, so once for each of these is enough.
    """

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT count(*) FROM sqlite_schema")  # the first reader makes the log
            cursor.fetchall()
            make_names_certain(self.path)
        except BaseException:
            connection.close()
            raise
        return connection


class DurableDatastore(SQLiteDatastore):
    """The library's datastore over one file that is there. `turn` waits until one may write."""

    def __init__(self, path: Path, turn: Callable[[], AbstractContextManager[None]]) -> None:
        self.path = path
        self.turn = turn
        self.process = os.getpid()
        self.file = self._file()
        self.writing = WritingConnectionPool(path, cache_kib=WRITING_KIB, size=1, overflow=0)
        super().__init__(db_name=str(path))
        self.pool.close()
        self.pool: DurableConnectionPool = DurableConnectionPool(
            path, cache_kib=READING_KIB, size=5, overflow=10
        )

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A transaction; with `commit` the only writing one among all processes.

        Refuses `StoreUnavailable` and `StoreDamaged`; then nothing of it was stored. So it does
        where another file was put in the place of this one: what is open lives on without a name,
        and whatever is written to it is lost with the last connection.
        """
        if os.getpid() != self.process:
            raise StoreUnavailable(store=str(self.path), reason="opened before the process forked")
        if self._file() != self.file:
            raise StoreUnavailable(store=str(self.path), reason="another file is in its place")
        with told(self.path):
            if not commit:
                with _from(self.pool) as connection, _begun(connection, "BEGIN") as cursor:
                    yield cursor
                return
            with (
                _from(self.writing) as connection,
                self.turn(),
                _begun(connection, "BEGIN IMMEDIATE") as cursor,
            ):
                yield cursor
                cursor.execute("COMMIT")

    @contextmanager
    def watching(self) -> Iterator[Callable[[], bool]]:
        """A look from outside: has anybody committed since the last one."""
        with told(self.path), closing(self.pool.opened()) as connection:

            def version() -> int:
                found: int = connection.execute("PRAGMA data_version").fetchone()[0]
                return found

            seen = version()

            def changed() -> bool:
                nonlocal seen
                time.sleep(LOOK_SECONDS)
                before, seen = seen, version()
                return seen != before

            yield changed

    def _file(self) -> tuple[int, int]:
        with reached(self.path):
            found = self.path.stat()
        return found.st_dev, found.st_ino

    def empty_log(self) -> None:
        """Bring everything from the log into the file and cut the log to nothing, if nobody
        reads meanwhile.
        """
        with told(self.path), _from(self.writing) as connection, self.turn():
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()

    def close(self) -> None:
        """Close every connection."""
        self.writing.close()
        super().close()


@contextmanager
def _from(pool: SQLiteConnectionPool) -> Iterator[SQLiteConnection]:
    connection = pool.get_connection()
    try:
        yield connection
    finally:
        pool.put_connection(connection)


@contextmanager
def _begun(connection: SQLiteConnection, begin: str) -> Iterator[SQLiteCursor]:
    """A transaction that is undone at the end unless it has been committed by then."""
    cursor = connection.cursor()
    cursor.execute(begin)
    try:
        yield cursor
    finally:
        try:
            connection.rollback()
        except sqlite3.Error:
            connection.close()
            raise
