"""PostgreSQL connections through the library's pool, with every parameter and error ours.

The stock datastore knows five parameters of a connection, runs each read as three statements
and passes errors on as classes without their code. Here the pool takes a whole address, reads
are single statements, and errors become refusals by their SQLSTATE.

Reference: PostgreSQL 18, appendix A "PostgreSQL Error Codes".
"""

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection, Cursor, IsolationLevel
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row, tuple_row

from engine.errors.ledger import StoreDamaged, StoreUnavailable
from engine.persistence.postgres_address import parameters_of, shown_address
from engine.persistence.store import AppendBroken

SCHEMA = "suyton"
WAIT_SECONDS = 10
IDLE_SECONDS = 60
CONNECTIONS_MAX = 20
_BROKEN_PROMISES = ("23", "XX")  # a constraint or the storage itself is violated
_AGAIN = "40"  # the server undid the transaction to serve another


class LedgerDatastore(PostgresDatastore):
    """The library's datastore over one address."""

    def __init__(self, address: str) -> None:
        self.parameters = parameters_of(address)
        self.shown = shown_address(self.parameters)
        self.process = os.getpid()
        super().__init__(
            dbname=self.parameters["dbname"],
            host=self.parameters["host"],
            port=self.parameters["port"],
            user=self.parameters["user"],
            password=self.parameters["password"],
            schema=SCHEMA,
        )
        self.pool = ConnectionPool(
            connection_class=Connection[dict[str, Any]],
            kwargs={**self.parameters, "row_factory": dict_row},
            min_size=1,
            max_size=CONNECTIONS_MAX,
            open=False,
            configure=_configure,
            check=_check,
            timeout=WAIT_SECONDS,
        )

    def register_type_adapters(self) -> None:
        """Nothing to register: no composite type is stored."""

    @contextmanager
    def alone(self) -> Iterator[Cursor[Any]]:
        """One transaction on a connection of its own, before the pool is used: whatever keeps
        us from connecting is told as it is.
        """
        address = make_conninfo("", **self.parameters)
        with self.told(), psycopg.connect(address) as connection:
            yield connection.cursor(row_factory=tuple_row)

    @contextmanager
    def reading(self) -> Iterator[Cursor[Any]]:
        """Single statements, each seeing all that was committed before it."""
        with self.told(), self.pooled() as connection:
            yield connection.cursor(binary=True, row_factory=tuple_row)

    @contextmanager
    def appending(self) -> Iterator[Connection[Any]]:
        """A transaction whose statements travel together. Committed, and durable, at the end.

        Refuses as `told` does; raises `AppendBroken` if the connection was lost.
        """
        with self.told(), self.pooled() as connection:
            try:
                with connection.pipeline(), connection.transaction():
                    yield connection
            except psycopg.Error as error:
                refusal = self.refusal(error)
                lost = connection.closed or (error.sqlstate or "").startswith(_AGAIN)
                if lost and isinstance(refusal, StoreUnavailable):
                    raise AppendBroken(refusal) from error
                raise refusal from error

    @contextmanager
    def pooled(self) -> Iterator[Connection[Any]]:
        """A connection of the pool."""
        if os.getpid() != self.process:
            raise StoreUnavailable(store=self.shown, reason="opened before the process forked")
        self.pool.open()
        with self.pool.connection() as connection:
            yield connection

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn errors of PostgreSQL into refusals that say what is wrong with which store."""
        try:
            yield
        except psycopg.Error as error:
            raise self.refusal(error) from error

    def refusal(self, error: psycopg.Error) -> StoreDamaged | StoreUnavailable:
        """The refusal for an error of PostgreSQL."""
        broken = (error.sqlstate or "").startswith(_BROKEN_PROMISES)
        reason = (error.diag.message_primary or str(error) or type(error).__name__).strip()
        return (StoreDamaged if broken else StoreUnavailable)(store=self.shown, reason=reason)


def _configure(connection: Connection[Any]) -> None:
    connection.autocommit = True
    connection.isolation_level = IsolationLevel.READ_COMMITTED
    # A process that stands still with a ledger's lock is thrown out, so that others go on.
    connection.execute(f"SET idle_in_transaction_session_timeout='{IDLE_SECONDS}s'")


def _check(connection: Connection[Any]) -> None:
    """Ask the server only if it has said something: mostly that it has closed the connection."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)
