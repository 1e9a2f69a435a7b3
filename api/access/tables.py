"""The tables of accounts, sessions, codes, tokens and wrong tries, in SQLite or PostgreSQL, beside
the ledgers.

Nothing in them decides a result, so nothing of them is in the log: a password that changes, a
phone that signs in, a session that ends. Secrets are kept as digests. In a folder they have a file
of their own, `access.sqlite`; in PostgreSQL they stand in the database of the ledgers.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from engine.errors.ledger import StoreUnavailable

FILE_NAME = "access.sqlite"
LOCK_SECONDS = 30
TABLES = (
    """CREATE TABLE IF NOT EXISTS access_account (
        id TEXT PRIMARY KEY,
        sign_in TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        password TEXT NOT NULL,
        administrator INTEGER NOT NULL,
        made BIGINT NOT NULL,
        closed BIGINT
    )""",
    """CREATE TABLE IF NOT EXISTS access_session (
        digest TEXT PRIMARY KEY,
        account TEXT,
        ledger TEXT,
        member TEXT,
        meeting TEXT,
        code TEXT,
        made BIGINT NOT NULL,
        used BIGINT NOT NULL,
        ends BIGINT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS access_code (
        digest TEXT PRIMARY KEY,
        ledger TEXT NOT NULL,
        meeting TEXT NOT NULL,
        member TEXT NOT NULL,
        made BIGINT NOT NULL,
        used BIGINT,
        revoked BIGINT
    )""",
    "CREATE INDEX IF NOT EXISTS access_code_of ON access_code (ledger, meeting, member)",
    """CREATE TABLE IF NOT EXISTS access_token (
        digest TEXT PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        account TEXT NOT NULL,
        label TEXT NOT NULL,
        scope TEXT NOT NULL,
        made BIGINT NOT NULL,
        revoked BIGINT
    )""",
    """CREATE TABLE IF NOT EXISTS access_try (
        id TEXT PRIMARY KEY,
        key TEXT NOT NULL,
        at BIGINT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS access_try_of ON access_try (key, at)",
)


class Tables(Protocol):
    """What is asked of either database. `?` stands for a value, in both."""

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Carry a statement out at once; the rows it gives. Refuses `StoreUnavailable`."""

    def note(self, statement: str, *values: object) -> None:
        """Carry out what may be lost without harm; whoever only asks waits for no standby."""

    def together(self) -> Any:
        """A context in which this thread's statements are carried out all or none."""

    def close(self) -> None:
        """Give back files and connections."""


def open_tables(address: str) -> Tables:
    """The tables beside the store at this address, made if there are none."""
    if "://" not in address:
        return SQLiteTables(Path(address))
    from api.access.postgres_tables import PostgresTables

    return PostgresTables(address)


class SQLiteTables:
    """In a file of their own. One connection, used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder.resolve() / FILE_NAME
        self._lock = threading.RLock()
        with self._told():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None, timeout=LOCK_SECONDS
            )
            self.path.chmod(0o600)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            with self.together():
                for statement in TABLES:
                    self._connection.execute(statement)

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Carry a statement out at once."""
        with self._lock, self._told():
            return self._connection.execute(statement, values).fetchall()

    def note(self, statement: str, *values: object) -> None:
        """The same: there is no standby."""
        self.run(statement, *values)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All or none of the statements inside."""
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreUnavailable(store=str(self.path), reason=str(error)) from error


def one(rows: Sequence[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """The one row there may be."""
    return rows[0] if rows else None
