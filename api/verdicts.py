"""Verdicts on their way from the writer's threads to an event loop: one wake-up for many.

The writer answers a whole batch at once. Waking the loop costs a system call, so only the first
verdict of those that wait to be fetched does it.
"""

import asyncio
from collections import deque
from contextlib import suppress
from weakref import WeakKeyDictionary

from engine.persistence.promise import Promise
from engine.persistence.work import Verdict

_Waiting = tuple["asyncio.Future[Verdict]", Promise]


async def waited(verdict: Promise) -> Verdict:
    """The verdict, or its refusal raised. Who stops waiting before its turn is not decided."""
    loop = asyncio.get_running_loop()
    arrivals = _ARRIVALS.get(loop)
    if arrivals is None:
        arrivals = _ARRIVALS[loop] = _Arrivals()
    waiting: asyncio.Future[Verdict] = loop.create_future()
    verdict.add_done_callback(lambda done: arrivals.arrived(loop, waiting, done))
    try:
        return await waiting
    except asyncio.CancelledError:
        verdict.cancel()
        raise


class _Arrivals:
    """The verdicts that one loop has not fetched yet."""

    def __init__(self) -> None:
        self._arrived: deque[_Waiting] = deque()
        self._woken = False

    def arrived(
        self,
        loop: asyncio.AbstractEventLoop,
        waiting: "asyncio.Future[Verdict]",
        verdict: Promise,
    ) -> None:
        """Called in any thread. What is laid down before the loop looks, it finds: it takes the
        mark away first and empties afterwards.
        """
        if waiting.done():  # cancelled; a loop that ends cancels all that wait in it
            return
        self._arrived.append((waiting, verdict))
        if not self._woken:
            self._woken = True
            with suppress(RuntimeError):  # closed without waiting for anybody
                loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        self._woken = False
        while self._arrived:
            waiting, verdict = self._arrived.popleft()
            if waiting.done():  # cancelled
                continue
            if (refusal := verdict.exception()) is not None:
                waiting.set_exception(refusal)
            else:
                waiting.set_result(verdict.result())


_ARRIVALS: "WeakKeyDictionary[asyncio.AbstractEventLoop, _Arrivals]" = WeakKeyDictionary()
"""Goes when its loop goes: it holds a loop only through what waits there."""
