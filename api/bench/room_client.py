"""Browsers that cost little: a delegate's phone, and a wall, each over bare connections.

What is not answered, or not as it must be, is an error: status 0.
"""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlencode

from api.bench.hall import LEDGER, VIEWS
from api.bench.open_client import Asked, Came, phone

NOT_ASKED = Came(0, float("inf"), b"", b"")
_KEY = re.compile(
    rb'action="(/vote/[^"]+)" data-vote>\s*<input type="hidden" name="key" value="([^"]+)"'
)
_INDEX = re.compile(rb'data-index="(\d+)"')
_TURNOUT = re.compile(rb'class="turnout"><strong>(\d+)</strong> / (\d+)')
_COOKIE = re.compile(rb"set-cookie: ([^;\r]+)", re.IGNORECASE)
_RECORDED = b'role="status"><strong>'


class Phone:
    """One delegate's: comes in at one moment, votes at another, whatever was answered by then."""

    def __init__(self, port: int, member: str, code: str, enters: float, votes: float) -> None:
        self._port = port
        self._member = member
        self._code = code
        self._enters = enters
        self._votes = votes
        self._cookie = ""
        self.joined = self.page = self.voted = self.recorded = NOT_ASKED
        self.stream: asyncio.Task[None] | None = None

    @property
    def lost(self) -> bool:
        """Has its stream of events ended, or never begun."""
        return self.stream is None or self.stream.done()

    async def take_part(self) -> None:
        """Come in, hold a stream, vote, and read that it is recorded."""
        joining = self._post("/join", {"code": self._code})
        (self.joined,) = await _asked(self._port, [Asked(0.0, joining)], self._enters)
        cookie = _COOKIE.search(self.joined.head)
        if self.joined.status != 303 or cookie is None:
            return
        self._cookie = cookie[1].decode()
        (page,) = await _asked(self._port, [Asked(0.0, self._get("/vote"))], time.perf_counter())
        form, index = _KEY.search(page.body), _INDEX.search(page.body)
        if form is None or index is None:
            return
        self.page = page
        live = f"/ledgers/{LEDGER}/live?follow=scene&seen={index[1].decode()}"
        self.stream = asyncio.create_task(_stream(self._port, self._get(live), _nothing))
        view = VIEWS[int(self._member[1:]) % len(VIEWS)]
        voting = self._post(form[1].decode(), {"key": form[2].decode(), "view:it": view})
        self.voted, read = await _asked(
            self._port, [Asked(0.0, voting), Asked(0.0, self._get("/vote"))], self._votes
        )
        if self.voted.status != 303:
            self.voted = NOT_ASKED
        self.recorded = read if _RECORDED in read.body else NOT_ASKED

    def _get(self, path: str) -> bytes:
        return _request("GET", self._port, path, self._cookie)

    def _post(self, path: str, fields: dict[str, str]) -> bytes:
        return _request("POST", self._port, path, self._cookie, urlencode(fields).encode())


class Wall:
    """One screen, that anybody may read: at every message it is fetched anew, as by its script."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._fetching: set[asyncio.Task[None]] = set()
        self.looks: list[Came] = []
        self.shown = ""

    async def follow(self) -> None:
        """For as long as the stream lasts."""
        live = f"/ledgers/{LEDGER}/live?follow=everything&seen=-1"
        await _stream(self._port, _request("GET", self._port, live), self._renew)

    async def last_look(self) -> None:
        """Wait for what is being fetched: the page shown last."""
        await asyncio.gather(*self._fetching)

    def _renew(self) -> None:
        fetching = asyncio.create_task(self._fetch(time.perf_counter()))
        self._fetching.add(fetching)
        fetching.add_done_callback(self._fetching.discard)

    async def _fetch(self, told: float) -> None:
        request = _request("GET", self._port, f"/ledgers/{LEDGER}/wall")
        (came,) = await _asked(self._port, [Asked(0.0, request)], told)
        self.looks.append(came)
        found = _TURNOUT.search(came.body)
        self.shown = "" if found is None else f"{found[1].decode()} / {found[2].decode()}"


async def end(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Close the streams."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _stream(port: int, request: bytes, told: Callable[[], None]) -> None:
    """Hold a stream of server-sent events open and tell of each message, until it ends."""
    with suppress(OSError, EOFError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                return
            while True:  # what stands between two messages is how long the next one is
                if b"data: " in await reader.readuntil(b"\r\n\r\n"):
                    told()
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def _asked(port: int, asked: Sequence[Asked], started: float) -> list[Came]:
    """The answers; errors where the connection is refused or breaks off."""
    try:
        return await phone(port, asked, started)
    except (OSError, EOFError):
        return [NOT_ASKED for _ in asked]


def _nothing() -> None:
    """A phone follows the scene, and while a poll is open nothing else is on."""


def _request(method: str, port: int, path: str, cookie: str = "", body: bytes = b"") -> bytes:
    host = f"127.0.0.1:{port}"
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept: text/html"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        form = "application/x-www-form-urlencoded"
        lines += [f"Origin: http://{host}", f"Content-Type: {form}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
