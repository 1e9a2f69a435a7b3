"""PostgreSQL connections through the library's pool, with every parameter and error ours.

The stock datastore knows five parameters of a connection, runs each read as three statements
and passes errors on as classes without their code. Here the pool takes a whole address, reads
are single statements, and errors become refusals by their SQLSTATE.

Reference: PostgreSQL 18, appendix A "PostgreSQL Error Codes".
"""

import os
import select
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, LiteralString

import psycopg
from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection, Cursor, IsolationLevel
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row, tuple_row

from engine.errors.ledger import StoreDamaged, StoreReadOnly, StoreUnavailable
from engine.persistence.postgres_address import parameters_of, shown_address
from engine.persistence.postgres_connection import BoundedConnection
from engine.persistence.store import AppendBroken

SCHEMA = "suyton"
WAIT_SECONDS = 10
IDLE_SECONDS = 60
CONNECTIONS_MAX = 20
LISTEN_SECONDS = 0.25
"""How long one wait for a notification lasts at most, and with it the end of a store."""
LOOK_SECONDS = 0.05
"""How often a standby, where nobody can listen, is looked at while somebody waits."""
# A transaction of its own that waits for no disk: PostgreSQL lets one transaction at a time
# commit a notification, and an append would hold up the others while it waits for its own.
_TELL: LiteralString = """
    WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    SELECT pg_notify('suyton', '') FROM quick"""
_BROKEN_PROMISES = ("23", "XX")  # a constraint or the storage itself is violated
_READ_ONLY = "25006"
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
            connection_class=BoundedConnection,
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
    def asking(self) -> Iterator[Cursor[Any]]:
        """Single statements as well; the server works on them before it is asked what it found."""
        with self.told(), self.pooled() as connection, connection.pipeline():
            yield connection.cursor(binary=True, row_factory=tuple_row)

    @contextmanager
    def one_moment(self) -> Iterator[Cursor[Any]]:
        """Many statements that all see what the first one saw."""
        with self.told(), self.pooled() as connection, connection.transaction():
            cursor = connection.cursor(binary=True, row_factory=tuple_row)
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield cursor

    @contextmanager
    def appending(self) -> Iterator[Connection[Any]]:
        """A transaction whose statements travel together. Committed, and durable, at the end.

        Refuses as `told` does, with `recorded: unknown` where the word that it is durable does
        not come in time or is in doubt; raises `AppendBroken` if the connection was lost.
        """
        with self.told(), self.pooled() as connection:
            try:
                with connection.pipeline(), connection.transaction():
                    yield connection
                    connection.commits()
            except psycopg.Error as error:
                if (late := connection.given_up()) is not None:
                    raise self.unknown(late) from error
                refusal = self.refusal(error)
                lost = connection.closed or (error.sqlstate or "").startswith(_AGAIN)
                if lost and isinstance(refusal, StoreUnavailable):
                    raise AppendBroken(refusal) from error
                raise refusal from error
            if (doubt := connection.settled()) is not None:
                raise self.unknown(doubt)

    @contextmanager
    def quickly(self) -> Iterator[Cursor[Any]]:
        """A transaction that may be lost and waits for no disk and no standby."""
        with self.told(), self.pooled() as connection, connection.transaction():
            cursor = connection.cursor(binary=True, row_factory=tuple_row)
            cursor.execute("SET LOCAL synchronous_commit = off")
            yield cursor

    def unknown(self, reason: str) -> StoreUnavailable:
        """The refusal where a commit may have been recorded, and where it may not last."""
        return StoreUnavailable(store=self.shown, reason=reason, recorded="unknown")

    def tell(self) -> None:
        """Wake whoever waits in other processes. What fails here is found by their own asking."""
        with suppress(psycopg.Error), self.pooled() as connection:
            connection.execute(_TELL)

    @contextmanager
    def watching(self) -> Iterator[Callable[[], bool]]:
        """A look from outside: has anybody committed since the last one."""
        address = make_conninfo("", **self.parameters)
        with self.told(), closing(psycopg.connect(address, autocommit=True)) as connection:
            if _position(connection) is not None:
                yield _replayed(connection)
                return
            connection.execute("LISTEN suyton")

            def notified() -> bool:
                return any(True for _ in connection.notifies(timeout=LISTEN_SECONDS, stop_after=1))

            yield notified

    @contextmanager
    def pooled(self) -> Iterator[BoundedConnection]:
        """A connection of the pool."""
        if os.getpid() != self.process:
            raise StoreUnavailable(store=self.shown, reason="opened before the process forked")
        self.pool.open()
        with self.pool.connection() as connection:
            assert isinstance(connection, BoundedConnection), "the class that the pool was given"
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
        reason = (error.diag.message_primary or str(error) or type(error).__name__).strip()
        kind: type[StoreDamaged | StoreUnavailable] = StoreUnavailable
        if (error.sqlstate or "").startswith(_BROKEN_PROMISES):
            kind = StoreDamaged
        elif error.sqlstate == _READ_ONLY:
            kind = StoreReadOnly
        return kind(store=self.shown, reason=reason)


def _position(connection: Connection[Any]) -> str | None:
    """How far a standby has come; None: it is none."""
    found = connection.execute(
        "SELECT CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn(), '0/0') END"
    ).fetchone()
    return found[0] if found else None


def _replayed(connection: Connection[Any]) -> Callable[[], bool]:
    """Has the standby come further since the last look. Promoted, it looks changed each time,
    so that nobody waits for a notification that it does not listen for.
    """
    seen = _position(connection)

    def changed() -> bool:
        nonlocal seen
        time.sleep(LOOK_SECONDS)
        before, seen = seen, _position(connection)
        return seen is None or seen != before

    return changed


def _configure(connection: Connection[Any]) -> None:
    assert isinstance(connection, BoundedConnection), "the class that the pool was given"
    connection.autocommit = True
    connection.bound()
    connection.isolation_level = IsolationLevel.READ_COMMITTED
    # A process that stands still with a ledger's lock is thrown out, so that others go on.
    connection.execute(f"SET idle_in_transaction_session_timeout='{IDLE_SECONDS}s'")


def _check(connection: Connection[Any]) -> None:
    """Ask the server only if it has said something: mostly that it has closed the connection."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)
