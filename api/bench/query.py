"""Asking: a poll's figures at the head while 100,000 ballots are on record, from the live state,
against the `SELECT … GROUP BY` that a table of votes would be asked with.

Every question is caught up with the log first, as every answer is.
"""

import sqlite3
from contextlib import closing

from api.bench.asof import figures
from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, VIEWS, fill, folder, furnish
from api.house import House

MEMBERS = 10_000
POLLS = 10
TIMES = 200


def measure() -> list[Row]:
    """The row `query`."""
    with folder() as place, House(place / "ours") as house:
        furnish(house, MEMBERS)
        fill(house, [f"p{number}" for number in range(POLLS)], MEMBERS)
        ledger = house.id_of(LEDGER)

        def ours() -> float:
            def work() -> None:
                for _ in range(TIMES):
                    with house.answers.view(ledger) as view:
                        figures(view.state)

            return TIMES / seconds(work)

        with closing(sqlite3.connect(place / "votes.sqlite")) as votes:
            votes.execute(
                "CREATE TABLE vote (poll TEXT, member TEXT, view TEXT, PRIMARY KEY (poll, member))"
            )
            votes.executemany(
                "INSERT INTO vote VALUES (?,?,?)",
                [(f"p{p}", f"m{m}", VIEWS[m % 3]) for p in range(POLLS) for m in range(MEMBERS)],
            )
            asked = "SELECT view, COUNT(*) FROM vote WHERE poll=? GROUP BY view"

            def grouped() -> float:
                def work() -> None:
                    for number in range(POLLS):
                        votes.execute(asked, (f"p{number}",)).fetchall()

                return POLLS / seconds(work)

            measured = rates(ours, grouped)
    return [
        row(
            "query",
            measured,
            target=1,
            unit="answers/s",
            against="SELECT … GROUP BY over a table of votes",
        )
    ]
