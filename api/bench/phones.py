"""A hall votes by phone: 500 within a minute, then 500 as soon as the chair has said "now".

Every phone opens a connection, asks for the poll, and casts its ballot. Meanwhile twenty screens
show the turnout: each asks every second whether anything was recorded since (`If-None-Match`).
Times count from the moment at which each was meant to ask.
"""

import asyncio
import random
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import uvloop

from api.bench import servers
from api.bench.frame import Row
from api.bench.hall import LEDGER, folder, furnish, open_poll
from api.bench.http import requests
from api.bench.open_client import Asked, Came, in_milliseconds, phone, start
from api.house import House

PHONES = 500
SCREENS = 20
SECONDS = {"hall": 60.0, "rush": 2.0}
"""Within how long the phones vote."""
SOON_SECONDS = 1.0
GOOD = (200, 201, 303, 304)
LOOK_SECONDS = 1.0


class Held(NamedTuple):
    """What one vote of the hall came to."""

    ballots: list[Came]
    looks: list[Came]
    turnout: int
    """What the screens showed at the end."""


def measure() -> list[Row]:
    """For each pace a row of the phones and one of the screens."""
    rows = []
    for name, seconds in SECONDS.items():
        held = hold(name, PHONES, SCREENS, seconds)
        assert held.turnout == PHONES, "every vote is on the screens at the end"
        rows += [
            row_of(name, held.ballots, f"ballots of {PHONES} phones within {seconds:g} s"),
            row_of(f"{name}-screens", held.looks, f"looks of {SCREENS} screens meanwhile"),
        ]
    return rows


def hold(poll: str, phones: int, screens: int, seconds: float) -> Held:
    """Let a hall vote, through a server of its own."""
    with folder() as place:
        with House(place) as house:
            furnish(house, phones)
            open_poll(house, poll)
        with (
            servers.ours(place) as port,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            return runner.run(_held(port, poll, phones, screens, seconds))


async def _held(port: int, poll: str, phones: int, screens: int, seconds: float) -> Held:
    drawn = random.Random(poll)  # noqa: S311  # when people press a button
    look = _get(f"/v1/ledgers/{LEDGER}/polls/{poll}", "")
    voters = []
    for ballot in requests(poll, phones):
        opened, reading = drawn.uniform(0, seconds), drawn.uniform(0, seconds / 20)
        voters.append([Asked(opened, look), Asked(opened + reading, ballot)])
    started = start()
    over = started + seconds * 1.05 + 2 * LOOK_SECONDS
    showing = [
        asyncio.create_task(_screen(port, poll, started + drawn.uniform(0, LOOK_SECONDS), over))
        for _ in range(screens)
    ]
    came = await asyncio.gather(*(phone(port, asked, started) for asked in voters))
    looks = [await each for each in showing]
    return Held(
        ballots=[answers[1] for answers in came],
        looks=[each for _, seen in looks for each in seen],
        turnout=min(turnout for turnout, _ in looks),
    )


async def _screen(port: int, poll: str, begun: float, over: float) -> tuple[int, list[Came]]:
    """Look every second until it is over; the turnout it shows then, and its looks."""
    path, etag, turnout = f"/v1/ledgers/{LEDGER}/polls/{poll}", "", -1
    looks: list[Came] = []
    at = begun
    while at < over:
        (came,) = await phone(port, [Asked(0.0, _get(path, etag))], at)
        looks.append(came)
        if came.status == 200:
            turnout = msgspec.json.decode(came.body)["cast"]
            etag = came.head.partition(b"etag: ")[2].split(b"\r\n", 1)[0].decode()
        at += LOOK_SECONDS
    return turnout, looks


def _get(path: str, etag: str) -> bytes:
    has = f"If-None-Match: {etag}\r\n" if etag else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{has}\r\n".encode()


def row_of(name: str, came: Sequence[Came], what: str) -> Row:
    """The share that was answered well and soon; raw: the median, the 99th of a hundred and the
    longest of those answered well, in milliseconds.
    """
    good = [each for each in came if each.status in GOOD]
    soon = sum(each.seconds <= SOON_SECONDS for each in good)
    return Row(
        name=name,
        ratio=round(soon / len(came), 4),
        target=0.99,
        better="higher",
        unit="share within 1 s; raw: ms at p50, p99, max",
        ours=in_milliseconds([each.seconds for each in good]) if good else (),
        baseline=(1_000 * SOON_SECONDS,),
        against=f"{what}, {len(came) - len(good)} errors",
    )
