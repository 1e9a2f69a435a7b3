"""When PostgreSQL fails: connections cut, servers unwilling, locks held; all told, nothing lost."""

import os
import threading
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from psycopg import sql

from engine.commands.submit import Submitter
from engine.errors.ledger import StoreDamaged, StoreUnavailable
from engine.persistence.codec import Row
from engine.persistence.opening import open_store
from engine.persistence.postgres_store import PostgresStore
from tests.engine.persistence.small_season import (
    LEDGER,
    opening,
    play,
    season,
    submitter_of,
    unit,
)

CUT = sql.SQL(
    "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
    "WHERE datname=current_database() AND pid<>pg_backend_pid()"
)


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    opened = PostgresStore(postgres_database)
    yield opened
    opened.close()


@pytest.fixture
def submitter(store: PostgresStore) -> Iterator[Submitter]:
    opened = submitter_of(store)
    play(opened, season())
    yield opened
    opened.close()


def execute(address: str, statement: sql.SQL) -> object:
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(statement)
        return found.fetchone() if found.description else None


def test_connections_cut_while_idle_are_replaced_unseen(
    postgres_database: str, store: PostgresStore, submitter: Submitter
) -> None:
    execute(postgres_database, CUT)
    head = store.head(LEDGER)

    execute(postgres_database, CUT)
    (verdict,) = play(submitter, [unit("A")])

    assert head.size == verdict.first == 5


def test_a_connection_cut_in_the_middle_of_an_append_loses_and_doubles_nothing(
    postgres_database: str, store: PostgresStore
) -> None:
    cuts: list[object] = []

    def clock() -> int:
        """Asked for the time of a batch, under the lock."""
        if len(cuts) == 1:
            cuts.append(execute(postgres_database, CUT))
        return 5

    submitter = Submitter(store, clock=clock, entropy=os.urandom)
    play(submitter, season())
    cuts.append("now")
    verdicts = play(submitter, [unit("A"), unit("B")], key="cut")
    submitter.close()

    assert len(cuts) == 2
    assert [(each.first, each.repeated) for each in verdicts] == [(5, False), (6, False)]
    assert [row.index for row in store.read(LEDGER)] == list(range(7))


def test_a_server_that_undoes_a_transaction_for_another_is_asked_again(
    store: PostgresStore, submitter: Submitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = store.recorder.insert_rows, [psycopg.errors.DeadlockDetected()]

    def insert_rows(*given: object) -> None:
        if failures:
            raise failures.pop()
        real(*given)  # type: ignore[arg-type]  # whatever the store gave

    monkeypatch.setattr(store.recorder, "insert_rows", insert_rows)

    assert play(submitter, [unit("A")])[0].first == 5


def test_a_server_without_room_is_told_and_survived(
    store: PostgresStore, submitter: Submitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = store.recorder.insert_rows, [psycopg.errors.DiskFull("no room")]

    def insert_rows(*given: object) -> None:
        if failures:
            raise failures.pop()
        real(*given)  # type: ignore[arg-type]  # whatever the store gave

    monkeypatch.setattr(store.recorder, "insert_rows", insert_rows)

    refusal = submitter.submit(LEDGER, unit("A"), key="a").exception(timeout=60)

    assert isinstance(refusal, StoreUnavailable)
    assert refusal.facts["reason"] == "no room"
    assert play(submitter, [unit("B")])[0].first == 5


def test_a_broken_constraint_is_damage(
    postgres_database: str, store: PostgresStore, submitter: Submitter
) -> None:
    """Somebody wrote around the ledger's lock: the next index is there already."""
    execute(
        postgres_database,
        sql.SQL("INSERT INTO suyton.command VALUES (1, 'local', 'k', '\\x00', 0, 1)"),
    )
    execute(
        postgres_database,
        sql.SQL(
            "CREATE FUNCTION suyton.hide() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE unique_violation; END $$"
        ),
    )
    execute(
        postgres_database,
        sql.SQL(
            "CREATE TRIGGER hide BEFORE INSERT ON suyton.event "
            "FOR EACH ROW EXECUTE FUNCTION suyton.hide()"
        ),
    )

    refusal = submitter.submit(LEDGER, unit("A"), key="other").exception(timeout=60)

    assert isinstance(refusal, StoreDamaged)


def test_a_missing_index_is_damage(
    postgres_database: str, store: PostgresStore, submitter: Submitter
) -> None:
    execute(postgres_database, sql.SQL("DELETE FROM suyton.event WHERE idx=4"))

    refusal = submitter.submit(LEDGER, unit("A"), key="a").exception(timeout=60)

    assert isinstance(refusal, StoreDamaged)
    assert refusal.facts["reason"] == "5 events promised, last index 3"


@pytest.mark.parametrize("setting", ["off", "local", "remote_write", "remote_apply", "on"])
def test_a_commit_waits_for_the_disk_whatever_the_server_would_do(
    postgres_database: str, setting: str
) -> None:
    store = PostgresStore(f"{postgres_database}&options=-csynchronous_commit%3D{setting}")

    with store.writing(LEDGER) as writing:
        found = writing.connection.execute("SHOW synchronous_commit").fetchone()
    store.close()

    expected = "remote_apply" if setting == "remote_apply" else "on"
    assert (found or {}).get("synchronous_commit") == expected


def test_a_server_that_will_not_wait_for_the_disk_is_refused(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.persistence.postgres_writing._DURABLE", ())

    with pytest.raises(StoreUnavailable) as refusal, store.writing(LEDGER):
        pass

    assert refusal.value.facts["reason"] == "synchronous_commit=on"


def test_a_server_that_is_read_only_still_answers(postgres_database: str) -> None:
    whole = PostgresStore(postgres_database)
    submitter = submitter_of(whole)
    play(submitter, season())
    submitter.close()
    whole.close()

    standby = open_store(f"{postgres_database}&options=-cdefault_transaction_read_only%3Don")
    submitter = submitter_of(standby)
    refusal = submitter.submit(LEDGER, unit("A"), key="a").exception(timeout=60)
    size = len(list(standby.read(LEDGER)))
    submitter.close()
    standby.close()

    assert isinstance(refusal, StoreUnavailable)
    assert "read-only" in str(refusal.facts["reason"])
    assert size == 5


def test_two_ledgers_are_appended_to_at_once_and_one_is_not(store: PostgresStore) -> None:
    one, other = uuid4(), uuid4()
    for ledger in (one, other):
        with store.writing(ledger) as writing:
            writing.open(f"l{ledger.hex}", 1)
            writing.insert([Row(0, uuid4().bytes, 1, "ledger-opened", b"")], [], [], [])
    order: list[str] = []

    def append() -> None:
        with store.writing(one):
            order.append("second")

    waiting = threading.Thread(target=append)
    with store.writing(one):
        waiting.start()
        with store.writing(other):
            order.append("beside")
        waiting.join(timeout=0.3)
        assert waiting.is_alive()
        order.append("first")
    waiting.join(timeout=60)

    assert order == ["beside", "first", "second"]


def test_a_ledger_that_is_being_opened_is_waited_for(store: PostgresStore) -> None:
    found: list[tuple[int, int]] = []

    def append() -> None:
        with store.writing(LEDGER) as writing:
            found.append((writing.number, writing.size))

    waiting = threading.Thread(target=append)
    with store.writing(LEDGER) as writing:
        waiting.start()
        waiting.join(timeout=0.3)
        writing.open("bloc", 1)
        writing.insert([Row(0, uuid4().bytes, 1, "ledger-opened", b"")], [], [], [])
        number = writing.number
    waiting.join(timeout=60)

    assert found == [(number, 1)]


def test_a_forked_process_may_not_use_the_connections(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: here + 1)

        with pytest.raises(StoreUnavailable):
            store.ledgers()

    assert store.ledgers() == []


def test_events_enter_only_with_their_index(store: PostgresStore) -> None:
    with pytest.raises(AssertionError):
        store.recorder.insert_events([StoredEvent(uuid4(), 1, "t", b"")])


def test_the_server_keeps_its_settings_for_other_work(
    postgres_database: str, store: PostgresStore
) -> None:
    submitter = submitter_of(store)
    play(submitter, [opening()])
    submitter.close()

    assert execute(postgres_database, sql.SQL("SHOW synchronous_commit")) == ("on",)
