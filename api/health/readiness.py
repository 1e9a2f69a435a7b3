"""Can this process take changes and answer questions now; if not, why."""

import shutil
from uuid import UUID

from api.house import House
from api.keeping.held import held_of
from engine.errors import DomainError
from engine.errors.ledger import EpochNotBegun, StoreReadOnly
from engine.persistence.sqlite_store import SQLiteStore

DISK_BYTES_MIN = 256 * 1024 * 1024
LAG_EVENTS_MAX = 200_000
"""What takes a few seconds to fold: until then a question would wait so long."""


def reasons_against(
    house: House, taken_back: frozenset[UUID] = frozenset(), *, probed: bool = False
) -> tuple[tuple[str, ...], frozenset[UUID]]:
    """The codes of what keeps the process from serving, none if it is ready; and which of the
    ledgers that were taken back under it have gone on in a new epoch, or are gone, since.

    A ledger that is stopped by an event is no reason: the others are served. One that was taken back
    is: the store is not the one that was served from. `probed`: it could be written just now.
    """
    try:
        if not probed:
            writable(house)
        lag = fold_lag(house)
        waiting = held_of(house, taken_back).keys()
    except DomainError as refusal:
        return (refusal.code,), frozenset()
    found = [EpochNotBegun.code] if waiting else []
    if lag > LAG_EVENTS_MAX:
        found.append("fold-lag")
    free = disk_free(house)
    if free is not None and free < DISK_BYTES_MIN:
        found.append("disk-space")
    return tuple(found), taken_back - waiting


def writable(house: House) -> None:
    """Could something be appended now. Refuses `StoreUnavailable` and `StoreDamaged`. A copy that serves reads only is as it should be."""
    try:
        house.store.probe()
    except StoreReadOnly:
        house.store.ledgers()


def fold_lag(house: House) -> int:
    """Events recorded and not yet folded, of the ledger in memory that is furthest behind."""
    folded = house.answers.folded()
    sizes = {head.id: head.size for head in house.store.ledgers()} if folded else {}
    behind = (sizes.get(ledger, 0) - 1 - index for ledger, index in folded.items())
    return max(0, *behind) if folded else 0


def disk_free(house: House) -> int | None:
    """Bytes free where an SQLite store lies; None for a store on a server."""
    if not isinstance(house.store, SQLiteStore):
        return None
    return shutil.disk_usage(house.store.path.parent).free
