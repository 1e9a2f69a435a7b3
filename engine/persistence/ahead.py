"""Reading ahead: pages are read while those before them are folded.

SQLite joins pages and needs no interpreter until it has all of them. So where a core is idle,
a thread that asks for the next ones hides most of what reading costs. Where none is, waiting for
the thread takes longer than to read: then pages are read in turn for a while. Whoever asks for
more allows one more reading, so memory is bounded by three of them: one is folded, one lies ready,
one goes on. An error comes in the place of what could not be read. The thread ends with the
iterator, however that ends.

A server needs no thread of ours: it is asked for the next page before one is folded (`ask_on`).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from queue import SimpleQueue
from threading import Thread
from typing import TypeAlias

from engine.persistence.joining import JoinedPage, Page, Pages, Spans, spans_of

Begun: TypeAlias = Callable[[Spans], AbstractContextManager[Callable[[], Pages]]]
"""A reading of pages. Called inside, it gives them."""

IN_TURN = 1_250
"""Events of a page that is read in turn."""
AHEAD = 625
"""Events of a page that is read ahead. What they decode to stays near the processor, although
another core fills memory meanwhile.
"""
AT_ONCE = 4
"""Pages of one reading ahead: to hand them over costs two changes of threads."""
TRIED = 4
"""Readings ahead before it is asked whether they were worth it."""
RESTED = 128
"""Pages that are read in turn where they were not."""


class Log:
    """The part of a log that is still to be read; nothing once less was found than asked for."""

    def __init__(self, begun: Begun, *, after: int, last: int) -> None:
        self._begun = begun
        self._after = after
        self._last = last

    @property
    def left(self) -> int:
        """How many events may still come."""
        return self._last - self._after

    @contextmanager
    def asked(self, size: int, count: int) -> Iterator[Callable[[], Pages]]:
        """Ask for the next pages, so many of this size. To be taken once, inside."""
        after, until = self._after, min(self._after + size * count, self._last)
        with self._begun(spans_of(after, until, size)) as read:

            def taken() -> Pages:
                pages = read()
                found = sum(map(len, pages))
                self._after = until if found == until - after else self._last
                return pages

            yield taken


def ask_on(log: Log) -> Iterator[Page | JoinedPage]:
    """All that is left, for a database that works by itself on what it was asked: a page is folded
    while it looks for the next one.
    """
    ready: Pages = ()
    while log.left > 0:
        with log.asked(IN_TURN, 1) as taken:
            yield from ready
            ready = taken()
    yield from ready


def read_on(log: Log, *, ahead: bool = True) -> Iterator[Page | JoinedPage]:
    """All that is left: a page in turn, then `ahead` as long as that is worth it."""
    in_turn = 1
    while log.left > 0:
        for _ in range(in_turn):
            if log.left > 0:
                with log.asked(IN_TURN, 1) as taken:
                    pages = taken()
                yield from pages
        if ahead and log.left > AHEAD * AT_ONCE:
            reader = _Reader(log)
            # Where the system has no thread left, a fold goes on without one.
            with suppress(RuntimeError):
                reader.start()
            if reader.is_alive():
                try:
                    yield from reader.pages()
                finally:
                    reader.stop()
            in_turn = RESTED


class _Reader(Thread):
    """Reads on whenever it may, one reading at a time."""

    def __init__(self, log: Log) -> None:
        super().__init__(name="read-ahead", daemon=True)
        self._log = log
        self._may_read: SimpleQueue[bool] = SimpleQueue()
        self._found: SimpleQueue[Pages | BaseException] = SimpleQueue()
        """Pages, then none or an error."""
        self._ready: Pages = ()
        self._spent = 0.0
        """Seconds of the processor, for all that was read."""

    def pages(self) -> Iterator[Page | JoinedPage]:
        """Pages, as long as to wait for them takes less than to read them."""
        self._may_read.put(True)
        worth, count, waited = True, 0, 0.0
        while True:
            worth = worth and (count < TRIED or waited < self._spent)
            self._may_read.put(worth)
            since = time.perf_counter()
            found = self._found.get()
            waited += time.perf_counter() - since
            if isinstance(found, BaseException):
                raise found
            if not found:
                return
            count += 1
            yield from found

    def stop(self) -> None:
        """End the thread, whatever it does."""
        self._may_read.put(False)
        self.join()

    def run(self) -> None:
        """Read until nothing is left, or no more is wanted."""
        end: Pages | BaseException = ()
        try:
            while self._log.left > 0 and self._may_read.get():
                since = time.thread_time()
                # Handed over only when the next reading needs no interpreter: whoever gets pages
                # keeps it until there are no more.
                with self._log.asked(AHEAD, AT_ONCE) as taken:
                    self._hand_over()
                    self._ready = taken()
                self._spent += time.thread_time() - since
        except BaseException as error:  # noqa: BLE001  # raised again where the pages are missed
            end = error
        self._hand_over()
        self._found.put(end)

    def _hand_over(self) -> None:
        ready, self._ready = self._ready, ()
        if ready:
            self._found.put(ready)
