"""Inclusion and consistency proofs, held against the definitions of RFC 6962."""

from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.proofs import consistency, inclusion, is_consistent, is_included
from projections.tree import TILE, Frontier, Tree

HASHES = [sha256(b"\0" + number.to_bytes(4)).digest() for number in range(3 * TILE + 10)]


def _roots() -> list[bytes]:
    tree = Frontier()
    roots = [tree.root]
    for leaf in HASHES:
        tree.add(leaf)
        roots.append(tree.root)
    return roots


ROOTS = _roots()


@cache
def grown(size: int) -> Tree:
    tree = Tree(lambda start, stop: HASHES[start:stop])
    for leaf in HASHES[:size]:
        tree.add(leaf)
    return tree


def definition(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962, section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = leaves[:k], leaves[k:]
    if index < k:
        return [*definition(index, left), slow(right)]
    return [*definition(index - k, right), slow(left)]


def slow(leaves: list[bytes]) -> bytes:
    tree = Frontier()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


sizes = st.integers(1, len(HASHES))


@given(sizes, sizes)
def test_a_tree_knows_the_root_of_every_size_it_has_had(now: int, then: int) -> None:
    tree = grown(max(now, then))

    assert tree.root(then) == ROOTS[then]
    assert tree.root() == ROOTS[max(now, then)]


def test_a_tree_without_leaves_has_the_hash_of_nothing() -> None:
    assert grown(0).root() == sha256().digest()


@given(st.data())
def test_an_inclusion_proof_is_the_path_of_the_definition(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))

    path = inclusion(index, size, grown(size).subtree)

    assert path == definition(index, HASHES[:size])
    assert is_included(HASHES[index], index, size, path, ROOTS[size])


@given(st.data())
def test_an_inclusion_proof_of_something_else_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(HASHES)))
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(index, size, grown(size).subtree)
    root = ROOTS[size]
    at = data.draw(st.integers(0, len(path) - 1))

    changed = [*path]
    changed[at] = sha256(changed[at]).digest()

    assert not is_included(HASHES[index], index, size, changed, root)
    assert not is_included(HASHES[index], index, size, [*path, path[0]], root)
    assert not is_included(HASHES[index], index, size, path[:-1], root)
    assert not is_included(HASHES[index], index, size, [path[0][:31], *path[1:]], root)
    assert not is_included(HASHES[index], size, size, path, root)
    assert not is_included(HASHES[index - 1], index, size, path, root)


@given(sizes, sizes)
def test_a_consistency_proof_shows_that_a_tree_extends_another(one: int, other: int) -> None:
    first, second = sorted((one, other))
    roots = ROOTS[first], ROOTS[second]

    path = consistency(first, second, grown(second).subtree)

    assert is_consistent(first, roots[0], second, roots[1], path)
    assert len(path) <= 2 * second.bit_length()
    assert not is_consistent(first, sha256(roots[0]).digest(), second, roots[1], path)
    assert not is_consistent(first, roots[0], second, sha256(roots[1]).digest(), path)
    assert not is_consistent(first, roots[0], second, roots[1], [*path, roots[0]])
    assert not is_consistent(second + 1, roots[0], second, roots[1], path)


@given(st.data())
def test_a_consistency_proof_that_was_changed_is_refused(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, len(HASHES)))
    first = data.draw(st.integers(1, second - 1))
    path = consistency(first, second, grown(second).subtree)
    at = data.draw(st.integers(0, len(path) - 1))
    roots = ROOTS[first], ROOTS[second]

    changed = [*path]
    changed[at] = sha256(changed[at]).digest()

    assert not is_consistent(first, roots[0], second, roots[1], changed)
    assert not is_consistent(first, roots[0], second, roots[1], path[:-1])
    assert not is_consistent(first, roots[0], second, roots[1], [path[0][:5], *path[1:]])


# The proofs over the eight leaves that certificate-transparency programs share as a test tree.
LEAVES = [
    sha256(b"\0" + bytes.fromhex(leaf)).digest()
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOT_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
PATH_0_OF_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
PROOF_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def test_the_proofs_are_those_other_programs_make() -> None:
    tree = Tree(lambda start, stop: LEAVES[start:stop])
    for leaf in LEAVES:
        tree.add(leaf)

    assert tree.root().hex() == ROOT_8
    assert [node.hex() for node in inclusion(0, 8, tree.subtree)] == PATH_0_OF_8
    assert [node.hex() for node in consistency(6, 8, tree.subtree)] == PROOF_6_TO_8


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_proof_that_says_nothing_shows_nothing(size: int) -> None:
    assert not is_consistent(size, ROOTS[size], 5, ROOTS[5], [])
    assert not is_consistent(3, ROOTS[3], 5, ROOTS[5], [])
