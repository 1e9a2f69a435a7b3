"""Pages that follow a ledger are told of its growth, and phones only of what concerns them."""

import asyncio
import json
from collections.abc import AsyncIterator

from api.live import Live
from engine.commands.ballot import CastBallot
from engine.commands.poll import ClosePoll
from engine.rules.ballots import Opinions
from tests.api.pages.conftest import SLUG, Hall
from tests.engine.meeting_room import opening

YES = Opinions((("it", "for"),))
WAIT = 30


async def next_of(stream: AsyncIterator[bytes]) -> dict[str, int]:
    told = await asyncio.wait_for(anext(stream), WAIT)
    found: dict[str, int] = json.loads(told.decode().split("data: ")[1])
    return found


def test_everybody_who_watches_is_told_what_was_recorded(hall: Hall) -> None:
    async def watched() -> None:
        live = Live(hall.house.store)
        ledger = hall.house.id_of(SLUG)
        seen = hall.size() - 1
        first, second = (live.messages(ledger, seen=seen) for _ in range(2))
        waiting = [asyncio.create_task(next_of(stream)) for stream in (first, second)]
        await asyncio.sleep(0.2)

        await asyncio.to_thread(hall.play, opening("line"))

        told = [await task for task in waiting]
        assert told == [{"index": seen + 1, "scene": seen + 1}] * 2
        for stream in (first, second):
            await stream.aclose()

    asyncio.run(watched())


def test_who_comes_late_is_told_at_once(hall: Hall) -> None:
    async def watched() -> None:
        stream = Live(hall.house.store).messages(hall.house.id_of(SLUG), seen=3)
        assert (await next_of(stream))["index"] == hall.size() - 1
        await stream.aclose()

    asyncio.run(watched())


def test_a_phone_is_not_told_of_every_vote_but_of_the_close(hall: Hall) -> None:
    hall.play(opening("line"))

    async def watched() -> None:
        live = Live(hall.house.store)
        seen = hall.size() - 1
        stream = live.messages(hall.house.id_of(SLUG), seen=seen, follow="scene")
        waiting = asyncio.create_task(next_of(stream))
        await asyncio.sleep(0.2)

        await asyncio.to_thread(hall.play, CastBallot(poll="p", member="U1", ballot=YES))
        await asyncio.sleep(1)
        assert not waiting.done()
        await asyncio.to_thread(hall.play, ClosePoll(poll="p"))

        assert (await waiting)["scene"] == seen + 2
        await stream.aclose()

    asyncio.run(watched())


def test_the_wall_tells_how_many_have_voted_and_never_what(hall: Hall) -> None:
    hall.play(opening("line"), CastBallot(poll="p", member="U1", ballot=YES))
    phone = hall.phone("U1")

    page = phone.get(f"/ledgers/{SLUG}/wall").text
    assert "1 of 4 have voted" in page
    assert "passes" not in page
    hall.play(CastBallot(poll="p", member="U2", ballot=YES), ClosePoll(poll="p"))

    assert "2/4" in phone.get(f"/ledgers/{SLUG}/wall").text


def test_the_wall_of_a_roll_call_shows_who_answered_and_what_only_after_the_close(
    hall: Hall,
) -> None:
    hall.play(opening("roll", method="roll-call"), CastBallot(poll="p", member="U1", ballot=YES))
    phone = hall.phone("U1")

    during = phone.get(f"/ledgers/{SLUG}/wall").text
    hall.play(ClosePoll(poll="p"))
    after = phone.get(f"/ledgers/{SLUG}/wall").text

    assert "Unit U1 ✓" in during
    assert during.count("for") < after.count("for")
