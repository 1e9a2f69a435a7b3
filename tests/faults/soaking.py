"""A hall that votes, asks and watches for as long as it is told to, whatever becomes of its server."""

import http.client
import itertools
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from queue import Empty, Queue

import msgspec
import psutil  # type: ignore[import-untyped]  # comes with the tests' PostgreSQL

from engine.commands.poll import ClosePoll
from engine.commands.submit import Submitter
from tests.engine.persistence.small_season import play
from tests.faults.checking import Told
from tests.faults.hall import GIVEN, SECRETARY, open_polls
from tests.faults.serving import SLUG, Client

VOTERS, READERS, WALLS = 8, 3, 4
THINKS_SECONDS = 0.02
ASKS = (
    f"/v1/ledgers/{SLUG}",
    f"/v1/ledgers/{SLUG}/polls",
    f"/v1/ledgers/{SLUG}/timeline?limit=50",
    f"/v1/ledgers/{SLUG}/awards",
    f"/ledgers/{SLUG}",
    "/v1/ledgers",
    "/readyz",
    "/",
)
LOST = (OSError, http.client.HTTPException)
"""What a client sees of a server that ends."""


class Size(msgspec.Struct, frozen=True):
    """What a process takes."""

    kib: int
    files: int
    threads: int


def size_of(pid: int) -> Size:
    """What a process takes now."""
    process = psutil.Process(pid)
    with process.oneshot():
        return Size(process.memory_info().rss // 1024, process.num_fds(), process.num_threads())


class Crowd:
    """Voters, readers, walls and a secretary. They go on through restarts until `end`."""

    def __init__(
        self, submitter: Submitter, told: Told, members: list[str], cookies: Mapping[str, str]
    ) -> None:
        self.submitter, self.told, self.members, self.cookies = submitter, told, members, cookies
        self.port = 0
        self.asked = self.messages = self.lost = 0
        self.polls: list[str] = []
        self.errors: list[BaseException] = []
        self._votes: Queue[tuple[str, str]] = Queue()
        self._serving = threading.Event()
        self._ended = threading.Event()
        roles = [self._vote] * VOTERS + [self._ask] * READERS + [self._watch] * WALLS
        self._threads = [
            threading.Thread(target=self._go, args=(role, number))
            for number, role in enumerate([*roles, self._preside])
        ]
        for thread in self._threads:
            thread.start()

    def served_at(self, port: int) -> None:
        """A server is there."""
        self.port = port
        self._serving.set()

    def unserved(self) -> None:
        """The server is about to end."""
        self._serving.clear()

    def end(self) -> None:
        """Go home; fails if anybody met what they should not."""
        self._ended.set()
        self._serving.set()
        for thread in self._threads:
            thread.join()
        assert not self.errors, self.errors

    def _go(self, role: Callable[[Client, int], None], number: int) -> None:
        try:
            while not self._ended.is_set():
                if not self._serving.wait(timeout=1) or self._ended.is_set():
                    continue
                try:
                    with Client(self.port, self.cookies) as client:
                        role(client, number)
                except LOST:
                    self.lost += 1
                    time.sleep(THINKS_SECONDS)
        except BaseException as error:  # noqa: BLE001  # shown by `end`
            self.errors.append(error)

    def _goes_on(self) -> bool:
        return self._serving.is_set() and not self._ended.is_set()

    def _preside(self, _client: Client, _: int) -> None:
        """Open a poll when nearly all have voted in the last one, and close the one before that."""
        while self._goes_on():
            if self._votes.qsize() < len(self.members) // 4:
                name = f"P{len(self.polls)}"
                open_polls(self.submitter, name)
                self.polls.append(name)
                for member in self.members:
                    self._votes.put((name, member))
                if len(self.polls) > 2:
                    before = self.polls[-3]
                    close = ClosePoll(poll=before)
                    play(self.submitter, [close], key=f"{GIVEN}-close-{before}", by=SECRETARY)
            time.sleep(THINKS_SECONDS)

    def _vote(self, client: Client, number: int) -> None:
        """Vote, now and then twice under one key; send again what is not answered."""
        mine = [key for at, key in enumerate(self.told.unanswered) if at % VOTERS == number]
        for key in mine:
            client.vote(self.told, *self.told.sent[key], key)
        for turn in itertools.count():
            if not self._goes_on():
                return
            with suppress(Empty):
                poll, member = self._votes.get(timeout=0.1)
                key = f"{poll}-{member}"
                client.vote(self.told, poll, member, key)
                if turn % 10 == 0:
                    client.vote(self.told, poll, member, key)
                    client.vote(self.told, poll, member, f"{key}-again")
            time.sleep(THINKS_SECONDS)

    def _ask(self, client: Client, number: int) -> None:
        for path in itertools.cycle(ASKS):
            if not self._goes_on():
                return
            client.get(path, by=self.members[number])
            self.asked += 1
            time.sleep(THINKS_SECONDS * 2)

    def _watch(self, client: Client, number: int) -> None:
        """Follow the stream; leave it and come back after a while, as walls and phones do."""
        for count, line in enumerate(client.follow(self.members[number])):
            self.messages += line.startswith(b"data:")
            if not self._goes_on() or count > 150:
                return
