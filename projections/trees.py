"""The trees of a store's ledgers: kept up with the log, and asked for roots and proofs.

What was hashed once is kept as snapshots of the fold `tree-1`, each with the tile hashes of the
16,384 events before it, so that a process that starts reads only the newest part of a ledger.
They are a cache: deleting them costs time, and an export hashes every event anew.
"""

import threading
from collections import OrderedDict
from contextlib import suppress
from uuid import UUID

from engine.errors.ledger import StoreUnavailable
from engine.persistence.codec import leaf_hash
from engine.persistence.reading import hash_at
from engine.persistence.store import Snapshot, Store
from projections.proofs import consistency, inclusion
from projections.tree import TILE, Tree

FOLD = "tree-1"
SEGMENT = 64 * TILE
"""Events between two snapshots."""
LEDGERS_MAX = 64


class Trees:
    """Trees of the ledgers in use; the least recently used are dropped. Threads may ask at will."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._trees: OrderedDict[UUID, Tree] = OrderedDict()
        self._last: dict[UUID, bytes] = {}
        self._lock = threading.Lock()

    def root(self, ledger: UUID, size: int) -> bytes:
        """The root over the first `size` events."""
        with self._lock:
            return self._grown(ledger, size).root(size)

    def inclusion(self, ledger: UUID, index: int, size: int) -> list[bytes]:
        """The proof that the event stands at its index in the tree of this size."""
        with self._lock:
            return inclusion(index, size, self._grown(ledger, size).subtree)

    def consistency(self, ledger: UUID, first: int, second: int) -> list[bytes]:
        """The proof that the tree of the second size extends that of the first."""
        with self._lock:
            return consistency(first, second, self._grown(ledger, second).subtree)

    def _grown(self, ledger: UUID, size: int) -> Tree:
        tree = self._trees.get(ledger)
        if tree is None or self._last[ledger] != hash_at(self._store, ledger, tree.size - 1):
            # Not in memory, or the store was taken back and this is the tree of another log.
            tree = self._trees[ledger] = self._kept(ledger)
            while len(self._trees) > LEDGERS_MAX:
                self._last.pop(self._trees.popitem(last=False)[0])
            self._last[ledger] = hash_at(self._store, ledger, tree.size - 1)
        self._trees.move_to_end(ledger)
        if tree.size < size:
            for row in self._store.read(ledger, after=tree.size - 1, until=size - 1):
                last = self._last[ledger] = leaf_hash(row)
                tree.add(last)
                if tree.size % SEGMENT == 0:
                    self._keep(ledger, tree)
        assert tree.size >= size, "a root is asked only of events that are there"
        return tree

    def _kept(self, ledger: UUID) -> Tree:
        """The tree as far as snapshots have it without a gap."""

        def leaves(start: int, stop: int) -> list[bytes]:
            return [
                leaf_hash(row) for row in self._store.read(ledger, after=start - 1, until=stop - 1)
            ]

        tree = Tree(leaves)
        while True:
            wanted = tree.size + SEGMENT - 1
            kept = self._store.snapshot(ledger, FOLD, wanted)
            if kept is None or kept.index != wanted or len(kept.state) != SEGMENT // TILE * 32:
                return tree
            tree.blocks += [kept.state[at : at + 32] for at in range(0, len(kept.state), 32)]

    def _keep(self, ledger: UUID, tree: Tree) -> None:
        blocks = b"".join(tree.blocks[-(SEGMENT // TILE) :])
        with suppress(StoreUnavailable):  # a standby, a full disk: the proof is the same
            self._store.keep_snapshot(ledger, FOLD, Snapshot(tree.size - 1, blocks))
