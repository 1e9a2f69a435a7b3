"""Both stores, empty, under one name; and processes that write to them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.commands.submit import Submitter
from engine.persistence.opening import open_store
from engine.persistence.store import Store
from tests.engine.persistence.clerks import Clerk
from tests.engine.persistence.small_season import submitter_of


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store may be opened."""
    if request.param == "sqlite":
        return str(tmp_path / "data")
    database: str = request.getfixturevalue("postgres_database")
    return database


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An open store without a ledger."""
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def submitter(store: Store) -> Iterator[Submitter]:
    """The way into the store."""
    opened = submitter_of(store)
    yield opened
    opened.close()


@pytest.fixture
def hire() -> Iterator[Callable[[str, str, str, int], Clerk]]:
    """Start processes that write to a store; they end with the test."""
    hired: list[Clerk] = []

    def start(address: str, what: str, name: str, number: int = 0) -> Clerk:
        hired.append(Clerk(address, what, name, number))
        return hired[-1]

    yield start
    for clerk in hired:
        clerk.kill()
