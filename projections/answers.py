"""Answers from the folds: caught up before answering, or as of any earlier moment.

The process keeps the states of the ledgers in use, bounded, least recently used out. A reader
sees everything recorded before it asked. Each answer names the ledger and the index it holds for.

A ledger with an event that cannot be folded is marked, not folded again at every question: its
head is refused, what came before the event is answered, and the other ledgers go on.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import msgspec

from engine.errors.ledger import EventNotFolded, StoreUnavailable
from engine.persistence.store import Head, Snapshot, Store
from projections.asof import AsOf, index_of
from projections.state import FOLD, State, fold_pages, pack, unpack

LEDGERS_MAX = 64
SNAPSHOT_EVERY = 20_000


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A state to ask questions of, only inside the `with` that gave it."""

    head: Head
    index: int
    state: State
    is_head: bool


class _Live:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.state = State()
        self.kept = -1
        self.stopped: EventNotFolded | None = None


class Answers:
    """The folds of a store's ledgers. Threads may ask at will.

    `on_stop` is called once for a ledger with an event that cannot be folded; the refusal's
    cause is the error.
    """

    def __init__(
        self, store: Store, on_stop: Callable[[UUID, EventNotFolded], None] = lambda *_: None
    ) -> None:
        self.store = store
        self._on_stop = on_stop
        self._lives: OrderedDict[UUID, _Live] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def view(self, ledger: str | UUID, as_of: AsOf = None) -> Iterator[View]:
        """The state at the head, or as of an index or a time.

        Refuses `LedgerNotFound`, `IndexBeyondHead`, `EventNotFolded`, and `FieldInvalid` for
        what is neither.
        """
        head = self.store.head(ledger)
        with self._caught_up(head) as live:
            if live.stopped and (as_of is None or live.state.index < 0):
                raise live.stopped
            opened = live.state.ledger.season.opened
            assert opened is not None, "a ledger begins with its opening"
            index = index_of(self.store, head, opened.time_zone, as_of)
            if as_of is None or index == live.state.index:
                index = live.state.index
                if not live.stopped:
                    head = msgspec.structs.replace(head, size=index + 1)
                yield View(head=head, index=index, state=live.state, is_head=live.stopped is None)
                return
            if live.stopped and index > live.state.index:
                raise live.stopped
        state = self.rebuild(head.id, index)
        yield View(head=head, index=index, state=state, is_head=False)

    def rebuild(self, ledger: UUID, index: int, *, snapshots: bool = True) -> State:
        """The state as of an index, from the nearest snapshot (or from 0) and the tail."""
        kept = self.store.snapshot(ledger, FOLD, index) if snapshots else None
        state = unpack(kept.state) if kept else State()
        pages = self.store.pages(ledger, after=state.index, until=index)
        fold_pages(state, pages, self.content_of(ledger))
        return state

    def content_of(self, ledger: UUID) -> Callable[[bytes], bytes]:
        """How folds fetch content of this ledger."""
        return lambda digest: self.store.content(ledger, digest)

    @contextmanager
    def _caught_up(self, head: Head) -> Iterator[_Live]:
        live = self._live(head.id)
        with live.lock:
            if live.stopped is None and live.state.index < head.size - 1:
                if live.state.index < 0:
                    self._start(live, head)
                try:
                    pages = self.store.pages(head.id, after=live.state.index)
                    fold_pages(live.state, pages, self.content_of(head.id))
                except EventNotFolded as stopped:
                    self._stop(live, head.id, stopped)
                except BaseException:
                    live.state = State()  # half folded: never shown to anybody
                    raise
                else:
                    self._keep(live, head.id)
            yield live

    def _stop(self, live: _Live, ledger: UUID, stopped: EventNotFolded) -> None:
        """Mark the ledger, and keep the state before the event that cannot be folded."""
        live.state = State()
        index = stopped.facts["index"]
        assert isinstance(index, int), "the index of a stored event"
        if index > 0:
            live.state = self.rebuild(ledger, index - 1)
        live.stopped = stopped
        self._on_stop(ledger, stopped)

    def _start(self, live: _Live, head: Head) -> None:
        kept = self.store.snapshot(head.id, FOLD, head.size - 1)
        if kept:
            live.state = unpack(kept.state)
            live.kept = kept.index

    def _keep(self, live: _Live, ledger: UUID) -> None:
        if live.state.index - live.kept >= SNAPSHOT_EVERY:
            live.kept = live.state.index
            with suppress(StoreUnavailable):  # a standby, a full disk: the answer is the same
                self.store.keep_snapshot(ledger, FOLD, Snapshot(live.kept, pack(live.state)))

    def _live(self, ledger: UUID) -> _Live:
        with self._lock:
            live = self._lives.setdefault(ledger, _Live())
            self._lives.move_to_end(ledger)
            while len(self._lives) > LEDGERS_MAX:
                self._lives.popitem(last=False)
            return live
