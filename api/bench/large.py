"""A ledger of ten million ballots: 10,000 members, 1,000 polls. Made, replayed, asked as of any
moment, exported: how long, how much memory, how many bytes. It takes some twenty minutes and 12 GB of
disk.
"""

from pathlib import Path
from typing import Any

from api.bench.asof import asked
from api.bench.export import exported
from api.bench.frame import Row, row, seconds
from api.bench.hall import LEDGER, folder
from api.bench.memory import MEMBERS, POLLS, compared, make
from api.house import House


def measure() -> list[Row]:
    """The rows `large-…`."""
    with folder() as place:
        made = seconds(lambda: make(place))
        rate = MEMBERS * POLLS / made
        rows = [row("large-make", ((rate,), (rate,)), target=0, unit="ballots/s", against="itself")]
        stored = _bytes(place)
        memory, replay = compared(place, "large-")
        rows += [stored, memory, replay]
        with House(place) as house:
            rows.append(_first_view(house, replay.ours[0]))
            rows.extend(asked(house, "large-", rounds=1))
            rows.append(_snapshots(house))
        rows += exported(place, replay.ours[0], memory.ours[0], stored.baseline[0])
    return rows


def _bytes(place: Path) -> Row:
    """The size of the file against the stored bytes of its events alone."""
    with House(place) as house:
        store: Any = house.store
        store.datastore.empty_log()
        each = store.path.stat().st_size / (MEMBERS * POLLS)
        bare = _asked(store, "SELECT AVG(LENGTH(state)) FROM event")
    return row(
        "large-bytes",
        ((each,), (bare,)),
        target=0,
        unit="bytes a ballot",
        against="the stored bytes of an event",
    )


def _first_view(house: House, replayed: float) -> Row:
    """The first answer of a process where no snapshot is kept yet, which keeps them all."""

    def view() -> None:
        with house.answers.view(LEDGER):
            pass

    rate = house.store.head(LEDGER).size / seconds(view)
    return row(
        "large-first-view",
        ((rate,), (replayed,)),
        target=0,
        unit="events/s",
        against="a replay that keeps no snapshots",
    )


def _snapshots(house: House) -> Row:
    """What snapshots add to the file."""
    size = house.store.head(LEDGER).size
    each = _asked(house.store, "SELECT TOTAL(LENGTH(state)) FROM snapshot") / size
    bare = _asked(house.store, "SELECT AVG(LENGTH(state)) FROM event")
    return row(
        "large-snapshots",
        ((each,), (bare,)),
        target=0.2,
        unit="bytes an event",
        against="the stored bytes of an event",
        better="lower",
    )


def _asked(store: Any, statement: str) -> float:
    with store.datastore.transaction(commit=False) as cursor:
        cursor.execute(statement)
        return float(cursor.fetchone()[0])
