"""Ballots a second through HTTP, each answered after its durable commit.

Baseline: a FastAPI route that validates the same body and stores nothing. Both are served by
uvicorn in a process of their own, and asked by the same client in this one.
"""

import msgspec

from api.bench import servers
from api.bench.frame import Row, rates, row
from api.bench.hall import LEDGER, ballots, furnish, open_poll
from api.bench.http_client import post, rate
from api.bench.place import place_of
from api.house import House

MEMBERS = 4_000
ROUNDS = 5
AGAINST = "a FastAPI route that validates the same body and stores nothing"


def measure(data: str = "", workers: int = 1) -> list[Row]:
    """The HTTP row, of so many processes that serve it."""
    with place_of(data) as place:
        with House(place.address) as house:
            furnish(house, MEMBERS)
            for number in range(ROUNDS + 1):
                open_poll(house, f"p{number}")
        with servers.ours(place.address, workers=workers) as ours, servers.baseline() as bare:
            rate(ours, requests("p0", MEMBERS))  # both warm
            rate(bare, requests("p0", MEMBERS))
            count = iter(range(1, ROUNDS + 1))
            measured = rates(
                lambda: rate(ours, requests(f"p{next(count)}", MEMBERS)),
                lambda: rate(bare, requests("p0", MEMBERS)),
                rounds=ROUNDS,
            )
    name = servers.named("http", workers)
    return [row(name, measured, target=0.8, unit="ballots/s", against=AGAINST)]


def requests(poll: str, members: int) -> list[bytes]:
    """One ballot of every member, as bytes on the wire."""
    path = f"/v1/ledgers/{LEDGER}/polls/{poll}/ballots"
    return [
        post(
            path,
            f"{poll}-{ballot.member}",
            msgspec.json.encode({"member": ballot.member, "ballot": ballot.ballot}),
        )
        for ballot in ballots(poll, members)
    ]
