"""What every store promises about indexes and hashes when its database is tidied, copied, moved."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from engine.persistence.codec import leaf_hash, open_envelope
from engine.persistence.opening import open_store
from engine.persistence.sqlite_schema import APPLICATION_ID, SCHEMA_VERSION
from engine.persistence.sqlite_store import FILE_NAME
from engine.persistence.store import Store
from tests.engine.persistence.small_season import (
    LEDGER,
    ballot,
    opening,
    person,
    play,
    poll,
    season,
    submitter_of,
    unit,
)

KEPT = [*season(), person("P", "Đỗ Thị Hạnh"), poll("P1"), ballot("P1", "U1"), ballot("P1", "U2")]


def hashes(store: Store) -> list[tuple[int, bytes]]:
    return [(row.index, leaf_hash(row)) for row in store.read(LEDGER)]


def person_of(store: Store) -> UUID:
    """The reference under which the person's name is kept."""
    admitted = [open_envelope(row).data for row in store.read(LEDGER, after=4, limit=1)]
    ref: UUID = admitted[0].sealed.ref
    return ref


@pytest.fixture
def kept(store: Store) -> list[tuple[int, bytes]]:
    """Two ledgers with every kind of row; indexes and hashes of the first."""
    submitter = submitter_of(store)
    play(submitter, KEPT, key="kept")
    play(submitter, [opening("other"), unit("A")], key="other", ledger=UUID(int=9))
    submitter.close()
    return hashes(store)


def vacuum(address: str) -> None:
    if address.startswith("postgresql"):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM (FULL, ANALYZE)")
    else:
        with closing(sqlite3.connect(Path(address, FILE_NAME))) as connection:
            connection.execute("VACUUM")


def test_vacuum_keeps_indexes_and_hashes(
    address: str, store: Store, kept: list[tuple[int, bytes]]
) -> None:
    store.forget(LEDGER, person_of(store))

    vacuum(address)

    assert hashes(store) == kept
    submitter = submitter_of(store)
    assert play(submitter, [ballot("P1", "U3")], key="after")[0].first == len(kept)
    submitter.close()


def test_forgetting_a_person_breaks_no_hash(store: Store, kept: list[tuple[int, bytes]]) -> None:
    ref = person_of(store)
    assert store.privates(LEDGER, [ref])[ref].value == "Đỗ Thị Hạnh"

    assert store.forget(LEDGER, ref)

    assert store.privates(LEDGER, [ref]) == {}
    assert hashes(store) == kept


def copy_by_vacuum(source: Path, copy: Path) -> None:
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


def copy_by_backup(source: Path, copy: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)


def copy_by_dump(source: Path, copy: Path) -> None:
    """A dump as text names tables and rows; what the file says about itself is set again."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
        new.executescript("\n".join(old.iterdump()))
        new.execute(f"PRAGMA application_id={APPLICATION_ID}")
        new.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def check_same(address: str, kept: list[tuple[int, bytes]]) -> None:
    """The copy holds the same ledger, and goes on where it stood."""
    copy = open_store(address)
    assert hashes(copy) == kept
    assert [head.size for head in copy.ledgers()] == [len(kept), 2]
    ref = person_of(copy)
    assert copy.privates(LEDGER, [ref])[ref].value == "Đỗ Thị Hạnh"
    submitter = submitter_of(copy)
    again = play(submitter, KEPT, key="kept")
    later = play(submitter, [ballot("P1", "U3")], key="after")
    another = play(submitter, [opening("third")], key="third", ledger=UUID(int=10))
    submitter.close()
    copy.close()
    assert all(verdict.repeated for verdict in again)
    assert later[0].first == len(kept)
    assert another[0].first == 0


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("make", [copy_by_vacuum, copy_by_backup, copy_by_dump])
def test_a_copy_of_an_sqlite_store_goes_on_where_it_stood(
    address: str, kept: list[tuple[int, bytes]], tmp_path: Path, make: object
) -> None:
    (tmp_path / "copy").mkdir()

    assert callable(make)
    make(Path(address, FILE_NAME), tmp_path / "copy" / FILE_NAME)

    check_same(str(tmp_path / "copy"), kept)


@pytest.fixture
def empty_database(address: str) -> Iterator[str]:
    """Another database of the same server, dropped after the test."""
    facts = conninfo_to_dict(address)
    name = f"{facts['dbname']}_copy"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )

    yield f"postgresql://?{make_conninfo(address, dbname=name).replace(' ', '&')}"

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_dump_of_a_postgresql_store_restored_elsewhere_goes_on_where_it_stood(
    address: str, kept: list[tuple[int, bytes]], empty_database: str, tmp_path: Path
) -> None:
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT setting FROM pg_config WHERE name='BINDIR'").fetchone()
    assert found is not None
    programs, dump = Path(found[0]), tmp_path / "dump"

    subprocess.run([programs / "pg_dump", "-Fc", "-f", dump, "-d", address], check=True)
    subprocess.run([programs / "pg_restore", "-d", empty_database, dump], check=True)

    check_same(empty_database, kept)
