"""The Merkle tree of RFC 6962 over a ledger's leaves."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.house import House
from engine.persistence.codec import leaf_hash
from projections.tree import Frontier, root_at
from tests.engine.bloc import OPENED


def slow_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 section 2.1 defines it, recursively."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


@given(st.lists(st.binary(min_size=1, max_size=8), max_size=70))
def test_the_frontier_grows_the_same_tree_as_the_definition(data: list[bytes]) -> None:
    leaves = [sha256(b"\0" + each).digest() for each in data]
    tree = Frontier()

    for leaf in leaves:
        tree.add(leaf)

    assert tree.root == slow_root(leaves)
    assert tree.size == len(leaves)


# The leaves and roots of the reference test tree that certificate-transparency programs share.
LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_the_roots_are_those_other_programs_compute(size: int) -> None:
    tree = Frontier()

    for leaf in LEAVES[:size]:
        tree.add(sha256(b"\0" + bytes.fromhex(leaf)).digest())

    assert tree.root.hex() == ROOTS[size]


def test_the_root_of_a_ledger_pins_every_event_before_its_size(house: House) -> None:
    ledger = house.id_of(OPENED.slug)
    leaves = [leaf_hash(row) for row in house.store.read(ledger)]

    for size in range(1, len(leaves) + 1):
        assert root_at(house.store, ledger, size) == slow_root(leaves[:size])
