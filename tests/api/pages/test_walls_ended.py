"""A link for the wall that is ended: the stream that the screen follows ends, too, and says so."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from msgspec.structs import replace
from starlette.requests import Request
from starlette.testclient import TestClient

from api.access.doorkeeper import open_doorkeeper
from api.access.gate import may_still_follow
from api.access.sessions import Session
from api.house import House, now_micros
from api.live import AGAIN_SECONDS, ENDED, Live
from engine.commands.actor import AdmitActor
from tests.api.pages.conftest import PASSWORD, SLUG, Hall
from tests.api.serving import served
from tests.engine.bloc import OPENED
from tests.engine.meeting_room import SITTING

WALL = f"/ledgers/{SLUG}/wall"
HOUR = 3_600


@pytest.fixture
def cookies(tmp_path: Path) -> dict[str, str]:
    """A store that is locked, with the sessions of a secretary and of the hall's screen."""
    with House(tmp_path) as house:
        house.open_ledger(replace(OPENED, disclosure="members"), key="open")
        doors = open_doorkeeper(str(tmp_path), clock=now_micros)
        doors.accounts.open("chu", name="Chủ", password=PASSWORD, administrator=True)
        lan = doors.accounts.open("lan", name="Lan", password=PASSWORD, administrator=False).id
        admitted = AdmitActor(actor=lan, name="Lan", roles=("secretary",))
        for number, command in enumerate((*SITTING[1:], admitted)):
            house.carry_out(SLUG, command, key=f"given-{number}")
        wall = doors.codes.exchange(doors.codes.issue_wall(str(house.id_of(SLUG))))[1]
        staff = doors.sessions.begin(Session(account=lan))
        doors.close()
    return {"staff": f"__Host-suyton-staff={staff}", "wall": f"__Host-suyton-wall={wall}"}


@pytest.fixture
def ask(tmp_path: Path, cookies: dict[str, str]) -> Iterator[Callable[..., HTTPResponse]]:
    """Asks a real server, each time on a connection of its own."""
    with served(tmp_path) as (address, _), ExitStack() as lines:

        def asked(whose: str, path: str, method: str = "GET") -> HTTPResponse:
            line = HTTPConnection(urlsplit(address).netloc, timeout=AGAIN_SECONDS / 2)
            lines.callback(line.close)
            headers = {"Cookie": cookies[whose], "Origin": address, "Accept": "text/html"}
            line.request(method, path, headers=headers)
            return line.getresponse()

        yield asked


def test_the_stream_of_a_link_that_is_ended_ends_at_once(ask: Callable[..., HTTPResponse]) -> None:
    following = ask("wall", f"/ledgers/{SLUG}/live")
    assert following.status == 200

    ended = ask("staff", f"/desk/{SLUG}/wall/end", "POST")

    assert ended.status == 303
    assert following.read().endswith(ENDED)
    assert [ask("wall", path).status for path in (WALL, f"/ledgers/{SLUG}/live")] == [401, 401]


async def last_of(stream: Live, ledger: UUID, may: Callable[[], bool]) -> bytes:
    return [told async for told in stream.messages(ledger, may=may)][-1]


def test_a_link_that_another_process_ends_is_noticed_in_time(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.AGAIN_SECONDS", 0.1)
    request, ledger = request_of(hall, hall.screen()), hall.house.id_of(SLUG)
    other = open_doorkeeper(str(tmp_path), clock=hall.clock)

    async def watched() -> None:
        live = Live(hall.house.store)
        told = asyncio.create_task(
            last_of(live, ledger, lambda: may_still_follow(request, hall.house, SLUG))
        )
        await asyncio.sleep(0.5)
        assert not told.done()
        await asyncio.to_thread(other.codes.revoke_wall, str(ledger))
        assert await asyncio.wait_for(told, 10) == ENDED

    asyncio.run(watched())
    other.close()


def test_who_went_away_from_a_page_that_follows_is_signed_out_as_ever(hall: Hall) -> None:
    """The stream asks for as long as the page is open: that is no use of the session."""
    request = request_of(hall, hall.staff("lan", "secretary"))

    still = []
    for _ in range(5):
        still.append(may_still_follow(request, hall.house, SLUG))
        hall.clock.turn(seconds=HOUR // 2)

    assert still == [True, True, True, True, True]
    assert not may_still_follow(request, hall.house, SLUG)


def test_nobody_is_asked_who_they_are_while_everybody_may_do_everything(hall: Hall) -> None:
    hall.app.state.doors = None

    assert may_still_follow(request_of(hall, hall.browser()), hall.house, SLUG)


def request_of(hall: Hall, browser: TestClient) -> Request:
    """A request with the cookies of a browser."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = [(b"cookie", cookies.encode())]
    return Request({"type": "http", "method": "GET", "headers": headers, "app": hall.app})
