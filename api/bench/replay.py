"""Replay: from the log to the state that answers, against reading the same rows and nothing more,
and against the stock library reading, mapping and applying its own events.
"""

from uuid import UUID

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, fill, furnish
from api.bench.place import Place, place_of
from api.bench.stock import Stock
from api.house import House

MEMBERS = 2_000
POLLS = 50
STOCK = 10_000


def measure(data: str = "") -> list[Row]:
    """The rows `replay` and `replay-stock`."""
    with place_of(data) as place, House(place.address) as house:
        furnish(house, MEMBERS)
        fill(house, [f"p{number}" for number in range(POLLS)], MEMBERS)
        ledger = house.id_of(LEDGER)
        return [_select(house, ledger, place), _stock(house, ledger, place)]


def replayed(house: House, ledger: UUID, until: int | None = None) -> float:
    """Events a second, from 0 to an index or the head, without snapshots."""
    last = house.store.head(ledger).size - 1 if until is None else until
    return (last + 1) / seconds(lambda: house.answers.rebuild(ledger, last, snapshots=False))


def _select(house: House, ledger: UUID, place: Place) -> Row:
    rows = list(house.store.read(ledger))
    with place.bare() as table:
        table.insert(rows)
        count = len(rows)
        del rows
        measured = rates(
            lambda: replayed(house, ledger), lambda: count / seconds(table.select), rounds=5
        )
    return row("replay", measured, target=0.5, unit="events/s", against="bare SELECT")


def _stock(house: House, ledger: UUID, place: Place) -> Row:
    stock = Stock(place.stock())
    stock.fill(STOCK)
    measured = rates(lambda: replayed(house, ledger), stock.replayed, rounds=5)
    stock.close()
    return row(
        "replay-stock",
        measured,
        target=10,
        unit="events/s",
        against="stock eventsourcing: select, map, apply",
    )
