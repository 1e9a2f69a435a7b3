"""Can this process take changes and answer questions now; if not, why."""

import shutil
from uuid import UUID

from api.house import House
from engine.errors import DomainError
from engine.errors.ledger import StoreReadOnly
from engine.persistence.sqlite_store import SQLiteStore

DISK_BYTES_MIN = 256 * 1024 * 1024
LAG_EVENTS_MAX = 200_000
"""What takes a few seconds to fold: until then a question would wait so long."""

_NOBODY = UUID(int=0)


def reasons_against(house: House) -> tuple[str, ...]:
    """The codes of what keeps the process from serving; none if it is ready.

    A ledger that is stopped by an event is no reason: the others are served.
    """
    try:
        writable(house)
        lag = fold_lag(house)
    except DomainError as refusal:
        return (refusal.code,)
    found = []
    if lag > LAG_EVENTS_MAX:
        found.append("fold-lag")
    free = disk_free(house)
    if free is not None and free < DISK_BYTES_MIN:
        found.append("disk-space")
    return tuple(found)


def writable(house: House) -> None:
    """Could something be appended now: a turn as a writer, given back unused.

    Refuses `StoreUnavailable` and `StoreDamaged`. A copy that serves reads only is as it should be.
    """
    try:
        with house.store.writing(_NOBODY):
            pass
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
