"""Stores of both kinds to save and to fill."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from engine.persistence.opening import open_store
from engine.persistence.store import Store
from tests.engine.persistence.small_season import (
    ballot,
    opening,
    person,
    play,
    poll,
    season,
    submitter_of,
    unit,
)

OTHER = UUID(int=9)
KEPT = [*season(), person("P", "Đỗ Thị Hạnh"), poll("P1"), ballot("P1", "U1"), ballot("P1", "U2")]

Make = Callable[[str], str]
_numbers = count(1)


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Addresses of empty stores of a kind, each another one."""
    databases: list[str] = []

    def execute(statement: LiteralString, name: str) -> None:
        server = request.getfixturevalue("postgres_url")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))

    def address(kind: str) -> str:
        if kind == "sqlite":
            return str(tmp_path / f"store-{next(_numbers)}")
        name = f"keeping_{next(_numbers)}"
        execute("CREATE DATABASE {} TEMPLATE template0", name)
        databases.append(name)
        facts = conninfo_to_dict(request.getfixturevalue("postgres_url"))
        host = quote(str(facts["host"]), safe="")
        return f"postgresql://{facts['user']}@/{name}?host={host}"

    yield address
    for name in databases:
        execute("DROP DATABASE {} WITH (FORCE)", name)


def fill(store: Store) -> None:
    """Two ledgers with every kind of row."""
    submitter = submitter_of(store)
    play(submitter, KEPT, key="kept")
    play(submitter, [opening("other"), unit("A")], key="other", ledger=OTHER)
    submitter.close()


@pytest.fixture
def opened() -> Iterator[Callable[[str], Store]]:
    """Opens stores that are closed with the test."""
    stores: list[Store] = []

    def open_(address: str) -> Store:
        stores.append(open_store(address))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()
