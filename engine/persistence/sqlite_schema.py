"""The tables of an SQLite store: how version 1 looked, and every step since.

A new store is made as version 1 and taken through all steps, so there is one way to the present
form and not two that could part. A step that was released is never edited. Steps only add, so a
process of the version before that still runs does no harm with what it knows.

The file says which version it is in `user_version` of its header.
"""

APPLICATION_ID = 0x5375_5974  # "SuYt" in SQLite's header

TABLES_1 = (
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
)

STEPS: tuple[tuple[str, ...], ...] = (
    # 2: what was known of a ledger when it was restored; none where it goes on.
    ("ALTER TABLE ledger ADD COLUMN held BLOB",),
)
"""The statements that lead from version n to n + 1, at place n - 1."""

SCHEMA_VERSION = 1 + len(STEPS)


def steps_from(version: int) -> tuple[str, ...]:
    """The statements that lead from this version to the present one."""
    statements = [statement for step in STEPS[version - 1 :] for statement in step]
    return (*statements, f"PRAGMA user_version={SCHEMA_VERSION}")


TABLES = (*TABLES_1, f"PRAGMA application_id={APPLICATION_ID}", *steps_from(1))
"""The statements that make a new store."""
