"""Ballots a second through HTTP, each answered after its durable commit.

Baseline: a FastAPI route that validates the same body and stores nothing. Both are served by
uvicorn in a process of their own, and asked by the same client in this one.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from api.bench.frame import Row, rates, row
from api.bench.hall import LEDGER, ballots, folder, furnish, open_poll
from api.bench.http_client import post, rate
from api.house import House

MEMBERS = 4_000
ROUNDS = 3

_OURS = "from api.cli.main import main; main()"
_BASELINE = """
import socket, uvicorn
from api.bench.http_baseline import create_app
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
print(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", flush=True)
uvicorn.Server(uvicorn.Config(create_app(), log_level="warning")).run(sockets=[listening])
"""


def measure() -> list[Row]:
    """The HTTP row."""
    with folder() as place:
        with House(place) as house:
            furnish(house, MEMBERS)
            for number in range(ROUNDS + 1):
                open_poll(house, f"p{number}")
        serve = [sys.executable, "-c", _OURS, "serve", "--port", "0", "--data", str(place)]
        with (
            _served(serve, place) as ours,
            _served([sys.executable, "-c", _BASELINE], place) as bare,
        ):
            rate(ours, _requests("p0"))  # both warm
            rate(bare, _requests("p0"))
            count = iter(range(1, ROUNDS + 1))
            measured = rates(
                lambda: rate(ours, _requests(f"p{next(count)}")),
                lambda: rate(bare, _requests("p0")),
                rounds=ROUNDS,
            )
    return [
        row(
            "http",
            measured,
            target=0.5,
            unit="ballots/s",
            against="a FastAPI route that validates the same body and stores nothing",
        )
    ]


def _requests(poll: str) -> list[bytes]:
    path = f"/v1/ledgers/{LEDGER}/polls/{poll}/ballots"
    return [
        post(
            path,
            f"{poll}-{ballot.member}",
            msgspec.json.encode({"member": ballot.member, "ballot": ballot.ballot}),
        )
        for ballot in ballots(poll, MEMBERS)
    ]


@contextmanager
def _served(command: list[str], place: Path) -> Iterator[int]:
    """A server in a process of its own, and the port it tells on its first line."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None, "its output was asked for"
            line = server.stdout.readline()
            yield int(line.partition("127.0.0.1:")[2].partition("/")[0])
        finally:
            server.terminate()
