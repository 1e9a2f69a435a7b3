"""Live pages: for each ledger that somebody watches, one thread waits and one message goes to all.

A message says how far the ledger is, and what its `scene` is: the newest event that is not a
ballot. Phones follow the scene alone, so a vote does not make every other phone ask again; walls
follow everything, at most twice a second. What is written is encoded once, whoever watches.
"""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator
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
QUIET = (BallotCast.TOPIC, WrittenOpinionReceived.TOPIC)

Follow: TypeAlias = Literal["everything", "scene"]


class _Watch:
    """One ledger that is watched. Touched by the event loop alone, but for `waited`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.scene = size - 1
        self.readers: set[asyncio.Event] = set()
        self.message = b""
        self.ended = False

    def end(self) -> None:
        """Nobody waits for this ledger any more: let the streams end, and who watches ask again."""
        self.ended = True
        for reader in self.readers:
            reader.set()

    def tell(self, size: int, scene: int) -> None:
        """Let everybody know."""
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
        self, ledger: UUID, *, seen: int = -1, follow: Follow = "everything"
    ) -> AsyncGenerator[bytes, None]:
        """Messages after an index, as they come; it ends only where the store is out of reach."""
        watch = await self._watched(ledger)
        changed = asyncio.Event()
        watch.readers.add(changed)
        try:
            while not watch.ended:
                newest = watch.scene if follow == "scene" else watch.size - 1
                if newest > seen:
                    seen = newest
                    yield watch.message or message(watch.size - 1, watch.scene)
                    await asyncio.sleep(GAP_SECONDS)
                    continue
                changed.clear()
                await changed.wait()
        finally:
            watch.readers.discard(changed)

    async def _watched(self, ledger: UUID) -> _Watch:
        watch = self._watches.get(ledger)
        if watch is None:
            head = await asyncio.to_thread(self._store.head, ledger)
            watch = self._watches.setdefault(ledger, _Watch(head.size))
            if not watch.readers:
                self._begin(ledger, watch)
        return watch

    def _begin(self, ledger: UUID, watch: _Watch) -> None:
        loop = asyncio.get_running_loop()
        threading.Thread(
            target=self._wait, args=(ledger, watch, loop), name="live", daemon=True
        ).start()

    def _wait(self, ledger: UUID, watch: _Watch, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread of its own: wait for growth while anybody watches."""
        size, scene = watch.size, watch.scene
        with suppress(RuntimeError):  # the event loop has ended, and with it everybody who watched
            while True:
                try:
                    found = self._store.wait(ledger, size, WAIT_SECONDS)
                    if found > size:
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
