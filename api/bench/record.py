"""Recording: acknowledged ballots a second, in process, against the stock library.

Ours: 256 ballots in flight through the one way in, each answered after its durable commit.
Baseline: `eventsourcing` as documented, saving one ballot aggregate at a time into SQLite in
the same folder, with `synchronous=FULL` as its build has by default.
"""

from collections import deque
from pathlib import Path
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, ballots, folder, furnish, open_poll
from api.house import House

IN_FLIGHT = 256
OURS = 5_000
STOCK = 400


class StockBallot(Aggregate):
    """A ballot as the library's own documentation would model it."""

    @event("Cast")
    def __init__(self, poll: str, member: str, view: str) -> None:
        self.poll = poll
        self.member = member
        self.view = view


def measure() -> list[Row]:
    """The recording row."""
    with folder() as place, House(place / "ours") as house:
        furnish(house, OURS)
        stock = _stock(place)
        count = iter(range(1_000))
        measured = rates(
            lambda: _ours(house, f"p{next(count)}"), lambda: _one_at_a_time(stock), rounds=3
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


def _ours(house: House, poll: str) -> float:
    open_poll(house, poll)
    waiting = ballots(poll, OURS)

    def cast() -> None:
        flying: deque[object] = deque()
        for ballot in waiting:
            if len(flying) >= IN_FLIGHT:
                flying.popleft().result()  # type: ignore[attr-defined]  # a future
            flying.append(house.submit(LEDGER, ballot, key=f"{poll}-{ballot.member}"))
        for future in flying:
            future.result()  # type: ignore[attr-defined]

    return OURS / seconds(cast)


def _stock(place: Path) -> "Application[UUID]":
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(place / "stock.sqlite"),
    }
    return Application(env)


def _one_at_a_time(stock: "Application[UUID]") -> float:
    def cast() -> None:
        for _ in range(STOCK):
            stock.save(StockBallot(poll="p", member=uuid4().hex, view="for"))

    return STOCK / seconds(cast)
