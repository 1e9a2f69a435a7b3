"""Answers from the folds: caught up before answering, or as of any earlier moment.

The process keeps the states of the ledgers in use, bounded, least recently used out. A reader
sees everything recorded before it asked. Each answer names the ledger and the index it holds for.

A ledger with an event that cannot be folded is marked, not folded again at every question: its
head is refused, what came before the event is answered, and the other ledgers go on.

What is in memory is held to the log before anything is folded onto it: if the log has become shorter, or
has another event where folding stopped, the store was taken back to an older copy under the running
process, and the ledger is folded anew from what is there now.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec

from engine.aggregates.ledger import Ledger
from engine.errors.ledger import EventNotFolded
from engine.persistence.reading import hash_at
from engine.persistence.store import Head, Store
from projections.asof import AsOf, index_of
from projections.snapshots import Snapshots
from projections.state import State, fold_pages, pack

LEDGERS_MAX = 1_000
"""More than a store of small ledgers has: a list of all looks into each."""
BYTES_MAX = 64 * 1024 * 1024
"""How large the states in memory may be, as they would be packed; they take some five times that."""
WEIGH_EVERY = 5_000
LOOK_SECONDS = 1.0
"""How often the event at which folding stopped is looked at where the log does not grow."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A state to ask questions of, only inside the `with` that gave it."""

    head: Head
    index: int
    state: State
    is_head: bool
    leaf: bytes
    """Hash of the leaf of the event at `index`, as folded: it tells histories of one length apart."""


class _Live:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.state = State()
        self.weighed = -1
        self.size = 0
        self.stopped: EventNotFolded | None = None
        self.leaf = b""
        """Hash of the last event's leaf, as it was when it was folded in."""
        self.looked = 0.0


class _Inside(threading.local):
    """The view that this thread is in."""

    ledger: UUID | None = None
    live: _Live


class Answers:
    """The folds of a store's ledgers. Threads may ask at will.

    A view inside a view of the same ledger is of the same moment. One inside a view of another ledger
    is a mistake and fails at once: two threads could wait for each other.

    `on_stop` is called once for a ledger with an event that cannot be folded; the refusal's
    cause is the error. `on_taken_back` is called when a ledger is found to be another than it was,
    with how many events were in memory.
    """

    def __init__(
        self,
        store: Store,
        on_stop: Callable[[UUID, EventNotFolded], None] = lambda *_: None,
        on_taken_back: Callable[[UUID, int], None] = lambda *_: None,
    ) -> None:
        self.store = store
        self.snapshots = Snapshots(store)
        self.on_stop = on_stop
        self.on_taken_back = on_taken_back
        self._inside = _Inside()
        self._lives: OrderedDict[UUID, _Live] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def view(
        self, ledger: str | UUID, as_of: AsOf = None, *, even_stopped: bool = False
    ) -> Iterator[View]:
        """The state at the head, or as of an index or a time. `even_stopped`: where an event that
        cannot be folded stops the ledger, the state before it stands in for its head.

        Refuses `LedgerNotFound`, `IndexBeyondHead`, `EventNotFolded`, and `FieldInvalid` for
        what is neither.
        """
        head = self.store.head(ledger)
        with self._caught_up(head) as live:
            refused = as_of is None and not even_stopped
            if live.stopped and (refused or live.state.index < 0):
                raise live.stopped
            opened = live.state.ledger.season.opened
            assert opened is not None, "a ledger begins with its opening"
            index = index_of(self.store, head, opened.time_zone, as_of)
            if as_of is None or index == live.state.index:
                index = live.state.index
                if not live.stopped:
                    head = msgspec.structs.replace(head, size=index + 1)
                yield View(
                    head=head,
                    index=index,
                    state=live.state,
                    is_head=live.stopped is None,
                    leaf=live.leaf,
                )
                return
            if live.stopped and index > live.state.index:
                raise live.stopped
        # Read before the events are: where the store is taken back meanwhile, an answer is known
        # by the leaf that is no more, and never an answer that is no more by the leaf of today.
        leaf = hash_at(self.store, head.id, index)
        state = self.rebuild(head.id, index)
        yield View(head=head, index=index, state=state, is_head=False, leaf=leaf)

    def rebuild(self, ledger: UUID, index: int, *, snapshots: bool = True) -> State:
        """The state as of an index, from the nearest snapshot (or from 0) and the tail."""
        if snapshots:
            state = self.snapshots.nearest(ledger, index)
            self.snapshots.fold_on(ledger, state, index)
            return state
        state = State()
        fold_pages(state, self.store.pages(ledger, until=index), self.content_of(ledger))
        return state

    def decided(self, ledger: UUID) -> Ledger | None:
        """The state that decisions rest on, as far as a snapshot goes, for the one who asks; None
        without one. Refuses `LedgerNotFound`.
        """
        state = self.snapshots.nearest(ledger, self.store.head(ledger).size - 1)
        return state.ledger if state.index >= 0 else None

    def folded(self) -> dict[UUID, int]:
        """How far the ledgers in memory are folded, except those that are marked: their indexes."""
        with self._lock:
            return {
                ledger: live.state.index
                for ledger, live in self._lives.items()
                if live.stopped is None
            }

    def content_of(self, ledger: UUID) -> Callable[[bytes], bytes]:
        """How folds fetch content of this ledger."""
        return lambda digest: self.store.content(ledger, digest)

    @contextmanager
    def _caught_up(self, head: Head) -> Iterator[_Live]:
        if self._inside.ledger == head.id:
            yield self._inside.live
            return
        assert self._inside.ledger is None, "a view of another ledger inside a view"
        live = self._live(head.id)
        with live.lock:
            if live.state.index >= 0 and self._is_taken_back(head, live):
                self._fold_anew(head.id, live)
                head = self.store.head(head.id)
            if live.stopped is None and live.state.index < head.size - 1:
                try:
                    if live.state.index < 0:
                        live.state = self.snapshots.nearest(head.id, head.size - 1)
                    self.snapshots.fold_on(head.id, live.state)
                    live.leaf = hash_at(self.store, head.id, live.state.index)
                except EventNotFolded as stopped:
                    self._stop(live, head.id, stopped)
                except BaseException:
                    live.state = State()  # half folded: never shown to anybody
                    raise
                else:
                    live.looked = time.monotonic()
                    self._weigh(live)
            self._inside.ledger, self._inside.live = head.id, live
            try:
                yield live
            finally:
                self._inside.ledger = None

    def _is_taken_back(self, head: Head, live: _Live) -> bool:
        """Is what is in memory not the beginning of the log as it is now."""
        last = live.state.index
        if head.size <= last and self.store.head(head.id).size <= last:
            # Read again, as another thread may have folded more since the head was asked for.
            return True
        if head.size == last + 1 and time.monotonic() < live.looked + LOOK_SECONDS:
            return False
        live.looked = time.monotonic()
        return hash_at(self.store, head.id, last) != live.leaf

    def _fold_anew(self, ledger: UUID, live: _Live) -> None:
        """Forget what is in memory: it is of a log that is no more."""
        events, live.state, live.stopped, live.weighed = live.state.index + 1, State(), None, -1
        self.on_taken_back(ledger, events)

    def _stop(self, live: _Live, ledger: UUID, stopped: EventNotFolded) -> None:
        """Mark the ledger, and keep the state before the event that cannot be folded."""
        live.state = State()
        index = stopped.facts["index"]
        assert isinstance(index, int), "the index of a stored event"
        if index > 0:
            live.state = self.rebuild(ledger, index - 1)
            live.leaf = hash_at(self.store, ledger, index - 1)
        live.stopped = stopped
        self.on_stop(ledger, stopped)

    def _weigh(self, live: _Live) -> None:
        """See to it that what is in memory stays bounded."""
        if live.weighed >= 0 and live.state.index - live.weighed < WEIGH_EVERY:
            return  # neither a new one nor another weight
        live.weighed = live.state.index
        live.size = len(pack(live.state))
        with self._lock:
            while len(self._lives) > 1 and self._is_full():
                self._lives.popitem(last=False)

    def _is_full(self) -> bool:
        sizes = [live.size for live in self._lives.values()]
        return len(sizes) > LEDGERS_MAX or sum(sizes) > BYTES_MAX

    def _live(self, ledger: UUID) -> _Live:
        with self._lock:
            live = self._lives.setdefault(ledger, _Live())
            self._lives.move_to_end(ledger)
            return live
