"""The library's application recorder with our columns: ledger, dense index, 16-byte ids.

The stock table has a serial as its order, with gaps, and locks the whole table for each insert;
here the order is an explicit key (ledger, idx), given under the lock of the ledger's own row.
The stock insert sends bytes as hexadecimal text; here arrays travel in binary.
"""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.sql import Composed

from engine.persistence.codec import Row
from engine.persistence.postgres_schema import TABLES

_INSERT = """INSERT INTO suyton.event
    SELECT %b, idx, encode(id, 'hex')::uuid, version, topic, state
    FROM unnest(%b::bigint[], %b::bytea[], %b::bigint[], %b::text[], %b::bytea[])
        AS row(idx, id, version, topic, state)"""


class PostgresLedgerRecorder(PostgresApplicationRecorder):
    """Creates our tables, and stores rows of ledgers."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore, events_table_name="event")
        self.sql_create_statements = [Composed([statement]) for statement in TABLES]

    def create_in(self, cursor: Cursor[Any]) -> None:
        """Create the tables inside the caller's transaction."""
        self._create_table(cursor)

    def _insert_stored_events(
        self,
        curs: Cursor[Any],  # noqa: ARG002
        stored_events: Sequence[StoredEvent],  # noqa: ARG002
        **_: Any,
    ) -> None:
        raise AssertionError("events enter a ledger through insert_rows, with their index")

    def insert_rows(self, cursor: Cursor[Any], number: int, rows: Sequence[Row]) -> None:
        """Insert a batch into the ledger with this number, inside the caller's transaction."""
        cursor.execute(
            _INSERT,
            (
                number,
                [row.index for row in rows],
                [row.stream for row in rows],
                [row.version for row in rows],
                [row.topic for row in rows],
                [row.state for row in rows],
            ),
        )
