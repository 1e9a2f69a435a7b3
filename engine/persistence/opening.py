"""From an address to a store: a folder holds SQLite, `postgresql://…` names a server.

One place decides which store an address means, so that every door means the same one. The
PostgreSQL driver is an extra of the distribution and is imported only when it is asked for.
"""

import re
from pathlib import Path

from engine.errors.ledger import StoreUnavailable
from engine.errors.values import FieldInvalid
from engine.persistence.migrating import Migrated, migrate_database, migrate_file
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.store import Store
from engine.values.text import shown

EXPECTED = "a folder, or postgresql://user@host/database"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def open_store(address: str) -> Store:
    """The store at this address, made if there is none.

    Refuses `StoreUnavailable`, `StoreForeign`, `StoreDamaged`, `StoreOutdated`, and
    `FieldInvalid` for an address of another kind.
    """
    if _is_folder(address):
        return SQLiteStore(Path(address))
    try:
        from engine.persistence.postgres_store import PostgresStore
    except ModuleNotFoundError as error:
        raise _no_driver(address) from error
    return PostgresStore(address)


def migrate_store(address: str) -> Migrated:
    """Bring the store at this address to the present version of its tables, in one transaction.

    Refuses as `open_store` does, but for `StoreOutdated`. Makes no store.
    """
    if _is_folder(address):
        return migrate_file(Path(address))
    try:
        return migrate_database(address)
    except ModuleNotFoundError as error:
        raise _no_driver(address) from error


def _is_folder(address: str) -> bool:
    """Does the address name a folder; False for a server. Refuses `FieldInvalid`."""
    scheme = _SCHEME.match(address)
    if scheme is None and address.strip():
        return True
    if scheme is None or scheme[1] not in ("postgresql", "postgres"):
        kind = shown(scheme[0] + "…") if scheme else ""
        raise FieldInvalid(field="data", value=kind, expected=EXPECTED)
    return False


def _no_driver(address: str) -> StoreUnavailable:
    return StoreUnavailable(
        store=address.partition("://")[0] + "://…",
        reason="psycopg is not installed; it comes with suyton[postgres]",
    )
