"""The one way to append: a queue per ledger, decided in order under the ledger's lock.

Every command that waits for a ledger shares one durable commit and gets its own verdict. The
writer takes the lock, folds what other processes appended, decides each command against that
state (earlier ones of the batch included), numbers and stores all or none of each command's
events, commits once, and only then answers. If the commit fails, nobody is told anything was
recorded and the state is folded again from the log. The writer is handed the deciders and
knows none of them.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol
from uuid import UUID

import msgspec

from engine.errors.ledger import CommandKeyReused, QueueFull, StoreUnavailable
from engine.events.base import Recorded
from engine.persistence.batch import Batch
from engine.persistence.codec import decode_row
from engine.persistence.reading import with_content
from engine.persistence.store import Store, Writing

BATCH_MAX = 1_024
WAITING_MAX = 20_000
STATES_MAX = 32


class Work(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A command on its way in, with what its door says about it."""

    command: Any
    key: str
    fingerprint: bytes
    by: str
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None
    streams: tuple[UUID, ...] = ()
    """Streams the decision looks up."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The command was recorded: its events have the indexes first .. first + count - 1.
    `repeated`: it had been recorded before, this is the first answer again.
    """

    ledger: UUID
    first: int
    count: int
    repeated: bool = False


class Deciding(Protocol):
    """What the writer is handed: how to start, fold and decide one ledger's state."""

    def new(self) -> Any:
        """The state before the first event; it has an `index`, -1."""

    def evolve(self, state: Any, recorded: Recorded) -> None:
        """Fold one event in."""

    def decide(self, state: Any, work: Work, batch: Batch) -> Any:
        """Events, contents and private rows of the command, or its refusal raised."""


class _Waiting(msgspec.Struct, gc=False):
    work: Work
    future: "Future[Verdict]"


class Writer:
    """The queues and the thread that empties them. Threads may call `submit` at will."""

    def __init__(
        self,
        store: Store,
        deciding: Deciding,
        *,
        clock: Callable[[], int],
        waiting_max: int = WAITING_MAX,
    ) -> None:
        self._store = store
        self._deciding = deciding
        self._clock = clock
        self._waiting_max = waiting_max
        self._states: OrderedDict[UUID, Any] = OrderedDict()
        self._queues: OrderedDict[UUID, deque[_Waiting]] = OrderedDict()
        self._waiting = 0
        self._closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def submit(self, ledger: UUID, work: Work) -> "Future[Verdict]":
        """Queue a command; the future gives its verdict or raises its refusal.

        Refuses `QueueFull` at once when too many wait, and `StoreUnavailable` once closed.
        """
        waiting = _Waiting(work, Future())
        with self._changed:
            if self._closing:
                raise StoreUnavailable(store=str(ledger), reason="the writer is closed")
            if self._waiting >= self._waiting_max:
                raise QueueFull(waiting_max=self._waiting_max)
            self._queues.setdefault(ledger, deque()).append(waiting)
            self._waiting += 1
            self._changed.notify()
        return waiting.future

    def close(self) -> None:
        """Take no more commands, answer all that wait, end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._queues and not self._closing:
                    self._changed.wait()
                if not self._queues:
                    return
                # The ledger that has waited longest; what is left of it queues up again.
                ledger, queue = self._queues.popitem(last=False)
                batch = [queue.popleft() for _ in range(min(len(queue), BATCH_MAX))]
                if queue:
                    self._queues[ledger] = queue
                self._waiting -= len(batch)
            self._answer(ledger, batch)

    def _answer(self, ledger: UUID, waiting: Sequence[_Waiting]) -> None:
        verdicts: list[Verdict | BaseException] = []
        try:
            with self._store.writing(ledger) as writing:
                verdicts = self._decide_all(ledger, writing, [each.work for each in waiting])
        except BaseException as error:  # noqa: BLE001  # every caller must be told
            self._states.pop(ledger, None)
            verdicts = [error] * len(waiting)
        for each, verdict in zip(waiting, verdicts, strict=True):
            if isinstance(verdict, BaseException):
                each.future.set_exception(verdict)
            else:
                each.future.set_result(verdict)

    def _decide_all(
        self, ledger: UUID, writing: Writing, works: Sequence[Work]
    ) -> list[Verdict | BaseException]:
        state = self._caught_up(ledger, writing)
        batch = Batch(ledger=ledger, writing=writing, now=max(self._clock(), state.at))
        batch.look_up(
            [stream for work in works for stream in work.streams],
            [(work.by, work.key) for work in works],
        )
        verdicts = [self._decide(state, work, batch) for work in works]
        batch.store()
        return verdicts

    def _decide(self, state: Any, work: Work, batch: Batch) -> Verdict | BaseException:
        before = batch.command(work.by, work.key)
        if before is not None:
            if before.fingerprint != work.fingerprint:
                return CommandKeyReused(key=work.key)
            return Verdict(
                ledger=batch.ledger, first=before.first, count=before.count, repeated=True
            )
        try:
            decision = self._deciding.decide(state, work, batch)
            recorded = batch.add(work, decision)
        except Exception as error:  # noqa: BLE001  # deciding is pure: a bug in one command
            return error  # (or its refusal) leaves the state and the other commands as they were
        for each in recorded:
            self._deciding.evolve(state, each)
        return Verdict(ledger=batch.ledger, first=batch.size - len(recorded), count=len(recorded))

    def _caught_up(self, ledger: UUID, writing: Writing) -> Any:
        state = self._states.get(ledger) or self._deciding.new()
        for row in writing.read(state.index) if state.index < writing.size - 1 else ():
            recorded = with_content(decode_row(row), writing.content)
            self._deciding.evolve(state, recorded)
        self._states[ledger] = state
        self._states.move_to_end(ledger)
        while len(self._states) > STATES_MAX:
            self._states.popitem(last=False)
        return state
