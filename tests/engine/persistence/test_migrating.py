"""A store of an older version is refused by name, brought forward whole, and loses nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path
from unittest import mock
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from engine.errors.ledger import StoreForeign, StoreOutdated, StoreUnavailable
from engine.errors.poll import AlreadyVoted
from engine.persistence import migrating, postgres_schema, sqlite_schema
from engine.persistence.opening import migrate_store, open_store
from engine.persistence.sqlite_store import FILE_NAME
from projections.tree import root_at
from tests.engine.persistence.small_season import ballot, play, submitter_of

GOLDEN = Path(__file__).parents[2] / "golden" / "stores"
NOW = sqlite_schema.SCHEMA_VERSION
OLDER = UUID("6f5902ac-2373-4bcd-8f5e-b5f1d7a3c001")
"""The ledger in the golden stores."""
ROOT = "58cfc42edfb9d75d2d4e3d7be89d6a6968e66a53ab45af779666b9250239ec8b"
"""Of the nine events in each golden store."""


def execute(address: str, *statements: str) -> list[tuple[object, ...]]:
    """Statements against whichever database; the rows of the last."""
    if address.startswith("postgresql"):
        with psycopg.connect(address, autocommit=True) as connection:
            found = [connection.execute(statement.encode()) for statement in statements]
            return found[-1].fetchall() if found[-1].description else []
    with closing(sqlite3.connect(Path(address, FILE_NAME), isolation_level=None)) as file:
        rows: list[tuple[object, ...]] = []
        for statement in statements:
            rows = file.execute(statement).fetchall()
        return rows


@pytest.fixture
def old(address: str) -> str:
    """The address of a store as version 1 wrote it."""
    if address.startswith("postgresql"):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute((GOLDEN / "postgresql-1.sql").read_bytes())
        return address
    Path(address).mkdir()
    with closing(sqlite3.connect(Path(address, FILE_NAME))) as file:
        file.executescript((GOLDEN / "sqlite-1.sql").read_text(encoding="utf-8"))
    return address


def version_of(address: str) -> object:
    if address.startswith("postgresql"):
        return execute(address, "SELECT schema_version FROM suyton.store")[0][0]
    return execute(address, "PRAGMA user_version")[0][0]


def columns_of(address: str) -> set[tuple[object, ...]]:
    """Every column of every table, with its type."""
    if address.startswith("postgresql"):
        return set(
            execute(
                address,
                "SELECT table_name, column_name, data_type, is_nullable, column_default "
                "FROM information_schema.columns WHERE table_schema='suyton'",
            )
        )
    return set(
        execute(
            address,
            'SELECT s.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master AS s '
            "JOIN pragma_table_info(s.name) AS c WHERE s.type='table'",
        )
    )


def test_an_older_store_is_refused_and_left_as_it_is(old: str) -> None:
    with pytest.raises(StoreOutdated) as refusal:
        open_store(old)

    assert (refusal.value.facts["version"], refusal.value.facts["needed"]) == (1, NOW)
    assert version_of(old) == 1


def test_an_older_store_is_brought_forward_and_goes_on_where_it_stood(old: str) -> None:
    migrated = migrate_store(old)

    assert (migrated.was, migrated.now) == (1, NOW)
    store = open_store(old)
    submitter = submitter_of(store)
    assert root_at(store, OLDER, 9).hex() == ROOT
    assert play(submitter, [ballot("P1", "U3")], ledger=OLDER)[0].first == 9
    # Its streams are named as they were when it was opened, so who voted then has voted.
    for member in ("U1", "U3"):
        with pytest.raises(AlreadyVoted):
            play(submitter, [ballot("P1", member, "b")], ledger=OLDER)
    submitter.close()
    store.close()


def test_migrating_again_changes_nothing(old: str) -> None:
    migrate_store(old)

    again = migrate_store(old)

    assert (again.was, again.now) == (NOW, NOW)
    assert version_of(old) == NOW


def test_a_migrated_store_has_the_tables_of_a_new_one(
    old: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    migrate_store(old)

    if old.startswith("postgresql"):
        migrated = columns_of(old)
        execute(old, "DROP SCHEMA suyton CASCADE")
        open_store(old).close()
        assert columns_of(old) == migrated
    else:
        open_store(str(tmp_path / "new")).close()
        assert columns_of(str(tmp_path / "new")) == columns_of(old)


def test_a_step_that_fails_leaves_the_store_at_its_version(old: str) -> None:
    steps: tuple[object, ...] = (*sqlite_schema.STEPS[0], "SELECT nothing")
    where: object = migrating
    if old.startswith("postgresql"):
        steps = (*postgres_schema.STEPS[0], sql.SQL("SELECT nothing"))
        where = postgres_schema

    with (
        mock.patch.object(where, "steps_from", return_value=steps),
        pytest.raises(StoreUnavailable),
    ):
        migrate_store(old)

    assert version_of(old) == 1
    assert migrate_store(old).now == NOW


def test_a_newer_store_is_not_migrated(old: str) -> None:
    if old.startswith("postgresql"):
        execute(old, f"UPDATE suyton.store SET schema_version={NOW + 1}")
    else:
        execute(old, f"PRAGMA user_version={NOW + 1}")

    with pytest.raises(StoreForeign):
        migrate_store(old)

    assert version_of(old) == NOW + 1


def test_where_there_is_no_store_none_is_made(address: str) -> None:
    assert migrate_store(address).was == 0

    if address.startswith("postgresql"):
        assert execute(address, "SELECT 1 FROM pg_namespace WHERE nspname='suyton'") == []
    else:
        assert not Path(address).exists()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_version_still_on_its_way_from_the_log_is_seen(old: str) -> None:
    """As after a power cut between the commit of a migration and its checkpoint."""
    path = Path(old, FILE_NAME)
    execute(old, "PRAGMA journal_mode=WAL")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM ledger").fetchall()  # the checkpoint cannot pass a reader
        migrate_store(old)
        header = path.read_bytes()[:100]
        assert int.from_bytes(header[60:64], "big") == 1

        open_store(old).close()

    assert version_of(old) == NOW


def test_both_stores_count_their_versions_alike() -> None:
    assert postgres_schema.SCHEMA_VERSION == sqlite_schema.SCHEMA_VERSION
