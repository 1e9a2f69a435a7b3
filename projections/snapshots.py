"""Snapshots: folded states kept beside the log to save time, and never believed without a check.

    bytes  = SHA-256(fold ‖ leaf hash of the event at `index` ‖ packed) ‖ packed
    packed = zlib(the state as `projections.state.pack` writes it)

The digest finds damage, a state made by another version of the folds, and one of another ledger
or of another history of this one: then the next older one is tried, and folding on writes it anew.
It is no defence against somebody who can write to the store; verification and replay never use
snapshots. Deleting any of them costs only time.

They stand at indexes that all processes agree on, `EVERY` events apart, and twice, four times, …
as far where a state is so large that they would take more than `BYTES_EACH` a recorded event.
"""

import zlib
from functools import partial
from hashlib import sha256
from uuid import UUID

from engine.errors.ledger import StoreReadOnly, StoreUnavailable
from engine.persistence.codec import UNREADABLE, leaf_hash
from engine.persistence.store import Snapshot, Store
from projections.state import FOLD, State, fold_pages, pack, unpack

EVERY = 5_000
BYTES_EACH = 20
LEVEL = 1
_DIGEST_BYTES = 32


class Snapshots:
    """The snapshots of a store's ledgers, and how a state is folded on past them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._every: dict[UUID, int] = {}
        self._read_only = False

    def nearest(self, ledger: UUID, index: int) -> State:
        """The newest sound state kept at or below an index; the empty one if there is none."""
        at_most = index
        while (kept := self.store.snapshot(ledger, FOLD, at_most)) is not None:
            state = self._opened(ledger, kept)
            if state is not None:
                self._every[ledger] = spacing(len(kept.state))
                return state
            at_most = kept.index - 1
        return State()

    def fold_on(self, ledger: UUID, state: State, until: int | None = None) -> None:
        """Fold the events after the state in, up to an index or the head, and keep snapshots on
        the way. Refuses `EventNotFolded`; the state is spoiled then.
        """
        content = partial(self.store.content, ledger)
        while until is None or state.index < until:
            stop = self._next(ledger, state.index)
            if until is not None:
                stop = min(stop, until)
            pages = self.store.pages(ledger, after=state.index, until=stop)
            fold_pages(state, pages, content)
            if state.index < stop:
                return
            if (stop + 1) % self._every.get(ledger, EVERY) == 0:
                self._keep(ledger, state)

    def _next(self, ledger: UUID, index: int) -> int:
        """The next index with a snapshot."""
        every = self._every.get(ledger, EVERY)
        return (index + 1) // every * every + every - 1

    def _keep(self, ledger: UUID, state: State) -> None:
        if self._read_only:
            return
        packed = zlib.compress(pack(state), LEVEL)
        every = self._every[ledger] = spacing(_DIGEST_BYTES + len(packed))
        if (state.index + 1) % every:
            return
        try:
            kept = Snapshot(state.index, self._digest(ledger, state.index, packed) + packed)
            self.store.keep_snapshot(ledger, FOLD, kept)
        except StoreReadOnly:
            self._read_only = True
        except StoreUnavailable:  # a full disk, say: the next one may be kept
            pass

    def _opened(self, ledger: UUID, kept: Snapshot) -> State | None:
        told, packed = kept.state[:_DIGEST_BYTES], kept.state[_DIGEST_BYTES:]
        if self._digest(ledger, kept.index, packed) != told:
            return None
        try:
            state = unpack(zlib.decompress(packed))
        except (zlib.error, *UNREADABLE):
            return None
        assert state.index == kept.index, "the digest binds a state to its event"
        return state

    def _digest(self, ledger: UUID, index: int, packed: bytes) -> bytes:
        """What the first bytes of a sound snapshot are; nothing where there is no such event."""
        for row in self.store.read(ledger, after=index - 1, until=index):
            return sha256(FOLD.encode() + leaf_hash(row) + packed).digest()
        return b""


def spacing(size: int) -> int:
    """How many events apart snapshots of this size stand."""
    every = EVERY
    while size > every * BYTES_EACH:
        every *= 2
    return every
