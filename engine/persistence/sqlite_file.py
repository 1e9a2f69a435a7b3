"""The file of an SQLite store: what it must look like, how it is born, who may write it next.

A file of another program, of a newer version, or cut short is refused by its first 100 bytes,
before SQLite sees it, so that nothing of it is changed. A new store is made under another name
and renamed when it is whole: nobody ever finds half of one.

Writers of all processes queue on two locks of the operating system (`flock`). The one who is
next waits for the file lock with the turnstile in his hand, so whoever has just written cannot
step in again before him. Locks go with the process that held them, however it ends. A network
file system may not know `flock`; SQLite's write-ahead log does not work there either.

Reference: https://www.sqlite.org/fileformat2.html, section 1.3.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from eventsourcing.domain import EventSourcingError

from engine.errors.ledger import (
    StoreDamaged,
    StoreForeign,
    StoreOutdated,
    StoreReadOnly,
    StoreUnavailable,
)
from engine.persistence.sqlite_schema import APPLICATION_ID, SCHEMA_VERSION

HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_LOGGED = 2
_REFUSALS: dict[int, type[StoreDamaged | StoreUnavailable]] = {
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_CONSTRAINT: StoreDamaged,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
}


class WritersQueue:
    """The queue of all writers of one file, in all processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._closed = False
        self._turnstile = _opened(Path(f"{path}.next"))
        self._lock = _opened(Path(f"{path}.lock"))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn; the next one's comes at the end."""
        with reached(self.path):
            fcntl.flock(self._turnstile, fcntl.LOCK_EX)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            finally:
                fcntl.flock(self._turnstile, fcntl.LOCK_UN)
        try:
            yield
        finally:
            # Said outright: a process forked meanwhile has the descriptor too, and would keep
            # a lock that is only closed here.
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the lock files back."""
        if not self._closed:
            self._closed = True
            os.close(self._turnstile)
            os.close(self._lock)


def _opened(path: Path) -> int:
    with reached(path):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)


def checked_header(path: Path, *, outdated: bool = False) -> bytes:
    """The file's first 100 bytes; none if there is no file, which means a new store.

    Refuses `StoreForeign` for a file that is not ours, `StoreDamaged` for one cut short and
    `StoreOutdated` for one of an older version, which only with `outdated` is let through.
    """
    log = Path(f"{path}-wal")
    logged = log.exists() and log.stat().st_size > 0
    if not path.exists():
        if logged:
            raise StoreDamaged(store=str(path), reason="the file is gone, its log is there")
        return b""
    with reached(path), path.open("rb") as file:
        header = file.read(HEADER_BYTES)
        size = os.fstat(file.fileno()).st_size
    if not header:
        raise StoreDamaged(store=str(path), reason="the file is empty")
    if len(header) < HEADER_BYTES or header[:16] != _MAGIC:
        raise StoreForeign(store=str(path), reason="not an SQLite database")
    application = int.from_bytes(header[68:72], "big")
    if application != APPLICATION_ID:
        raise StoreForeign(store=str(path), reason="made by another program")
    version = int.from_bytes(header[60:64], "big")
    if logged and version <= SCHEMA_VERSION:
        version = version_in(path)
    if not 0 < version <= SCHEMA_VERSION:
        raise StoreForeign(store=str(path), reason=f"schema version {version}")
    page = int.from_bytes(header[16:18], "big")
    promised = int.from_bytes(header[28:32], "big") * (65_536 if page == 1 else page)
    # Pages that the header promises may still be on their way from the log.
    if size < promised and not logged:
        raise StoreDamaged(store=str(path), reason=f"{promised} bytes promised, {size} found")
    if version < SCHEMA_VERSION and not outdated:
        raise StoreOutdated(store=str(path), version=version, needed=SCHEMA_VERSION)
    return header


def version_in(path: Path) -> int:
    """The version of a store's tables, also where it is still on its way from the log."""
    with told(path), closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version


def is_logged(header: bytes) -> bool:
    """Does the file work with a write-ahead log; a copy made by `VACUUM INTO` does not."""
    return header[18] == _LOGGED


def name_whole(made: Path, path: Path) -> None:
    """Give a new store its name, durably."""
    with reached(path):
        made.replace(path)
    make_names_certain(path)


def make_names_certain(path: Path) -> None:
    """Wait until the names in the store's folder are on the disk; refuse if the disk will not."""
    with reached(path):
        folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def reached(path: Path) -> Iterator[None]:
    """Turn errors of the file system into the refusal that says what is wrong with which file."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(store=str(path), reason=error.strerror or str(error)) from error


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and its pool into refusals that say what is wrong with which store."""
    try:
        yield
    except (sqlite3.Error, EventSourcingError) as error:
        cause = error.__cause__ or error
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        kind = _REFUSALS.get(code, StoreUnavailable)
        facts = {"store": str(path), "reason": str(cause) or type(cause).__name__}
        if getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_FSYNC:
            # What was written may be on the disk or not: after a power cut the commit may be there.
            facts["recorded"] = "unknown"
        raise kind(**facts) from error
