"""Replay, append and as-of: our reading and writing against the bare database doing the same.

append: rows into the ledger's table with their index, against `sqlite3` `executemany` of the
same rows in one transaction with the same fsync. replay: log to folded state, against a bare
`SELECT` of the same rows. asof: an answer in the middle of the log from the nearest snapshot,
against a replay from 0.
"""

import sqlite3
from pathlib import Path
from uuid import UUID

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, ballots, folder, furnish, open_poll
from api.house import House
from engine.persistence.codec import Row as Stored
from projections.state import State, fold_rows

MEMBERS = 2_000
POLLS = 10


def measure() -> list[Row]:
    """The rows `append`, `replay` and `asof`."""
    with folder() as place, House(place / "ours") as house:
        furnish(house, MEMBERS)
        for number in range(POLLS):
            open_poll(house, f"p{number}")
            futures = [
                house.submit(LEDGER, each, key=f"{each.poll}-{each.member}")
                for each in ballots(f"p{number}", MEMBERS)
            ]
            for future in futures:
                future.result()
        ledger = house.id_of(LEDGER)
        rows = list(house.store.read(ledger))
        return [
            _append(house, place, rows),
            _replay(house, ledger, place, rows),
            _asof(house, ledger),
        ]


def _append(house: House, place: Path, rows: list[Stored]) -> Row:
    number = iter(range(1_000))

    def ours() -> float:
        ledger = UUID(int=next(number) + 1)
        fresh = [
            Stored(r.index, _moved(r.stream, ledger), r.version, r.topic, r.state) for r in rows
        ]

        def work() -> None:
            with house.store.writing(ledger) as writing:
                writing.open(f"append-{ledger.int}", 0)
                writing.insert(fresh, (), (), ())

        return len(rows) / seconds(work)

    def bare() -> float:
        connection = _bare(place / f"bare-{next(number)}.sqlite")
        values = [(r.index, r.stream, r.version, r.topic, r.state) for r in rows]

        def work() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO event VALUES (?,?,?,?,?)", values)
            connection.execute("COMMIT")

        rate = len(rows) / seconds(work)
        connection.close()
        return rate

    return row(
        "append", rates(ours, bare), target=0.5, unit="events/s", against="sqlite3 executemany"
    )


def _replay(house: House, ledger: UUID, place: Path, rows: list[Stored]) -> Row:
    connection = _bare(place / "select.sqlite")
    connection.executemany(
        "INSERT INTO event VALUES (?,?,?,?,?)",
        [(r.index, r.stream, r.version, r.topic, r.state) for r in rows],
    )

    def ours() -> float:
        return len(rows) / seconds(
            lambda: fold_rows(State(), house.store.read(ledger), house.answers.content_of(ledger))
        )

    def bare() -> float:
        return len(rows) / seconds(lambda: connection.execute("SELECT * FROM event").fetchall())

    measured = rates(ours, bare)
    connection.close()
    return row("replay", measured, target=0.5, unit="events/s", against="bare SELECT")


def _asof(house: House, ledger: UUID) -> Row:
    middle = house.store.head(ledger).size * 9 // 10

    def from_snapshot() -> float:
        return 1 / seconds(lambda: house.answers.rebuild(ledger, middle))

    def from_zero() -> float:
        return 1 / seconds(lambda: house.answers.rebuild(ledger, middle, snapshots=False))

    with house.answers.view(LEDGER):
        pass  # caught up, which keeps the snapshots
    measured = rates(from_snapshot, from_zero)
    return row("asof", measured, target=20, unit="answers/s", against="replay from 0")


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE event (idx INTEGER PRIMARY KEY, stream BLOB, version INTEGER, topic TEXT, "
        "state BLOB, UNIQUE (stream, version))"
    )
    return connection


def _moved(stream: bytes, ledger: UUID) -> bytes:
    return bytes(ours ^ theirs for ours, theirs in zip(stream, ledger.bytes[::-1], strict=True))
