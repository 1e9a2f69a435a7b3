"""Appending: rows into the ledger's table with their index, against `executemany` of the same
rows into a bare table of the same database, in one transaction with the same fsync.
"""

from itertools import count
from uuid import UUID

import msgspec

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, fill, furnish
from api.bench.place import place_of
from api.house import House
from engine.persistence.codec import Row as Stored

MEMBERS = 2_000
POLLS = 10


def measure(data: str = "") -> list[Row]:
    """The row `append`."""
    with place_of(data) as place, House(place.address) as house:
        furnish(house, MEMBERS)
        fill(house, [f"p{number}" for number in range(POLLS)], MEMBERS)
        rows = list(house.store.read(house.id_of(LEDGER)))
        number = count(1)

        def ours() -> float:
            ledger = UUID(int=next(number))
            fresh = [_moved(each, ledger) for each in rows]

            def work() -> None:
                with house.store.writing(ledger) as writing:
                    writing.open(f"append-{ledger.int}", 0)
                    writing.insert(fresh, (), (), ())

            return len(rows) / seconds(work)

        def bare() -> float:
            with place.bare() as table:
                return len(rows) / seconds(lambda: table.insert(rows))

        measured = rates(ours, bare)
    return [row("append", measured, target=0.5, unit="events/s", against="bare executemany")]


def _moved(stored: Stored, ledger: UUID) -> Stored:
    """The row in a stream of another ledger."""
    pairs = zip(stored.stream, ledger.bytes[::-1], strict=True)
    return msgspec.structs.replace(stored, stream=bytes(ours ^ theirs for ours, theirs in pairs))
