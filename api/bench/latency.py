"""How long a ballot takes through HTTP while ballots come at a steady rate, whatever comes back.

The same requests at the same times go to the FastAPI route that stores nothing.
"""

import asyncio

import uvloop

from api.bench import servers
from api.bench.frame import Row
from api.bench.hall import furnish, open_poll
from api.bench.http import AGAINST, requests
from api.bench.open_client import Asked, Came, in_milliseconds, phone, start
from api.bench.place import place_of
from api.house import House

BALLOTS = 3_000
RATE = 300
"""Ballots a second: about a quarter of what one process can, on two cores that also run the client."""
PHONES = 64
SOON_SECONDS = 0.1


def measure(data: str = "", workers: int = 1) -> list[Row]:
    """How many ballots are answered within a tenth of a second of the moment they were due, by so
    many processes.
    """
    with place_of(data) as place:
        with House(place.address) as house:
            furnish(house, BALLOTS)
            for poll in ("warm", "p"):
                open_poll(house, poll)
        warm, sent = requests("warm", BALLOTS // 4), requests("p", BALLOTS)
        with servers.baseline() as bare:
            _asked(bare, warm)
            theirs = _asked(bare, sent)
        with servers.ours(place.address, workers=workers) as port:
            _asked(port, warm)
            ours = _asked(port, sent)
    return [
        Row(
            name=servers.named("latency", workers),
            ratio=round(_soon(ours) / _soon(theirs), 4),
            target=0.95,
            better="higher",
            unit=f"answered within 100 ms at {RATE} ballots/s; raw: ms at p50, p99, max",
            ours=in_milliseconds([each.seconds for each in ours]),
            baseline=in_milliseconds([each.seconds for each in theirs]),
            against=AGAINST,
        )
    ]


def _soon(came: list[Came]) -> int:
    return sum(each.status == 201 and each.seconds <= SOON_SECONDS for each in came)


def _asked(port: int, sent: list[bytes]) -> list[Came]:
    due = [Asked(number / RATE, request) for number, request in enumerate(sent)]

    async def ask() -> list[Came]:
        started = start()
        came = await asyncio.gather(
            *(phone(port, due[first::PHONES], started) for first in range(PHONES) if due[first:])
        )
        return [each for answers in came for each in answers]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(ask())
