"""Which ledgers go on only in a new epoch, as far as the store and what was seen here tell.

The writer knows the same at the first command; here it is asked without writing.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from api.house import House
from engine.errors.ledger import LedgerNotFound
from engine.persistence.codec import Row
from engine.persistence.store import Held, Store


class _Read:
    """A ledger as it is now, for the witness. Its size is asked for after what was seen was read,
    so that nothing recorded in between looks like a contradiction.
    """

    def __init__(self, store: Store, ledger: UUID) -> None:
        self._store = store
        self._ledger = ledger

    @property
    def size(self) -> int:
        return self._store.head(self._ledger).size

    def read(self, after: int) -> Iterator[Row]:
        return self._store.read(self._ledger, after=after, limit=1)


def held_of(house: House, ledgers: Iterable[UUID]) -> dict[UUID, Held]:
    """Those of the ledgers that take nothing but a new epoch, and why. One that the store no longer
    has is not among them.
    """
    marked = house.store.held()
    found = {}
    for ledger in ledgers:
        held = marked.get(ledger)
        try:
            held = (
                house.witness.contradicts(ledger, _Read(house.store, ledger))
                if held is None
                else house.witness.at_least(ledger, held)
            )
        except LedgerNotFound:
            continue
        if held is not None:
            found[ledger] = held
    return found
