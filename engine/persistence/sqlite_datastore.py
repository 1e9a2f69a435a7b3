"""SQLite connections that keep an acknowledged vote: the library's pool, made durable.

The stock pool never sets `synchronous`, and builds of SQLite differ in its default: with
NORMAL a power cut loses acknowledged commits. Here FULL is set and checked on every connection.
The stock transaction begins deferred and fails when two processes upgrade at once; here writers
queue on a file lock first and then `BEGIN IMMEDIATE`, so nobody starves and nobody is refused.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventsourcing.persistence import PersistenceError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from engine.errors.ledger import StoreDamaged, StoreForeign, StoreUnavailable

APPLICATION_ID = 0x5375_5974  # "SuYt" in SQLite's header
SCHEMA_VERSION = 1
LOCK_SECONDS = 30
CACHE_KIB = 65_536
_MAGIC = b"SQLite format 3\0"
_FULL = 2


class DurableConnectionPool(SQLiteConnectionPool):
    """The library's pool; each connection has `synchronous=FULL`, checked."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] != _FULL:
            raise StoreUnavailable(store=self.db_name, reason="synchronous=FULL is not to be had")
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        return connection


class DurableDatastore(SQLiteDatastore):
    """The library's datastore over one file, with a fair lock for writers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        check_file(path)
        super().__init__(db_name=str(path), lock_timeout=LOCK_SECONDS)
        self.pool.close()
        self.pool = DurableConnectionPool(
            db_name=str(path), lock_timeout=LOCK_SECONDS, pool_timeout=2 * LOCK_SECONDS
        )

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A transaction; with `commit` the only writing one among all processes."""
        with told(self.path):
            if not commit:
                with super().transaction(commit=False) as cursor:
                    yield cursor
                return
            with self.get_connection(commit=True) as connection, self._queued():
                cursor = connection.cursor()
                cursor.execute("BEGIN IMMEDIATE")
                try:
                    yield cursor
                except BaseException:
                    connection.rollback()
                    raise
                cursor.execute("COMMIT")

    @contextmanager
    def _queued(self) -> Iterator[None]:
        descriptor = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into refusals that say what is wrong with which store."""
    try:
        yield
    except (sqlite3.DatabaseError, PersistenceError) as error:
        cause = error.__cause__ if isinstance(error, PersistenceError) else error
        raise _refusal(path, cause or error) from error


def _refusal(path: Path, error: BaseException) -> StoreDamaged | StoreUnavailable:
    reason = str(error)
    passing = isinstance(error, sqlite3.OperationalError) and "malformed" not in reason
    return (StoreUnavailable if passing else StoreDamaged)(store=str(path), reason=reason)


def check_file(path: Path) -> None:
    """Refuse a file that is not ours (`StoreForeign`) or was cut short (`StoreDamaged`).

    An absent or empty file is a new store.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreUnavailable(store=str(path), reason=error.strerror or str(error)) from error
    if not header:
        return
    if len(header) < 100 or header[:16] != _MAGIC:
        raise StoreForeign(store=str(path), reason="not an SQLite database")
    application = int.from_bytes(header[68:72], "big")
    version = int.from_bytes(header[60:64], "big")
    if application != APPLICATION_ID:
        raise StoreForeign(store=str(path), reason="made by another program")
    if version != SCHEMA_VERSION:
        raise StoreForeign(store=str(path), reason=f"schema version {version}")
    page = int.from_bytes(header[16:18], "big")
    promised = int.from_bytes(header[28:32], "big") * (65_536 if page == 1 else page)
    if path.stat().st_size < promised:
        raise StoreDamaged(store=str(path), reason="the file was cut short")
