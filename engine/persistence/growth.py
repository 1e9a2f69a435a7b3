"""Waiting for a ledger to grow, without asking the store again and again.

A store tells its `Growth` of each commit of its own. What other processes commit is noticed by
one thread, which runs only while somebody waits and a little longer. The thread is a hint and
never the truth: whoever is woken asks the store how far the ledger is, and asks again anyway
every `AGAIN_SECONDS`, so that a lost hint costs only time.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import TypeAlias

from engine.errors.ledger import StoreUnavailable

AGAIN_SECONDS = 1.0
LINGER_SECONDS = 5.0

Watching: TypeAlias = Callable[[], AbstractContextManager[Callable[[], bool]]]
"""Opens a look at the store from outside. What it gives waits a moment and tells whether
something may have been committed meanwhile. Refuses `StoreUnavailable`.
"""


class Growth:
    """The waiting room of one store. Threads may wait at will."""

    def __init__(self, watching: Watching) -> None:
        self._watching = watching
        self._changed = threading.Condition()
        self._commits = 0
        self._waiting = 0
        self._until = 0.0
        self._closed = False
        self._thread: threading.Thread | None = None

    def told(self) -> None:
        """Something was committed: whoever waits looks again."""
        with self._changed:
            self._commits += 1
            self._changed.notify_all()

    def wait(self, size_of: Callable[[], int], size: int, seconds: float) -> int:
        """Wait until `size_of` tells more than `size`, at most so long; what it told last."""
        end = time.monotonic() + seconds
        while True:
            with self._changed:
                seen = self._commits
            found = size_of()
            left = end - time.monotonic()
            if found > size or left <= 0 or self._closed:
                return found
            with self._changed:
                self._watch()
                self._waiting += 1
                self._changed.wait_for(
                    lambda: self._commits != seen or self._closed,  # noqa: B023  # called here
                    min(left, AGAIN_SECONDS),
                )
                self._waiting -= 1
                self._until = time.monotonic() + LINGER_SECONDS

    def close(self) -> None:
        """Let everybody go, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _watch(self) -> None:
        """See to it that the thread runs. Under the condition's lock."""
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="ledger-growth", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        # Without a look from outside, who waits asks every AGAIN_SECONDS, and is told by the
        # store itself what is wrong with it; the next one who waits tries this again.
        try:
            with suppress(StoreUnavailable), self._watching() as changed:
                self.told()  # what was committed before the first look
                while self._wanted():
                    if changed():
                        self.told()
        finally:
            with self._changed:
                self._thread = None

    def _wanted(self) -> bool:
        with self._changed:
            return not self._closed and (self._waiting > 0 or time.monotonic() < self._until)
