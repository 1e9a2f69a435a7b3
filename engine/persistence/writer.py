"""The one way to append: a queue per ledger, emptied in order.

Every command that waits for a ledger shares one durable commit and gets its own verdict
(`engine.persistence.appender`). As many ledgers are served at once as the store can append to,
each by one thread at a time; the ledger that has waited longest is next.
"""

import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol
from uuid import UUID

from engine.errors.ledger import EventNotFolded, QueueFull, StoreDamaged, StoreUnavailable
from engine.persistence.appender import Appender, Deciding
from engine.persistence.promise import Promise
from engine.persistence.store import Store
from engine.persistence.witness import NOBODY, Witness
from engine.persistence.work import Answer, Verdict, Work

__all__ = ["Promise", "Verdict", "Work", "Writer"]

BATCH_MAX = 1_024
WAITING_MAX = 20_000
BACK_SECONDS = 0.00005
"""How long a turn waits for callers who were just answered to come back with their next commands."""


class Observer(Protocol):
    """Who wants to know how the writer does. It is told after the callers have their answers."""

    def turn(self, commands: int, seconds: float, *, waiting: int, failed: bool) -> None:
        """So many commands were decided and committed together, or the store `failed`; so many
        wait now.
        """

    def stopped(self, ledger: UUID, refusal: EventNotFolded) -> None:
        """A ledger has an event that cannot be folded. May be told again."""


class Writer:
    """The queues and the threads that empty them. Threads may call `submit` at will."""

    def __init__(
        self,
        store: Store,
        deciding: Deciding,
        *,
        clock: Callable[[], int],
        witness: Witness = NOBODY,
        waiting_max: int = WAITING_MAX,
        start: Callable[[UUID], Any] = lambda _: None,
    ) -> None:
        self._appender = Appender(store, deciding, clock=clock, witness=witness, start=start)
        self.observer: Observer | None = None
        self._waiting_max = waiting_max
        self._few = waiting_max // 64
        self._queues: OrderedDict[int, deque[Promise]] = OrderedDict()
        """By the number that a ledger's id is: to hash a UUID is Python's work."""
        self._served: set[int] = set()
        self._waiting = 0
        self._closing = False
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._process = os.getpid()
        self._threads = [
            threading.Thread(target=self._run, name=f"ledger-writer-{number}", daemon=True)
            for number in range(store.writers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, ledger: UUID, work: Work) -> Promise:
        """Queue a command; the promise gives its verdict or raises its refusal.

        One cancelled before its turn is not decided. Refuses `QueueFull` at once when too
        many wait, unless few of them wait for this ledger: a busy one must not shut out another.
        Refuses `StoreUnavailable` once closed or in a forked process.
        """
        if os.getpid() != self._process:
            raise StoreUnavailable(store=str(ledger), reason="nobody writes here")
        promise = Promise(work, self._lock)
        with self._lock:
            if self._closing:
                raise StoreUnavailable(store=str(ledger), reason="the writer is closed")
            queue = self._queues.get(ledger.int)
            if self._waiting >= self._waiting_max and len(queue or ()) >= self._few:
                raise QueueFull(waiting_max=self._waiting_max)
            if queue is None:
                queue = self._queues[ledger.int] = deque()
                self._changed.notify()
            queue.append(promise)
            self._waiting += 1
        return promise

    def close(self) -> None:
        """Take no more commands, answer all that wait, end the threads."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (turn := self._next()) is not None:
            ledger, batch = turn
            begun = time.perf_counter()
            answers = self._appender.append(ledger, [each.work for each in batch])
            seconds = time.perf_counter() - begun
            self._done(ledger.int)
            for promise, answer in zip(batch, answers, strict=True):
                promise.keep(answer)
            if 0 < self._waiting < len(batch):
                # Else callers in step with the turns stay two groups for ever, each with a commit
                # of its own, and the threads take the interpreter from each other in between.
                time.sleep(BACK_SECONDS)
            if self.observer is not None and answers:
                # Whatever becomes of a count, the ledgers are written.
                with suppress(Exception):
                    self._observed(self.observer, ledger, answers, seconds)

    def _observed(
        self, observer: Observer, ledger: UUID, answers: list[Answer], seconds: float
    ) -> None:
        first = answers[0]
        if isinstance(first, EventNotFolded):
            observer.stopped(ledger, first)
        failed = isinstance(first, StoreUnavailable | StoreDamaged)
        observer.turn(len(answers), seconds, waiting=self._waiting, failed=failed)

    def _next(self) -> tuple[UUID, list[Promise]] | None:
        """Some of the commands of the ledger that has waited longest; None at the end."""
        with self._changed:
            while True:
                ledger = next((each for each in self._queues if each not in self._served), None)
                if ledger is not None:
                    break
                if self._closing and not self._queues:
                    return None
                self._changed.wait()
            queue = self._queues.pop(ledger)
            next_ones = [queue.popleft() for _ in range(min(len(queue), BATCH_MAX))]
            if queue:
                self._queues[ledger] = queue  # what is left of it queues up again
            self._waiting -= len(next_ones)
            self._served.add(ledger)
            # Whoever cancelled in time is left out, and nobody can cancel from here on.
            return UUID(int=ledger), [each for each in next_ones if each.taken()]

    def _done(self, ledger: int) -> None:
        with self._changed:
            self._served.discard(ledger)
            if self._closing:
                self._changed.notify_all()
            elif self._queues:
                self._changed.notify()
