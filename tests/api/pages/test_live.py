"""Pages that follow a ledger are told of its growth, and phones only of what concerns them."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from api.live import Live
from engine.commands.ballot import CastBallot
from engine.commands.poll import ClosePoll
from engine.errors.ledger import StoreUnavailable
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


@pytest.mark.timeout(60)
def test_a_stream_whose_store_is_out_of_reach_ends_so_that_its_reader_comes_again(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wall that hears nothing and is not told so would stand still for the rest of the day."""

    async def watched() -> None:
        live, ledger = Live(hall.house.store), hall.house.id_of(SLUG)
        stream = live.messages(ledger, seen=hall.size() - 1)
        waiting = asyncio.create_task(next_of(stream))
        await asyncio.sleep(0.2)
        with monkeypatch.context() as patched:
            patched.setattr(hall.house.store, "head", away)
            hall.house.store.growth.told()  # type: ignore[attr-defined]
            with pytest.raises(StopAsyncIteration):
                await waiting

        again = live.messages(ledger, seen=hall.size() - 1)
        coming = asyncio.create_task(next_of(again))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(hall.play, opening("line"))
        assert (await coming)["index"] == hall.size() - 1
        await again.aclose()

    def away(_: object) -> None:
        raise StoreUnavailable(store="s", reason="gone")

    asyncio.run(watched())


@pytest.mark.timeout(60)
def test_who_comes_as_the_last_one_goes_is_not_forgotten(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.WAIT_SECONDS", 0.05)

    async def watched() -> None:
        live, ledger = Live(hall.house.store), hall.house.id_of(SLUG)
        for turn in range(15):
            seen = hall.size() - 1
            gone = live.messages(ledger, seen=seen - 1)
            await next_of(gone)
            await gone.aclose()
            await asyncio.sleep(0.005 * turn)
            stream = live.messages(ledger, seen=seen)
            coming = asyncio.create_task(next_of(stream))
            await asyncio.sleep(0.1)
            await asyncio.to_thread(hall.play, opening("line", poll=f"p{turn}"))
            assert (await coming)["index"] == seen + 1
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
