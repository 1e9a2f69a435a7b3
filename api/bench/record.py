"""Recording: acknowledged ballots a second, in process, against the stock library.

Ours: 256 ballots in flight through the one way in, each answered after its durable commit.
Baseline: `eventsourcing` as documented, saving one ballot aggregate at a time into the same kind
of database in the same place. Its SQLite has `synchronous=FULL` as its build has by default.
"""

from collections import deque
from itertools import count

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, ballots, furnish, open_poll
from api.bench.place import place_of
from api.bench.stock import Stock
from api.house import House
from engine.persistence.promise import Promise

IN_FLIGHT = 256
OURS = 5_000
STOCK = 1_000
ROUNDS = 9


def measure(data: str = "") -> list[Row]:
    """The row `record`."""
    with place_of(data) as place, House(place.address) as house:
        furnish(house, OURS)
        stock = Stock(place.stock())
        number = count()
        measured = rates(
            lambda: recorded(house, f"p{next(number)}", OURS),
            lambda: stock.record(STOCK),
            rounds=ROUNDS,
        )
        stock.close()
    return [
        row(
            "record",
            measured,
            target=10,
            unit="ballots/s",
            against="stock eventsourcing, one aggregate a save",
        )
    ]


def recorded(house: House, poll: str, members: int) -> float:
    """Ballots a second of a poll in which every member votes."""
    open_poll(house, poll)
    waiting = ballots(poll, members)

    def cast() -> None:
        flying: deque[Promise] = deque()
        for ballot in waiting:
            if len(flying) >= IN_FLIGHT:
                flying.popleft().result()
            flying.append(house.submit(LEDGER, ballot, key=f"{poll}-{ballot.member}"))
        for future in flying:
            future.result()

    return members / seconds(cast)
