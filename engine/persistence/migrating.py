"""Bringing a store of an older version forward: all steps in one transaction, or none.

Every other way of opening a store refuses an older one by name, so nothing is changed that nobody
asked to have changed. Migrating again does nothing and says so; a newer store is refused.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from engine.persistence.sqlite_file import WritersQueue, checked_header, told
from engine.persistence.sqlite_schema import SCHEMA_VERSION, steps_from
from engine.persistence.sqlite_store import FILE_NAME

LOCK_SECONDS = 60


class Migrated(msgspec.Struct, frozen=True, kw_only=True):
    """The version a store had and the one it has; `was` is 0 where there is no store."""

    store: str
    was: int
    now: int


def migrate_file(folder: Path) -> Migrated:
    """Bring the SQLite store of a folder forward. Makes none.

    Refuses `StoreForeign`, `StoreDamaged`, `StoreUnavailable`.
    """
    path = folder.resolve() / FILE_NAME
    if not checked_header(path, outdated=True):
        return Migrated(store=str(path), was=0, now=0)
    queue = WritersQueue(path)
    try:
        with queue.turn(), told(path), closing(_connected(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            (was,) = connection.execute("PRAGMA user_version").fetchone()
            if was < SCHEMA_VERSION:
                for statement in steps_from(was):
                    connection.execute(statement)
            connection.execute("COMMIT")
            # The header tells the version to whoever opens the file next.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        queue.close()
    return Migrated(store=str(path), was=was, now=SCHEMA_VERSION)


def _connected(path: Path) -> sqlite3.Connection:
    address = f"{path.as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=LOCK_SECONDS)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def migrate_database(address: str) -> Migrated:
    """Bring the store of a PostgreSQL database forward. Makes none.

    Refuses `StoreForeign`, `StoreUnavailable`.
    """
    from engine.persistence import postgres_schema as schema
    from engine.persistence.postgres_datastore import LedgerDatastore

    datastore = LedgerDatastore(address)
    with datastore.alone() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (schema.MAKING_KEY,))
        was = schema.version_in(cursor, datastore.shown)
        if 0 < was < schema.SCHEMA_VERSION:
            for statement in schema.steps_from(was):
                cursor.execute(statement)
    return Migrated(store=datastore.shown, was=was, now=schema.SCHEMA_VERSION if was else 0)
