"""A house with one small ledger, behind the HTTP door."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from tests.engine.persistence.small_season import opening, poll, season

SLUG = "bloc-2024"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as opened:
        opened.open_ledger(opening(), key="open")
        for number, command in enumerate([*season()[1:], poll("P1")]):
            opened.carry_out(SLUG, command, key=f"given-{number}")
        yield opened


@pytest.fixture
def client(house: House) -> TestClient:
    return TestClient(create_app(house), raise_server_exceptions=False)


@pytest.fixture
def quiet() -> Iterator[None]:
    """The log as it was, afterwards."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
