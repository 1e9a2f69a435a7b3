"""The Merkle tree over a ledger's leaves: RFC 6962, section 2.1 (the same in RFC 9162).

    MTH({})      = SHA-256()
    MTH({d0})    = SHA-256(0x00 ‖ d0)
    MTH(D[0:n])  = SHA-256(0x01 ‖ MTH(D[0:k]) ‖ MTH(D[k:n])),  k the largest power of two < n

The root at a size pins every event before it; a submission to another body names both.

A `Frontier` grows and knows its root. A `Tree` also answers about any earlier size and proves
single leaves: it keeps one hash for each full tile of 256 leaves (an eighth of a byte an event),
and is handed the leaf hashes of the one or two tiles that an answer needs.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias
from uuid import UUID

from engine.persistence.codec import Row, leaf_hash
from engine.persistence.store import Store

TILE = 256
"""Leaves of a tile, as C2SP tlog-tiles has it."""

Leaves: TypeAlias = Callable[[int, int], Sequence[bytes]]
"""Leaf hashes from an index up to another (not included), at most a tile of them."""


class Frontier:
    """The right edge of a growing tree: one hash for each complete subtree, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        width, node = 1, leaf
        while self._edge and self._edge[-1][0] == width:
            node = sha256(b"\x01" + self._edge.pop()[1] + node).digest()
            width *= 2
        self._edge.append((width, node))
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root of the tree so far, 32 bytes."""
        if not self._edge:
            return sha256().digest()
        node = self._edge[-1][1]
        for _, left in reversed(self._edge[:-1]):
            node = sha256(b"\x01" + left + node).digest()
        return node


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over these hashes; those of full subtrees of one width do as well as leaves."""
    level = list(hashes)
    if not level:
        return sha256().digest()
    while len(level) > 1:
        # Pair by pair; what is left over stands as it is on the next level, as the definition has it.
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def root_of_rows(rows: Iterable[Row]) -> Frontier:
    """The tree over these rows, in order."""
    tree = Frontier()
    for row in rows:
        tree.add(leaf_hash(row))
    return tree


class Tree:
    """A growing tree that can be asked about every size it has had.

    `blocks` are the hashes of its full tiles, `tail` the leaf hashes after them.
    """

    def __init__(self, leaves: Leaves) -> None:
        self.blocks: list[bytes] = []
        self.tail: list[bytes] = []
        self._leaves = leaves

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self.blocks) * TILE + len(self.tail)

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        self.tail.append(leaf)
        if len(self.tail) == TILE:
            self.blocks.append(root_of(self.tail))
            self.tail.clear()

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaf hashes, a whole tile at once where it is one."""
        if not self.tail and len(leaves) == TILE:
            self.blocks.append(root_of(leaves))
            return
        for leaf in leaves:
            self.add(leaf)

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, by default all."""
        asked = self.size if size is None else size
        return self.subtree(0, asked) if asked else sha256().digest()

    def subtree(self, start: int, stop: int) -> bytes:
        """The hash over these leaves, where the tree has or had such a subtree."""
        assert 0 <= start < stop <= self.size, "asked only of leaves that are there"
        if stop - start <= TILE and start // TILE == (stop - 1) // TILE:
            return self._in_tile(start, stop)
        hashes = self.blocks[start // TILE : stop // TILE]
        rest = stop % TILE
        if rest:
            hashes = [*hashes, self._in_tile(stop - rest, stop)]
        return root_of(hashes)

    def _in_tile(self, start: int, stop: int) -> bytes:
        full = len(self.blocks) * TILE
        if start >= full:
            return root_of(self.tail[start - full : stop - full])
        if stop - start == TILE:
            return self.blocks[start // TILE]
        return root_of(self._leaves(start, stop))


def root_at(store: Store, ledger: UUID, size: int) -> bytes:
    """The root over the first `size` events of a ledger, all of them hashed anew."""
    tree = root_of_rows(store.read(ledger, until=size - 1))
    assert tree.size == size, "a root is asked only of events that are there"
    return tree.root
