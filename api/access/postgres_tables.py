"""The tables of accounts, sessions, codes and tokens in the database of the ledgers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from api.access.tables import TABLES
from engine.errors.ledger import StoreUnavailable
from engine.persistence.postgres_address import parameters_of, shown_address
from engine.persistence.postgres_connection import BoundedConnection

CONNECTIONS_MAX = 4
WAIT_SECONDS = 10.0
_MAKING = 0x5375_5974_6163
"""Key of the advisory lock under which one process makes the tables ("SuYtac")."""


class PostgresTables:
    """A small pool beside that of the ledgers; `together` keeps a connection for its thread."""

    def __init__(self, address: str) -> None:
        self._parameters = parameters_of(address)
        self._pool = ConnectionPool(
            connection_class=BoundedConnection,
            kwargs={**self._parameters, "autocommit": True},
            configure=BoundedConnection.bound,
            min_size=1,
            max_size=CONNECTIONS_MAX,
            timeout=WAIT_SECONDS,
            open=False,
        )
        self._mine = threading.local()
        with self._told():
            self._pool.open(wait=True, timeout=WAIT_SECONDS)
            with self.together():
                self.run("SELECT pg_advisory_xact_lock(?)", _MAKING)
                for statement in TABLES:
                    self.run(statement)

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Carry a statement out at once, or within `together` with the others."""
        connection: psycopg.Connection[Any] | None = getattr(self._mine, "connection", None)
        with self._told():
            if connection is not None:
                return self._rows(connection, statement, values)
            with self._pool.connection() as borrowed, borrowed.in_time():
                return self._rows(borrowed, statement, values)

    def note(self, statement: str, *values: object) -> None:
        """Carry out what may be lost, without waiting for a disk or a standby."""
        with self.together():
            self.run("SET LOCAL synchronous_commit = off")
            self.run(statement, *values)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All or none of the statements inside."""
        with (
            self._told(),
            self._pool.connection() as connection,
            connection.in_time(),
            connection.transaction(),
        ):
            self._mine.connection = connection
            try:
                yield
            finally:
                self._mine.connection = None

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def _rows(
        self, connection: psycopg.Connection[Any], statement: str, values: tuple[object, ...]
    ) -> list[tuple[Any, ...]]:
        text = statement.replace("%", "%%").replace("?", "%s")
        cursor = connection.execute(text, values)
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.Error, PoolTimeout) as error:
            raise StoreUnavailable(
                store=shown_address(self._parameters), reason=type(error).__name__
            ) from error
