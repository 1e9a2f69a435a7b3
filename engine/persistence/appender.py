"""One turn at a ledger: catch up, decide the waiting commands in order, commit once, tell.

The appender takes the ledger's lock, folds what other processes appended, decides each command
against that state (earlier ones of the batch included), numbers and stores all or none of each
command's events, commits once, and only then has verdicts. If the commit fails, nobody is told
that anything was recorded and the state is folded again from the log. It is handed the deciders
and knows none of them.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from engine.errors.ledger import (
    CommandKeyReused,
    EventNotFolded,
    LedgerNotFound,
    StoreUnavailable,
)
from engine.events.base import Recorded
from engine.events.stretch import Stretch
from engine.persistence.batch import Batch
from engine.persistence.codec import Row, leaf_hash
from engine.persistence.reading import fold_in, fold_in_pages, hash_at
from engine.persistence.store import AppendBroken, Store, Writing
from engine.persistence.witness import NOBODY, Seen, Witness
from engine.persistence.work import Answer, Verdict, Work

STATES_MAX = 32
BEHIND_MAX = 2_000
"""Events folded while others wait for the ledger's lock. What is more is folded before."""


class Deciding(Protocol):
    """What the appender is handed: how to start, fold and decide one ledger's state."""

    def new(self) -> Any:
        """The state before the first event; it has an `index`, -1, and an `at`."""

    def evolve(self, state: Any, recorded: Recorded) -> None:
        """Fold one event in."""

    def evolve_stretch(self, state: Any, stretch: Stretch) -> bool:
        """Fold a stretch of ballots in; False, and nothing changed, if one cannot be folded."""

    def sitting(self, state: Any, batch: Batch) -> "Sitting":
        """What decides the commands of one turn, in order, each folded in before the next."""


class Sitting(Protocol):
    """A turn's commands being decided."""

    def decide(self, work: Work) -> Any:
        """Events, contents and private rows of the command, or its refusal raised."""


class _NotFolded(Exception):  # never leaves this module
    """A command was decided, and folding its events failed: the state is spoiled."""

    def __init__(self, at: int, error: Exception) -> None:
        super().__init__(at, error)
        self.at = at
        self.error = error


class _TakenBack(Exception):  # never leaves this module
    """The state was folded from another log than the store has now."""


class Appender:
    """The states of the ledgers in use, least recently used out. One thread per ledger at a time.

    `start` may know a state of a ledger to begin with, its own and changed by nobody else, so that
    not all of a long log has to be folded; None: it knows none.
    """

    def __init__(
        self,
        store: Store,
        deciding: Deciding,
        *,
        clock: Callable[[], int],
        witness: Witness = NOBODY,
        start: Callable[[UUID], Any] = lambda _: None,
    ) -> None:
        self._start = start
        self._store = store
        self._witness = witness
        self._as_seen: set[UUID] = set()
        """Ledgers that hold what was last seen of them."""
        self._deciding = deciding
        self._clock = clock
        self._states: OrderedDict[UUID, Any] = OrderedDict()
        self._last: dict[UUID, bytes] = {}
        """Hash of the leaf of the event up to which a state is folded, where it is known."""
        self._stopped: dict[UUID, EventNotFolded] = {}
        self._lock = threading.Lock()

    def append(self, ledger: UUID, works: Sequence[Work]) -> list[Answer]:
        """Decide and store; for each command its verdict, or the error to raise. Never raises.

        Where the store was lost on the way, everything is tried once more: what was recorded
        answers as repeated. A ledger with an event that cannot be folded stays refused.
        """
        stopped = self._stopped.get(ledger)
        if stopped is not None:
            return [stopped] * len(works)
        answers: dict[int, Answer] = {}
        waiting: Sequence[int] = range(len(works))
        broken = False
        while waiting:
            try:
                told = self._turn(ledger, [works[at] for at in waiting] if answers else works)
            except _NotFolded as spoiled:
                # What cannot be folded must not be stored: it would stop the ledger for ever.
                # The others are decided again without it.
                answers[waiting[spoiled.at]] = spoiled.error
                waiting = [at for at in waiting if at not in answers]
                self._forget(ledger)
                continue
            except _TakenBack:
                self._forget(ledger)
                continue
            except AppendBroken as lost:
                self._forget(ledger)
                if not broken:
                    broken = True
                    continue
                told = [_unknown(lost.refusal)] * len(waiting)
            except BaseException as error:  # noqa: BLE001  # every caller must be told
                if isinstance(error, EventNotFolded):
                    self._stopped[ledger] = error
                self._forget(ledger)
                told = [_unknown(error) if broken else error] * len(waiting)
            if not answers:
                return told
            answers.update(zip(waiting, told, strict=True))
            break
        return [answers[at] for at in range(len(works))]

    def _turn(self, ledger: UUID, works: Sequence[Work]) -> list[Answer]:
        while True:
            state = self._state(ledger)
            batch: Batch | None = None
            answers: list[Answer] = []
            with self._store.writing(ledger) as writing:
                behind = writing.size - 1 - state.index
                if 0 <= behind <= BEHIND_MAX:
                    batch = self._batch(state, ledger, writing)
                    answers = self._decide_all(state, batch, works)
            if batch is not None:
                self._witnessed(batch)
                self._keep(ledger, state)
                return answers
            if behind < 0:  # an older copy of the store was put in its place
                self._forget(ledger)
            else:
                self._check_same(ledger, hash_at(self._store, ledger, state.index))
                del self._last[ledger]
                self._catch_up(state, ledger)
                self._keep(ledger, state)

    def _batch(self, state: Any, ledger: UUID, writing: Writing) -> Batch:
        """A batch to decide commands in, with the state caught up."""
        if writing.size:
            rows = writing.read(max(state.index, 0) - 1)
            if state.index >= 0:
                # Also where nothing was appended: another log may have come to the same size.
                self._check_same(ledger, leaf_hash(next(rows)))
            evolve = partial(self._deciding.evolve, state)
            fold_in(self._noted(ledger, rows), writing.content, evolve)
        held = writing.held
        if held is not None:
            held = self._witness.at_least(ledger, held)
        elif ledger not in self._as_seen:
            held = self._witness.contradicts(ledger, writing)
            if held is None:
                self._as_seen.add(ledger)
        return Batch(ledger=ledger, writing=writing, now=max(self._clock(), state.at), held=held)

    def _check_same(self, ledger: UUID, leaf: bytes) -> None:
        """Raise `_TakenBack` where the event up to which a state is folded was another one then."""
        if self._last.setdefault(ledger, leaf) != leaf:
            raise _TakenBack

    def _noted(self, ledger: UUID, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows, and a note of the last one."""
        row = None
        for row in rows:
            yield row
        if row is not None:
            self._last[ledger] = leaf_hash(row)

    def _decide_all(self, state: Any, batch: Batch, works: Sequence[Work]) -> list[Answer]:
        batch.look_up(works)
        sitting = self._deciding.sitting(state, batch)
        answers = [self._decide(state, batch, sitting, at, work) for at, work in enumerate(works)]
        batch.store()
        return answers

    def _witnessed(self, batch: Batch) -> None:
        """Let the witness know what is durable now."""
        if batch.last is not None:
            last = self._last[batch.ledger] = leaf_hash(batch.last)
            seen = Seen(batch.last.index + 1, last)
            self._witness.keep(batch.ledger, seen, anew=batch.is_new_epoch)

    def _decide(self, state: Any, batch: Batch, sitting: Sitting, at: int, work: Work) -> Answer:
        before = batch.command(work.by, work.key)
        if before is not None:
            if before.fingerprint != work.fingerprint:
                return CommandKeyReused(key=work.key)
            return Verdict(
                ledger=batch.ledger, first=before.first, count=before.count, repeated=True
            )
        try:
            decision = sitting.decide(work)
            recorded = batch.add(work, decision)
        except Exception as error:  # noqa: BLE001  # deciding is pure: a bug in one command
            return error  # (or its refusal) leaves the state and the other commands as they were
        try:
            for each in recorded:
                self._deciding.evolve(state, each)
        except Exception as error:
            raise _NotFolded(at, error) from error
        return Verdict(ledger=batch.ledger, first=batch.size - len(recorded), count=len(recorded))

    def _state(self, ledger: UUID) -> Any:
        """The ledger's state, folded without its lock as far as the log goes."""
        with self._lock:
            state = self._states.get(ledger)
        if state is None:
            state = self._deciding.new()
            with suppress(LedgerNotFound):  # its first command may open it
                state = self._start(ledger) or state
                self._catch_up(state, ledger)
        return state

    def _keep(self, ledger: UUID, state: Any) -> None:
        if state.index < 0:
            return
        with self._lock:
            self._states[ledger] = state
            self._states.move_to_end(ledger)
            while len(self._states) > STATES_MAX:
                self._last.pop(self._states.popitem(last=False)[0], None)

    def _catch_up(self, state: Any, ledger: UUID) -> None:
        fold_in_pages(
            self._store.pages(ledger, after=state.index),
            partial(self._store.content, ledger),
            partial(self._deciding.evolve, state),
            partial(self._deciding.evolve_stretch, state),
        )

    def _forget(self, ledger: UUID) -> None:
        self._as_seen.discard(ledger)
        self._last.pop(ledger, None)
        with self._lock:
            self._states.pop(ledger, None)


def _unknown(error: BaseException) -> BaseException:
    """The refusal for somebody whose command may have been recorded."""
    if isinstance(error, StoreUnavailable):
        return StoreUnavailable(**error.facts, recorded="unknown")
    return error
