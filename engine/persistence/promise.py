"""A verdict that is still to come: what a caller holds while its command waits for its turn.

It does what `concurrent.futures.Future` does for this one use, with its methods' names. The
library's own makes two locks and takes one of them four times on the way of a vote, which was a
tenth of what recording it costs; here the queue's lock says who was in time, and a lock is made
only where a thread really waits.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager

from engine.persistence.work import Answer, Verdict, Work


class Promise:
    """The promise of a verdict. Threads may call at will; `taken` and `keep` are the writer's."""

    __slots__ = ("_answer", "_lock", "_taken", "_tellings", "work")

    def __init__(self, work: Work, lock: AbstractContextManager[object]) -> None:
        """`lock` is held by whoever takes commands out of the queue."""
        self.work = work
        self._lock = lock
        self._taken = False
        self._answer: Answer | None = None
        self._tellings: tuple[Callable[[Promise], object], ...] = ()

    def result(self, timeout: float | None = None) -> Verdict:
        """Wait for the verdict, at most so many seconds. Raises the command's refusal,
        `CancelledError`, or `TimeoutError`.
        """
        answer = self._answer or self._waited(timeout)
        if isinstance(answer, BaseException):
            try:
                raise answer
            finally:
                del answer, self  # a raised error holds on to this frame
        return answer

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait as `result` does; the refusal, or none. Raises `CancelledError`, `TimeoutError`."""
        answer = self._answer or self._waited(timeout)
        if isinstance(answer, CancelledError):
            raise answer
        return answer if isinstance(answer, BaseException) else None

    def done(self) -> bool:
        """Is there an answer, or was it cancelled."""
        return self._answer is not None

    def cancel(self) -> bool:
        """Give up. True where the command's turn has not come: it is not decided then."""
        with self._lock:
            in_time = not self._taken
            self._taken = True
            if in_time:
                self._answer = CancelledError()
        if in_time:
            self._tell()
        return in_time or isinstance(self._answer, CancelledError)

    def add_done_callback(self, telling: "Callable[[Promise], object]") -> None:
        """Call this once with the promise when it is done, in whatever thread; at once if it is."""
        with self._lock:
            self._tellings += (telling,)
        if self._answer is not None:
            self._tell()

    def taken(self) -> bool:
        """Under the lock: its turn has come. False if it was cancelled."""
        in_time = not self._taken
        self._taken = True
        return in_time

    def keep(self, answer: Answer) -> None:
        """Answer whoever waits."""
        self._answer = answer
        if self._tellings:
            self._tell()

    def _tell(self) -> None:
        # Whoever adds a telling looks for the answer afterwards, and whoever answers looks for
        # tellings afterwards; only one of them takes it out.
        with self._lock:
            tellings, self._tellings = self._tellings, ()
        for telling in tellings:
            try:
                telling(self)
            except Exception:
                logging.getLogger(__name__).exception("who was told of a verdict failed")

    def _waited(self, timeout: float | None) -> Answer:
        arrived = threading.Lock()
        arrived.acquire()
        self.add_done_callback(lambda _: arrived.release())
        if not arrived.acquire(timeout=-1 if timeout is None else timeout):
            raise TimeoutError
        assert self._answer is not None
        return self._answer
