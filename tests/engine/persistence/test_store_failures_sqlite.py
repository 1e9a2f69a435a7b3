"""When SQLite fails: no room, no disk, a closed file, a fork; all told, nothing half stored."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.sqlite import SQLiteConnection, SQLiteCursor

from engine.commands.submit import Submitter
from engine.errors.ledger import LedgerNotFound, StoreDamaged, StoreReadOnly, StoreUnavailable
from engine.persistence.sqlite_file import WritersQueue
from engine.persistence.sqlite_store import FILE_NAME, SQLiteStore
from tests.engine.persistence.small_season import LEDGER, person, play, season, submitter_of, unit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    opened = SQLiteStore(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def submitter(store: SQLiteStore) -> Iterator[Submitter]:
    opened = submitter_of(store)
    play(opened, season())
    yield opened
    opened.close()


def write(store: SQLiteStore, statement: str) -> Any:
    with store.datastore.transaction(commit=True) as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def failing(monkeypatch: pytest.MonkeyPatch, statement: str, error: sqlite3.Error) -> list[str]:
    """Let a statement fail once; what was executed since."""
    executed: list[str] = []
    real = SQLiteCursor.execute

    def execute(cursor: SQLiteCursor, sql: str, *parameters: Any) -> None:
        executed.append(sql)
        if sql == statement and executed.count(sql) == 1:
            raise error
        real(cursor, sql, *parameters)

    monkeypatch.setattr(SQLiteCursor, "execute", execute)
    return executed


def test_a_file_that_may_only_be_read_answers_and_records_nothing(
    store: SQLiteStore, submitter: Submitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = sqlite3.SQLITE_READONLY
    failing(monkeypatch, "BEGIN IMMEDIATE", error)

    refusal = submitter.submit(LEDGER, unit("A"), key="a").exception(timeout=60)

    assert isinstance(refusal, StoreReadOnly)
    assert store.head(LEDGER).size == 5


def test_a_full_disk_is_told_to_all_and_is_survived(
    store: SQLiteStore, submitter: Submitter
) -> None:
    (pages,) = write(store, "PRAGMA page_count")
    write(store, f"PRAGMA max_page_count={pages + 2}")
    units = [unit(f"N{number}") for number in range(400)]

    futures = [
        submitter.submit(LEDGER, command, key=f"k{number}") for number, command in enumerate(units)
    ]
    refusals = [future.exception(timeout=60) for future in futures]

    assert store.head(LEDGER).size == 5 + refusals.count(None)
    told = {str(each.facts["reason"]) for each in refusals if isinstance(each, StoreUnavailable)}
    assert told == {"database or disk is full"}
    write(store, "PRAGMA max_page_count=1000000")
    again = [
        submitter.submit(LEDGER, command, key=f"k{number}") for number, command in enumerate(units)
    ]
    verdicts = [future.result(timeout=60) for future in again]
    assert [verdict.repeated for verdict in verdicts].count(True) == refusals.count(None)
    assert [row.index for row in store.read(LEDGER)] == list(range(405))


@pytest.mark.parametrize("statement", ["COMMIT", "BEGIN IMMEDIATE"])
def test_a_statement_that_fails_leaves_no_transaction_behind(
    store: SQLiteStore,
    submitter: Submitter,
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
) -> None:
    failing(monkeypatch, statement, sqlite3.OperationalError("disk I/O error"))

    refused = submitter.submit(LEDGER, unit("A"), key="k").exception(timeout=60)
    (verdict,) = play(submitter, [unit("B")])

    assert isinstance(refused, StoreUnavailable)
    assert refused.facts == {"store": str(store.path), "reason": "disk I/O error"}
    assert verdict.first == 5
    assert [row.index for row in store.read(LEDGER)] == list(range(6))


def test_a_connection_that_cannot_be_undone_is_given_up(
    store: SQLiteStore, submitter: Submitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(SQLiteConnection, "rollback", fail)
        refused = submitter.submit(LEDGER, unit("A"), key="k").exception(timeout=60)

    assert isinstance(refused, StoreUnavailable)
    assert play(submitter, [unit("B")])[0].first >= 5
    assert [row.index for row in store.read(LEDGER)] == list(range(store.head(LEDGER).size))


def test_a_damaged_page_is_told_apart_from_a_passing_failure(
    store: SQLiteStore, submitter: Submitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage = sqlite3.DatabaseError("database disk image is malformed")
    damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    failing(monkeypatch, "BEGIN", damage)

    with pytest.raises(StoreDamaged):
        store.head(LEDGER)


def test_a_page_that_was_overwritten_is_refused(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path)
    submitter = submitter_of(store)
    play(submitter, [*season(), *(unit(f"N{number}") for number in range(200))])
    submitter.close()
    store.close()
    path = tmp_path / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    again = SQLiteStore(tmp_path)

    with pytest.raises(StoreDamaged):
        list(again.read(LEDGER))
    again.close()


def test_a_build_that_does_not_wait_for_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lax(sqlite3.Connection):
        def execute(self, sql: str, *_: Any) -> sqlite3.Cursor:
            return super().execute(sql.replace("synchronous=FULL", "synchronous=NORMAL"))

    real = sqlite3.connect
    store = SQLiteStore(tmp_path)
    monkeypatch.setattr(
        sqlite3, "connect", lambda *given, **more: real(*given, **more, factory=Lax)
    )

    with pytest.raises(StoreUnavailable) as refusal:
        store.ledgers()
    store.close()

    assert "synchronous=FULL" in str(refusal.value)


def test_after_a_sync_that_failed_nobody_knows_and_everybody_is_told_so(
    store: SQLiteStore, submitter: Submitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    failing(monkeypatch, "COMMIT", error)

    with pytest.raises(StoreUnavailable) as refused:
        play(submitter, [unit("U4")], key="k")

    assert refused.value.facts["recorded"] == "unknown"
    (verdict,) = play(submitter, [unit("U4")], key="k")
    assert store.head(LEDGER).size == verdict.first + 1


def test_nothing_is_written_before_the_name_of_the_log_is_on_the_disk(
    store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    opened = submitter_of(store)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(StoreUnavailable) as refused:
            play(opened, season())

    assert refused.value.facts["reason"] == "Input/output error"
    assert store.ledgers() == []
    play(opened, season())
    opened.close()


def test_a_place_where_there_can_be_no_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Without(sqlite3.Connection):
        """As on a file system without shared memory: the mode stays, and nothing is raised."""

        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            return super().execute(sql.replace("=WAL", "=DELETE"), *parameters)

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3,
        "connect",
        lambda path, **options: connect(path, **options) if options else Without(path),
    )

    with pytest.raises(StoreUnavailable) as refused:
        SQLiteStore(tmp_path)

    assert refused.value.facts["reason"] == "a write-ahead log is not to be had"


def test_every_connection_waits_for_the_disk_and_clears_what_it_deletes(
    store: SQLiteStore,
) -> None:
    for commit in (False, True):
        with store.datastore.transaction(commit=commit) as cursor:
            found = []
            for pragma in ("synchronous", "secure_delete", "journal_mode"):
                cursor.execute(f"PRAGMA {pragma}")
                found.append(cursor.fetchone()[0])

        assert found == [2, 1, "wal"]


def test_a_forgotten_name_is_in_no_file_of_the_store(store: SQLiteStore, tmp_path: Path) -> None:
    submitter = submitter_of(store)
    play(submitter, [*season(), person("P", "Đỗ Thị Hạnh")])
    submitter.close()
    with store.datastore.transaction(commit=False) as cursor:
        cursor.execute("SELECT ref FROM private")
        ref = cursor.fetchone()[0]

    assert store.forget(LEDGER, UUID(bytes=ref))

    for path in tmp_path.iterdir():
        assert "Đỗ Thị Hạnh".encode() not in path.read_bytes(), path


def test_a_file_that_has_gone_is_not_replaced_by_an_empty_one(
    store: SQLiteStore, tmp_path: Path
) -> None:
    (tmp_path / FILE_NAME).unlink()

    with pytest.raises(StoreUnavailable):
        store.ledgers()

    assert not (tmp_path / FILE_NAME).exists()


def test_a_forked_process_may_not_use_the_connections(
    store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: here + 1)

        with pytest.raises(StoreUnavailable):
            store.ledgers()

    with pytest.raises(LedgerNotFound):
        store.head("nobody")


def test_a_process_forked_in_the_middle_of_an_append_keeps_no_lock(store: SQLiteStore) -> None:
    begun, go_on = os.pipe()
    with store.writing(LEDGER):
        child = os.fork()
        if child == 0:  # it has the lock's descriptor too, and lives on
            os.close(go_on)
            os.read(begun, 1)
            os._exit(0)

    with store.writing(LEDGER) as writing:
        size = writing.size
    os.close(go_on)
    os.waitpid(child, 0)

    assert size == 0


def test_locks_that_cannot_be_had_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = WritersQueue(tmp_path / FILE_NAME)

    def fail(*_: object) -> None:
        raise OSError(37, "No locks available")

    with monkeypatch.context() as broken:
        broken.setattr(fcntl, "flock", fail)
        with pytest.raises(StoreUnavailable) as refusal, queue.turn():
            pass
    queue.close()

    assert refusal.value.facts["reason"] == "No locks available"


def test_a_store_that_cannot_be_made_leaves_its_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", fail)
        with pytest.raises(StoreUnavailable) as refusal:
            SQLiteStore(tmp_path)

    assert refusal.value.facts["reason"] == "No space left on device"
    SQLiteStore(tmp_path).close()


def test_events_enter_only_with_their_index(store: SQLiteStore) -> None:
    with pytest.raises(AssertionError):
        store.recorder.insert_events([])
