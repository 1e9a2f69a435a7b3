"""A hall votes by phone through the pages: 500 phones and 20 walls, 500 votes within a minute.

In the half minute before, everybody comes in: a phone sends its personal code, keeps the session's
cookie, reads the page of its ballot, and then holds a stream of events open. At a moment of its
own it sends the form and reads the page again, on which the vote must be on record. A wall follows
everything, and is fetched anew at every message.
"""

import asyncio
import random
from contextlib import closing
from typing import NamedTuple

import uvloop

from api.access.doorkeeper import open_doorkeeper
from api.bench import room_client, servers
from api.bench.frame import Row
from api.bench.hall import LEDGER, convene, furnish, open_poll
from api.bench.open_client import Came, start
from api.bench.phones import row_of
from api.bench.place import place_of
from api.bench.room_client import Phone, Wall
from api.house import House, now_micros
from engine.events.poll import BallotCast

PHONES = 500
WALLS = 20
SECONDS = 60.0
"""Within how long they vote; they come in during half as long before."""
LAST_LOOK_SECONDS = 2.0
MEETING, POLL = "hall", "room"
PASSWORD = "only for this measurement"  # noqa: S105  # of a store that is thrown away


class Held(NamedTuple):
    """What one vote through the pages came to: `votes` were answered, `recorded` was read."""

    joins: list[Came]
    pages: list[Came]
    votes: list[Came]
    recorded: list[Came]
    walls: list[Came]
    streams_lost: int
    shown: set[str]
    """The turnouts that the walls showed at the end."""
    ballots: int
    """How many ballots the log holds, of as many members."""


def measure(data: str = "", workers: int = 1) -> list[Row]:
    """A row for each thing that phones and walls ask for, of so many processes."""
    held = hold(PHONES, WALLS, SECONDS, data=data, workers=workers)
    assert held.shown == {f"{PHONES} / {PHONES}"}, "every wall shows every vote at the end"
    assert held.ballots == PHONES, "the log holds one ballot of each"
    assert not held.streams_lost, "every stream lasts"
    entering, voting = f"within {SECONDS / 2:g} s", f"within {SECONDS:g} s"
    rows = (
        ("room-joins", held.joins, f"codes of {PHONES} phones exchanged {entering}"),
        ("room-pages", held.pages, f"ballots shown to {PHONES} phones {entering}"),
        ("room-votes", held.votes, f"forms of {PHONES} phones answered {voting}"),
        ("room-recorded", held.recorded, f"forms on record for {PHONES} phones {voting}"),
        ("room-walls", held.walls, f"renewals of {WALLS} walls meanwhile"),
    )
    return [row_of(servers.named(name, workers), came, what) for name, came, what in rows]


def hold(phones: int, walls: int, seconds: float, *, data: str = "", workers: int = 1) -> Held:
    """Let a hall vote, through a server of its own."""
    with place_of(data) as place:
        codes = _ready(place.address, phones)
        with (
            servers.ours(place.address, "--plain-http", workers=workers) as port,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            held = runner.run(_held(port, codes, walls, seconds))
        with House(place.address) as house:
            rows = [*house.store.read(house.id_of(LEDGER))]
        cast = [row for row in rows if row.topic == BallotCast.TOPIC]
        assert len({row.stream for row in cast}) == len(cast), "nobody votes twice"
        return held._replace(ballots=len(cast))


def _ready(address: str, phones: int) -> dict[str, str]:
    """A locked store whose meeting sits with an open poll; everybody's code."""
    with (
        House(address) as house,
        closing(open_doorkeeper(address, clock=now_micros, plain=True)) as doors,
    ):
        doors.accounts.open("admin", name="Admin", password=PASSWORD, administrator=True)
        furnish(house, phones, "person")
        convene(house, MEETING, phones)
        open_poll(house, POLL, MEETING)
        members = [f"m{n}" for n in range(phones)]
        return doors.codes.issue(str(house.id_of(LEDGER)), MEETING, members)


async def _held(port: int, codes: dict[str, str], walls: int, seconds: float) -> Held:
    drawn = random.Random(POLL)  # noqa: S311  # when people come in and press a button
    entering = seconds / 2
    began = start()
    showing = [Wall(port) for _ in range(walls)]
    following = [asyncio.create_task(wall.follow()) for wall in showing]
    holding = [
        Phone(
            port, member, code, began + drawn.uniform(0, entering),
            began + entering + drawn.uniform(0, seconds),
        )
        for member, code in codes.items()
    ]  # fmt: skip
    await asyncio.gather(*(phone.take_part() for phone in holding))
    await asyncio.sleep(LAST_LOOK_SECONDS)
    lost = sum(task.done() for task in following) + sum(phone.lost for phone in holding)
    await room_client.end([*following, *(p.stream for p in holding if p.stream is not None)])
    await asyncio.gather(*(wall.last_look() for wall in showing))
    return Held(
        joins=[phone.joined for phone in holding],
        pages=[phone.page for phone in holding],
        votes=[phone.voted for phone in holding],
        recorded=[phone.recorded for phone in holding],
        walls=[look for wall in showing for look in wall.looks],
        streams_lost=lost,
        shown={wall.shown for wall in showing},
        ballots=0,
    )
