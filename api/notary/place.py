"""Where keys and signed checkpoints of a store lie, and how files there are written."""

import os
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from api.settings import Settings, default_data
from engine.persistence.sqlite_file import name_whole, reached


def audit_folder(address: str) -> Path:
    """The folder for the store at this address: `SUYTON_AUDIT`, else `audit` inside a store's
    folder, else one in the user's data folder by the database's host, port and name.
    """
    named = Settings().audit
    return Path(named) if named else _beside(address, "audit")


def seen_folder(address: str) -> Path:
    """The folder of what was last seen of each ledger of the store at this address, from here:
    `seen` inside a store's folder, else in the user's data folder.
    """
    return _beside(address, "seen")


def _beside(address: str, name: str) -> Path:
    if "://" not in address:
        return Path(address).resolve() / name
    parts = urlsplit(address)
    told = f"{parts.netloc.rpartition('@')[2]}{parts.path}?{parts.query}".encode()
    return Path(default_data()) / name / sha256(told).hexdigest()[:16]


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file whole or not at all, durably. Refuses `StoreUnavailable`."""
    made = path.with_name(f".{path.name}.new")
    with reached(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made.unlink(missing_ok=True)
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    name_whole(made, path)
