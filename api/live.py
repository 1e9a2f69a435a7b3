"""Live pages: for each ledger that somebody watches, one thread waits and one message goes to all.

A message says how far the ledger is, and what its `scene` is: the newest event that is not a
ballot. Phones follow the scene alone, so a vote does not make every other phone ask again; walls
follow everything, at most twice a second. What is written is encoded once, whoever watches.

Whether somebody still may follow is asked again every few seconds, and at once where this process ends
a link or a code. Who may no longer is told that it is over, so that the page is fetched again and says so.
"""

import asyncio
import json
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Literal, TypeAlias
from uuid import UUID

from engine.errors import DomainError
from engine.events.poll import BallotCast, WrittenOpinionReceived
from engine.persistence.store import Store

WAIT_SECONDS = 5.0
"""How long the thread waits before it looks whether anybody still watches."""
GAP_SECONDS = 0.5
"""The least time between two messages of one stream."""
AGAIN_SECONDS = 10.0
"""How often it is asked whether somebody still may follow."""
ENDED = b"event: ended\r\ndata: {}\r\n\r\n"
"""The last message to who may follow no longer."""
QUIET = (BallotCast.TOPIC, WrittenOpinionReceived.TOPIC)

Follow: TypeAlias = Literal["everything", "scene"]


class _Watch:
    """One ledger that is watched. Touched by the event loop alone, but for `waited`."""

    def __init__(self, size: int, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.size = size
        self.scene = size - 1
        self.readers: set[asyncio.Event] = set()
        self.message = b""
        self.doubts = 0
        """How often everybody's right to follow was called into question."""
        self.taken_back = 0
        """How often the log became shorter."""
        self.ended = False

    def doubt(self) -> None:
        """Let everybody's right to follow be asked for now."""
        self.doubts += 1
        for reader in self.readers:
            reader.set()

    def end(self) -> None:
        """Nobody waits for this ledger any more: let the streams end, and who watches ask again."""
        self.ended = True
        for reader in self.readers:
            reader.set()

    def tell(self, size: int, scene: int) -> None:
        """Let everybody know, also those who have seen more than there is now."""
        self.taken_back += size < self.size
        self.size, self.scene = size, scene
        self.message = message(size - 1, scene)
        for reader in self.readers:
            reader.set()


class Live:
    """Who watches which ledger of a store, in one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watches: dict[UUID, _Watch] = {}

    async def messages(
        self,
        ledger: UUID,
        *,
        seen: int = -1,
        follow: Follow = "everything",
        may: Callable[[], bool] = lambda: True,
    ) -> AsyncGenerator[bytes, None]:
        """Messages after an index, as they come; it ends where the store is out of reach, and with
        `ENDED` where `may`, which is asked in a thread, says that this reader may follow no longer.
        """
        watch = await self._watched(ledger)
        changed = asyncio.Event()
        watch.readers.add(changed)
        doubts, due = watch.doubts, time.monotonic() + AGAIN_SECONDS
        taken_back = watch.taken_back
        try:
            if seen >= watch.size:
                head = await asyncio.to_thread(self._store.head, ledger)
                seen = seen if seen < head.size else -1  # of a log that was taken back
            while not watch.ended:
                if watch.doubts != doubts or time.monotonic() >= due:
                    doubts, due = watch.doubts, time.monotonic() + AGAIN_SECONDS
                    if not await asyncio.to_thread(may):
                        yield ENDED
                        return
                newest = watch.scene if follow == "scene" else watch.size - 1
                if newest > seen or taken_back != watch.taken_back:
                    seen, taken_back = newest, watch.taken_back
                    yield watch.message or message(watch.size - 1, watch.scene)
                    await asyncio.sleep(GAP_SECONDS)
                    continue
                changed.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(due - time.monotonic()):
                        await changed.wait()
        finally:
            watch.readers.discard(changed)

    def look_again(self, ledger: UUID) -> None:
        """Ask at once whether those who follow a ledger still may. Any thread may call."""
        watch = self._watches.get(ledger)
        if watch is not None:
            with suppress(RuntimeError):  # the event loop has ended, and with it every stream
                watch.loop.call_soon_threadsafe(watch.doubt)

    async def _watched(self, ledger: UUID) -> _Watch:
        watch = self._watches.get(ledger)
        if watch is None:
            head = await asyncio.to_thread(self._store.head, ledger)
            begun = _Watch(head.size, asyncio.get_running_loop())
            watch = self._watches.setdefault(ledger, begun)
            if not watch.readers:
                self._begin(ledger, watch)
        return watch

    def _begin(self, ledger: UUID, watch: _Watch) -> None:
        threading.Thread(target=self._wait, args=(ledger, watch), name="live", daemon=True).start()

    def _wait(self, ledger: UUID, watch: _Watch) -> None:
        """In a thread of its own: wait for growth while anybody watches."""
        size, scene, loop = watch.size, watch.scene, watch.loop
        with suppress(RuntimeError):  # the event loop has ended, and with it everybody who watched
            while True:
                try:
                    found = self._store.wait(ledger, size, WAIT_SECONDS)
                    if found < size:  # an older copy was put in the place of the store
                        size, scene = found, found - 1
                        loop.call_soon_threadsafe(watch.tell, size, scene)
                    elif found > size:
                        rows = self._store.read(ledger, after=size - 1, until=found - 1)
                        scene = max(
                            (row.index for row in rows if row.topic not in QUIET), default=scene
                        )
                        size = found
                        loop.call_soon_threadsafe(watch.tell, size, scene)
                except DomainError:  # the store is out of reach: whoever watches asks again
                    loop.call_soon_threadsafe(self._end, ledger, watch)
                    return
                if found <= size and not watch.readers:
                    loop.call_soon_threadsafe(self._forget, ledger, watch)
                    return

    def _forget(self, ledger: UUID, watch: _Watch) -> None:
        if watch.readers:  # somebody came in the meantime
            self._begin(ledger, watch)
        else:
            self._end(ledger, watch)

    def _end(self, ledger: UUID, watch: _Watch) -> None:
        if self._watches.get(ledger) is watch:
            del self._watches[ledger]
        watch.end()


def message(index: int, scene: int) -> bytes:
    r"""One message of a stream of server-sent events; its id is the index.

    >>> message(4, 2)
    b'id: 4\r\ndata: {"index": 4, "scene": 2}\r\n\r\n'
    """
    data = json.dumps({"index": index, "scene": scene})
    return f"id: {index}\r\ndata: {data}\r\n\r\n".encode()
