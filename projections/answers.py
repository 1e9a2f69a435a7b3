"""Answers from the folds: caught up before answering, or as of any earlier moment.

The process keeps the states of the ledgers in use, bounded, least recently used out. A reader
sees everything recorded before it asked. Each answer names the ledger and the index it holds for.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec

from engine.persistence.store import Head, Snapshot, Store
from projections.asof import AsOf, index_of
from projections.state import FOLD, State, fold_rows, pack, unpack

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


class Answers:
    """The folds of a store's ledgers. Threads may ask at will."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lives: OrderedDict[UUID, _Live] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def view(self, ledger: str | UUID, as_of: AsOf = None) -> Iterator[View]:
        """The state at the head, or as of an index or a time.

        Refuses `LedgerNotFound`, `IndexBeyondHead`, and `FieldInvalid` for what is neither.
        """
        head = self.store.head(ledger)
        with self._caught_up(head) as live:
            opened = live.state.ledger.season.opened
            assert opened is not None, "a ledger begins with its opening"
            index = index_of(self.store, head, opened.time_zone, as_of)
            if as_of is None or index == live.state.index:
                index = live.state.index
                head = msgspec.structs.replace(head, size=index + 1)
                yield View(head=head, index=index, state=live.state, is_head=True)
                return
        state = self.rebuild(head.id, index)
        yield View(head=head, index=index, state=state, is_head=False)

    def rebuild(self, ledger: UUID, index: int, *, snapshots: bool = True) -> State:
        """The state as of an index, from the nearest snapshot (or from 0) and the tail."""
        kept = self.store.snapshot(ledger, FOLD, index) if snapshots else None
        state = unpack(kept.state) if kept else State()
        rows = self.store.read(ledger, after=state.index, until=index)
        fold_rows(state, rows, self.content_of(ledger))
        return state

    def content_of(self, ledger: UUID) -> Callable[[bytes], bytes]:
        """How folds fetch content of this ledger."""
        return lambda digest: self.store.content(ledger, digest)

    @contextmanager
    def _caught_up(self, head: Head) -> Iterator[_Live]:
        live = self._live(head.id)
        with live.lock:
            if live.state.index < head.size - 1:
                if live.state.index < 0:
                    self._start(live, head)
                try:
                    rows = self.store.read(head.id, after=live.state.index)
                    fold_rows(live.state, rows, self.content_of(head.id))
                except BaseException:
                    live.state = State()  # half folded: never shown to anybody
                    raise
                self._keep(live, head.id)
            yield live

    def _start(self, live: _Live, head: Head) -> None:
        kept = self.store.snapshot(head.id, FOLD, head.size - 1)
        if kept:
            live.state = unpack(kept.state)
            live.kept = kept.index

    def _keep(self, live: _Live, ledger: UUID) -> None:
        if live.state.index - live.kept >= SNAPSHOT_EVERY:
            live.kept = live.state.index
            self.store.keep_snapshot(ledger, FOLD, Snapshot(live.kept, pack(live.state)))

    def _live(self, ledger: UUID) -> _Live:
        with self._lock:
            live = self._lives.setdefault(ledger, _Live())
            self._lives.move_to_end(ledger)
            while len(self._lives) > LEDGERS_MAX:
                self._lives.popitem(last=False)
            return live
