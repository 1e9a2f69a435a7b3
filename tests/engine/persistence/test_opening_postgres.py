"""A PostgreSQL address: nothing but the address decides; what is not ours is left as it is."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from engine.errors.ledger import StoreForeign, StoreUnavailable
from engine.errors.values import FieldInvalid
from engine.persistence import postgres_address
from engine.persistence.opening import open_store
from engine.persistence.postgres_address import parameters_of, shown_address
from engine.persistence.postgres_schema import SCHEMA_VERSION


def execute(address: str, statement: sql.SQL | sql.Composed) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def test_no_variable_of_the_environment_decides_a_connection(
    monkeypatch: pytest.MonkeyPatch, postgres_database: str
) -> None:
    with monkeypatch.context() as environment:
        for option in psycopg.pq.Conninfo.get_defaults():
            if option.envvar and option.keyword != b"service":
                environment.setenv(option.envvar.decode(), "nonsense")

        store = open_store(postgres_database)
        ledgers = store.ledgers()
        store.close()

    assert ledgers == []


def test_an_address_is_completed_as_without_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", "nonsense")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    parameters = parameters_of("postgresql://somehost/season?sslmode=require&connect_timeout=3")

    assert parameters["user"] == "root"
    assert (parameters["host"], parameters["port"]) == ("somehost", "5432")
    assert (parameters["dbname"], parameters["password"]) == ("season", "")
    assert (parameters["sslmode"], parameters["connect_timeout"]) == ("require", "3")
    assert parameters["tcp_user_timeout"] == "30000"


def test_a_refusal_shows_the_address_without_its_password() -> None:
    parameters = parameters_of("postgresql://ada:secret@somehost:5433/season")

    assert shown_address(parameters) == "postgresql://ada@somehost:5433/season"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("postgresql://ada:secret@host:port/x", id="port"),
        pytest.param("postgresql://ada:secret@[host/x", id="bracket"),
        pytest.param("postgresql://ada:secret@host/x?unknown=1", id="parameter"),
        pytest.param("postgresql://ada:secret@host/x?service=s", id="service"),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(address: str) -> None:
    with pytest.raises((FieldInvalid, StoreUnavailable)) as refusal:
        open_store(address)

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("change", ["dbname", "host", "user"])
def test_a_server_that_cannot_be_had_says_why(postgres_database: str, change: str) -> None:
    facts = conninfo_to_dict(postgres_database) | {change: "nowhere"}

    with pytest.raises(StoreUnavailable) as refusal:
        open_store(f"postgresql://{facts['user']}@/{facts['dbname']}?host={facts['host']}")

    assert "nowhere" in str(refusal.value.facts["reason"])
    assert "nowhere" in str(refusal.value.facts["store"])


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        pytest.param(
            ("CREATE SCHEMA suyton", "CREATE TABLE suyton.theirs (x int)"),
            "made by another program",
            id="schema",
        ),
        pytest.param(
            ("CREATE SCHEMA suyton", "CREATE TABLE suyton.store (x int)"),
            "made by another program",
            id="table",
        ),
        pytest.param(
            ("CREATE SCHEMA suyton", "CREATE TABLE suyton.store (schema_version int)"),
            "schema version none",
            id="no-version",
        ),
        pytest.param(
            (
                "CREATE SCHEMA suyton",
                "CREATE TABLE suyton.store (schema_version int)",
                f"INSERT INTO suyton.store VALUES ({SCHEMA_VERSION + 1})",
            ),
            f"schema version {SCHEMA_VERSION + 1}",
            id="newer",
        ),
    ],
)
def test_a_schema_that_is_not_ours_is_refused_and_left_as_it_is(
    postgres_database: str, statements: tuple[str, ...], reason: str
) -> None:
    for statement in statements:
        execute(postgres_database, sql.SQL(statement))

    with pytest.raises(StoreForeign) as refusal:
        open_store(postgres_database)

    assert reason in str(refusal.value.facts["reason"])
    with psycopg.connect(postgres_database) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname='suyton'")
        assert tables.fetchone() == (1,)


def test_a_database_with_another_encoding_is_refused(postgres_database: str) -> None:
    facts = conninfo_to_dict(postgres_database)
    other = f"{facts['dbname']}_latin"
    name = sql.Identifier(other)
    execute(
        postgres_database,
        sql.SQL(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
        ).format(name),
    )

    with pytest.raises(StoreForeign) as refusal:
        open_store(f"postgresql://{facts['user']}@/{other}?host={facts['host']}")
    execute(postgres_database, sql.SQL("DROP DATABASE {}").format(name))

    assert refusal.value.facts["reason"] == "encoding LATIN1, UTF8 is needed"


def test_an_empty_schema_prepared_by_the_administrator_is_used(postgres_database: str) -> None:
    execute(postgres_database, sql.SQL("CREATE SCHEMA suyton"))

    store = open_store(postgres_database)
    ledgers = store.ledgers()
    store.close()

    assert ledgers == []


def test_tables_of_other_programs_beside_our_schema_do_not_matter(postgres_database: str) -> None:
    execute(postgres_database, sql.SQL("CREATE TABLE ledger (x int)"))

    store = open_store(postgres_database)
    ledgers = store.ledgers()
    store.close()

    assert ledgers == []


def test_many_threads_may_start_on_an_empty_database(postgres_database: str) -> None:
    barrier = threading.Barrier(6)

    def start() -> None:
        barrier.wait()
        open_store(postgres_database).close()

    with ThreadPoolExecutor(6) as pool:
        started = [pool.submit(start) for _ in range(6)]

    assert [each.exception() for each in started] == [None] * 6


def test_every_parameter_with_a_variable_is_given_outright() -> None:
    parameters = parameters_of("postgresql://")

    missing = [
        option.keyword
        for option in psycopg.pq.Conninfo.get_defaults()
        if option.envvar and option.keyword.decode() not in parameters
    ]

    assert missing == [b"service"]
    assert parameters["application_name"] == postgres_address.APPLICATION
