"""The library's application recorder with our columns: ledger, dense index, 16-byte ids.

The stock table has the implicit rowid as its order, which VACUUM may renumber; here the order
is an explicit key (ledger, idx). The stock insert runs one statement an event; here one
takes hundreds. What the port needs beside events lies in the same file, so that it
is stored in the same transaction.
"""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor, SQLiteDatastore

from engine.persistence.codec import Row
from engine.persistence.sqlite_lists import blob, insert
from engine.persistence.sqlite_schema import TABLES

INTO = "event (ledger, idx, originator_id, originator_version, topic, state)"


class SQLiteLedgerRecorder(SQLiteApplicationRecorder):
    """Stores and selects rows of ledgers through the library's datastore."""

    def __init__(self, datastore: SQLiteDatastore) -> None:
        super().__init__(datastore, events_table_name="event")

    def construct_create_table_statements(self) -> list[str]:
        """Our tables in place of the stock one."""
        return list(TABLES)

    def _insert_events(
        self,
        c: SQLiteCursor,  # noqa: ARG002
        stored_events: Sequence[StoredEvent],  # noqa: ARG002
        **_: Any,
    ) -> Sequence[int] | None:
        raise AssertionError("events enter a ledger through insert_rows, with their index")

    def insert_rows(self, cursor: SQLiteCursor, number: int, rows: Sequence[Row]) -> None:
        """Insert a batch into the ledger with this number, inside the caller's transaction."""
        insert(
            cursor,
            INTO,
            [(number, r.index, blob(r.stream), r.version, r.topic, blob(r.state)) for r in rows],
        )
