"""Which store a command works on, and whether it may be made.

Who only reads gets no new, empty store from a slip in an address: that is refused. Commands that
record (`play`, `serve`) make the store where there is none.
"""

from pathlib import Path

from api.cli.errors import StoreNotFound
from api.house import House
from api.settings import Settings
from engine.errors.values import FieldInvalid
from engine.persistence.opening import EXPECTED
from engine.persistence.sqlite_store import FILE_NAME


def recording_house(data: str) -> House:
    """The house at this address (by default that of the settings), made if there is none.

    Refuses `FieldInvalid` for an address that names a file, and what `open_store` refuses.
    """
    return House(address_of(data))


def reading_house(data: str) -> House:
    """The house at this address, which must be there. Refuses `StoreNotFound` as well."""
    return House(existing(data))


def existing(data: str) -> str:
    """The address of a store that must be there. Refuses `StoreNotFound`, `FieldInvalid`.

    Only folders are looked into: a database that is named is the administrator's, and there.
    """
    address = address_of(data)
    folder = _folder(address)
    # Beside a file that is gone its log may be left; opening says so.
    if folder is not None and not any(folder.glob(f"{FILE_NAME}*")):
        raise StoreNotFound(store=address)
    return address


def address_of(data: str) -> str:
    """The address that was asked for, or that of the settings. Refuses `FieldInvalid`."""
    address = data or Settings().store
    folder = _folder(address)
    if folder is not None and folder.is_file():
        raise FieldInvalid(field="data", value=address, expected=EXPECTED)
    return address


def _folder(address: str) -> Path | None:
    return Path(address) if address.strip() and "://" not in address else None
