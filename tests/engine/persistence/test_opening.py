"""An address means one store, or is refused by name; what is not ours is left as it is."""

import os
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.errors.ledger import StoreDamaged, StoreForeign, StoreUnavailable
from engine.errors.values import FieldInvalid
from engine.persistence.opening import migrate_store, open_store
from engine.persistence.sqlite_schema import APPLICATION_ID, SCHEMA_VERSION
from engine.persistence.sqlite_store import FILE_NAME
from tests.engine.persistence.small_season import play, season, submitter_of


def tree(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def a_store(folder: Path) -> Path:
    """A closed store with a small season."""
    store = open_store(str(folder))
    submitter = submitter_of(store)
    play(submitter, season())
    submitter.close()
    store.close()
    return folder / FILE_NAME


@pytest.mark.parametrize(
    "address",
    ["", "  ", "mysql://x@y/z", "http://secret@host/"],
    ids=["none", "blank", "other", "web"],
)
def test_an_address_of_another_kind_is_refused_without_its_secrets(address: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        open_store(address)

    assert refusal.value.facts["field"] == "data"
    assert "secret" not in str(refusal.value)


def test_without_the_driver_a_server_is_refused_and_a_folder_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in [name for name in sys.modules if name.startswith("engine.persistence.postgres")]:
        monkeypatch.delitem(sys.modules, name)

    with pytest.raises(StoreUnavailable) as refusal:
        open_store("postgresql://somebody@somewhere/db")
    with pytest.raises(StoreUnavailable):
        migrate_store("postgresql://somebody@somewhere/db")
    open_store(str(tmp_path)).close()

    assert "suyton[postgres]" in str(refusal.value)


def foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()


def foreign_with_a_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE theirs (x)")


def newer_program(path: Path) -> None:
    a_store(path.parent)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        pytest.param(lambda path: path.write_bytes(b"x" * 5_000), StoreForeign, id="text"),
        pytest.param(lambda path: path.write_bytes(b"SQLite format 3\0"), StoreForeign, id="short"),
        pytest.param(lambda path: path.write_bytes(b""), StoreDamaged, id="empty"),
        pytest.param(lambda path: path.mkdir(), StoreUnavailable, id="folder"),
        pytest.param(foreign_database, StoreForeign, id="database"),
        pytest.param(foreign_with_a_log, StoreForeign, id="database-with-a-log"),
        pytest.param(newer_program, StoreForeign, id="newer"),
        pytest.param(
            lambda path: Path(f"{path}-wal").write_bytes(b"log"), StoreDamaged, id="log-alone"
        ),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Any, refusal: type[Exception]
) -> None:
    make(tmp_path / FILE_NAME)
    before = tree(tmp_path)

    with pytest.raises(refusal):
        open_store(str(tmp_path))

    assert tree(tmp_path) == before


@pytest.mark.parametrize("left", [50, 4_096, 8_192, -1], ids=["header", "page", "two", "last"])
def test_a_file_cut_short_is_refused_and_left_as_it_is(tmp_path: Path, left: int) -> None:
    path = a_store(tmp_path)
    os.truncate(path, left if left > 0 else path.stat().st_size - 1)
    before = tree(tmp_path)

    with pytest.raises((StoreDamaged, StoreForeign)):
        open_store(str(tmp_path))

    assert tree(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreUnavailable) as refusal:
        open_store(str(tmp_path / "file" / "data"))

    assert refusal.value.facts["reason"] == "Not a directory"


def test_a_new_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    open_store(str(tmp_path / "data")).close()

    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_store_can_be_opened_while_another_process_has_it_open(tmp_path: Path) -> None:
    first = open_store(str(tmp_path))
    submitter = submitter_of(first)
    play(submitter, season())

    second = open_store(str(tmp_path))
    heads = second.ledgers()
    second.close()
    submitter.close()
    first.close()

    assert [head.size for head in heads] == [5]


def test_pages_still_in_the_log_are_not_missed_in_the_file(tmp_path: Path) -> None:
    """As a checkpoint leaves it that was ended after the first page."""
    path = a_store(tmp_path)
    copy = tmp_path / "copy"
    copy.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("CREATE TABLE later AS SELECT randomblob(100000) AS x")
        connection.commit()
        header = bytearray(path.read_bytes())
        header[28:32] = (1_000).to_bytes(4, "big")
        (copy / FILE_NAME).write_bytes(header)
        (copy / f"{FILE_NAME}-wal").write_bytes(Path(f"{path}-wal").read_bytes())

    store = open_store(str(copy))
    heads = store.ledgers()
    store.close()

    assert [head.size for head in heads] == [5]


def test_a_store_left_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "ledgers.new").write_bytes(b"left by a process that was ended")

    a_store(tmp_path)

    assert not (tmp_path / "ledgers.new").exists()


def test_many_threads_may_start_on_an_empty_folder(tmp_path: Path) -> None:
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        open_store(str(tmp_path)).close()

    with ThreadPoolExecutor(8) as pool:
        started = [pool.submit(start) for _ in range(8)]

    assert [each.exception() for each in started] == [None] * 8
    assert (tmp_path / FILE_NAME).read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")
