"""Trees that are kept up with a store, and start again from what was hashed before."""

from pathlib import Path
from uuid import UUID

import pytest

from api.house import House
from engine.persistence.codec import Row, leaf_hash
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.store import Snapshot
from projections import trees
from projections.proofs import is_consistent, is_included
from projections.tree import root_at
from projections.trees import FOLD, Trees
from tests.engine.bloc import OPENED

LEDGER = UUID(int=7)


def rows(start: int, stop: int) -> list[Row]:
    return [Row(n, n.to_bytes(16), 1, "topic", b"\x80") for n in range(start, stop)]


def append(store: SQLiteStore, start: int, stop: int) -> None:
    with store.writing(LEDGER) as writing:
        if start == 0:
            writing.open("ledger", 0)
        writing.insert(rows(start, stop), (), (), ())


def test_roots_and_proofs_of_a_ledger_hold(house: House) -> None:
    ledger = house.id_of(OPENED.slug)
    leaves = [leaf_hash(row) for row in house.store.read(ledger)]
    size, asked = len(leaves), Trees(house.store)

    root = asked.root(ledger, size)

    assert root == root_at(house.store, ledger, size)
    path = asked.inclusion(ledger, 3, size)
    assert is_included(leaves[3], 3, size, path, root)
    proof = asked.consistency(ledger, 2, size)
    assert is_consistent(2, root_at(house.store, ledger, 2), size, root, proof)


def test_a_tree_starts_again_from_what_was_hashed_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "SEGMENT", 512)
    store = SQLiteStore(tmp_path)
    append(store, 0, 1_300)
    first = Trees(store).root(LEDGER, 1_300)
    append(store, 1_300, 1_400)
    read: list[int] = []
    reading = store.read

    def watched(ledger: UUID, **asked: int) -> object:
        read.append(asked["after"])
        return reading(ledger, **asked)

    monkeypatch.setattr(store, "read", watched)
    again = Trees(store)

    assert again.root(LEDGER, 1_400) == root_at(SQLiteStore(tmp_path), LEDGER, 1_400)
    assert again.root(LEDGER, 1_300) == first
    assert read[:2] == [1_022, 1_023], "the last event that was hashed before, and what follows"
    again.inclusion(LEDGER, 5, 1_400)
    assert again.root(LEDGER, 700) == root_at(SQLiteStore(tmp_path), LEDGER, 700)
    store.close()


def test_what_was_kept_wrongly_is_hashed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "SEGMENT", 512)
    store = SQLiteStore(tmp_path)
    append(store, 0, 600)
    store.keep_snapshot(LEDGER, FOLD, Snapshot(511, b"short"))

    root = Trees(store).root(LEDGER, 600)

    assert root == root_at(store, LEDGER, 600)
    store.close()


def test_only_the_trees_in_use_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "LEDGERS_MAX", 1)
    store = SQLiteStore(tmp_path)
    append(store, 0, 3)
    other = UUID(int=8)
    with store.writing(other) as writing:
        writing.open("other", 0)
        writing.insert([Row(0, b"o" * 16, 1, "topic", b"\x81")], (), (), ())
    asked = Trees(store)

    roots = [asked.root(LEDGER, 3), asked.root(other, 1), asked.root(LEDGER, 3)]

    assert roots[0] == roots[2] != roots[1]
    assert list(asked._trees) == [LEDGER]
    store.close()
