"""Proofs over the tree, made and checked: RFC 6962, sections 2.1.1 and 2.1.2, and the checking
algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.

A proof is a list of hashes, from the leaf's side up. Making one needs the hashes of subtrees;
checking one needs nothing but the proof.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

Subtree: TypeAlias = Callable[[int, int], bytes]
"""The hash over leaves from an index up to another (not included)."""

HASH_BYTES = 32


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The path from leaf `index` to the root of the tree of this size."""
    assert 0 <= index < size, "proved only of leaves that are in the tree"
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(subtree(middle, stop))
            stop = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def consistency(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of size `second` begins with that of size `first`."""
    assert 0 < first <= second, "proved only of trees that have leaves"
    path: list[bytes] = []
    start, stop = 0, second
    while first != stop:
        middle = start + _split(stop - start)
        if first <= middle:
            path.append(subtree(middle, stop))
            stop = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    if start:
        path.append(subtree(start, stop))
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Does the path lead from this leaf hash at this index to the root."""
    if not 0 <= index < size or any(len(node) != HASH_BYTES for node in path):
        return False
    at, last, told = index, size - 1, leaf
    for node in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            told = _node(node, told)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            told = _node(told, node)
        at, last = at >> 1, last >> 1
    return last == 0 and told == root


def is_consistent(
    first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Does the proof show that the second tree begins with the first."""
    if not 0 < first <= second or any(len(node) != HASH_BYTES for node in path):
        return False
    if first == second:
        return not path and first_root == second_root
    whole = first & (first - 1) == 0
    nodes = [first_root, *path] if whole else [*path]
    if not nodes:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = _node(node, old), _node(node, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = _node(new, node)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
