"""A doorkeeper over either database, with a clock that the test turns."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.access.doorkeeper import Doorkeeper, open_doorkeeper

NOON = 1_735_800_000_000_000
PASSWORD = "một câu dài dễ nhớ"


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now

    def turn(self, *, seconds: int) -> None:
        self.now += seconds * 1_000_000


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path)
    found: str = request.getfixturevalue("postgres_database")
    return found


@pytest.fixture
def open_doors(address: str, clock: Clock) -> Iterator[Callable[[], Doorkeeper]]:
    opened: list[Doorkeeper] = []

    def another() -> Doorkeeper:
        opened.append(open_doorkeeper(address, clock=clock))
        return opened[-1]

    yield another
    for each in opened:
        each.close()


@pytest.fixture
def doors(open_doors: Callable[[], Doorkeeper]) -> Doorkeeper:
    return open_doors()
