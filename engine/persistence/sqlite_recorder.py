"""The library's application recorder with our columns: ledger, dense index, 16-byte ids.

The stock table has the implicit rowid as its order, which VACUUM may renumber; here the order
is an explicit key (ledger, idx). The stock insert runs one statement an event; here one
`executemany` takes a batch. What the port needs beside events lies in the same file, so that it
is stored in the same transaction.
"""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor, SQLiteDatastore

from engine.persistence.codec import Row
from engine.persistence.sqlite_file import APPLICATION_ID, SCHEMA_VERSION

TABLES = (
    """CREATE TABLE ledger (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        slug TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        opened INTEGER NOT NULL
    ) STRICT""",
    # (ledger, idx) is the order and the key; a stream's versions are unique, so the key of a
    # named ballot forbids a second first vote whatever the race.
    """CREATE TABLE event (
        ledger INTEGER NOT NULL,
        idx INTEGER NOT NULL,
        originator_id BLOB NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (ledger, idx)
    ) STRICT, WITHOUT ROWID""",
    """CREATE UNIQUE INDEX event_stream
        ON event (originator_id, originator_version)""",
    """CREATE TABLE command (
        ledger INTEGER NOT NULL,
        actor TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint BLOB NOT NULL,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (ledger, actor, key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE content (
        ledger INTEGER NOT NULL,
        digest BLOB NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (ledger, digest)
    ) STRICT""",
    """CREATE TABLE private (
        ledger INTEGER NOT NULL,
        ref BLOB NOT NULL,
        salt BLOB NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (ledger, ref)
    ) STRICT""",
    """CREATE TABLE snapshot (
        ledger INTEGER NOT NULL,
        fold TEXT NOT NULL,
        idx INTEGER NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (ledger, fold, idx)
    ) STRICT""",
    f"PRAGMA application_id={APPLICATION_ID}",
    f"PRAGMA user_version={SCHEMA_VERSION}",
)

INSERT = (
    "INSERT INTO event (ledger, idx, originator_id, originator_version, topic, state) "
    "VALUES (?,?,?,?,?,?)"
)


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
        cursor.executemany(
            INSERT,
            [(number, r.index, r.stream, r.version, r.topic, r.state) for r in rows],
        )
