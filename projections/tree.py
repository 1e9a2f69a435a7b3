"""The Merkle tree over a ledger's leaves: RFC 6962, section 2.1 (the same in RFC 9162).

    MTH({})      = SHA-256()
    MTH({d0})    = SHA-256(0x00 ‖ d0)
    MTH(D[0:n])  = SHA-256(0x01 ‖ MTH(D[0:k]) ‖ MTH(D[k:n])),  k the largest power of two < n

The root at a size pins every event before it; a submission to another body names both.
"""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from engine.persistence.codec import Row, leaf_hash
from engine.persistence.store import Store


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


def root_of_rows(rows: Iterable[Row]) -> Frontier:
    """The tree over these rows, in order."""
    tree = Frontier()
    for row in rows:
        tree.add(leaf_hash(row))
    return tree


def root_at(store: Store, ledger: UUID, size: int) -> bytes:
    """The root over the first `size` events of a ledger."""
    tree = root_of_rows(store.read(ledger, until=size - 1))
    assert tree.size == size, "a root is asked only of events that are there"
    return tree.root
