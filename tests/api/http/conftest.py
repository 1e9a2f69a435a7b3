"""Houses behind the HTTP door: a shipped season, a ledger just opened, the season of the examples."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.examples import STORY, Example
from api.house import House
from api.playing.play import play_season
from api.playing.season_file import read_season
from api.routes.paths import ADDRESSES, FIELDS

SEASON = Path(__file__).parents[3] / "api" / "seasons" / "2-bloc-of-nine.yaml"
OPENING = {
    "slug": "small",
    "title": "Small",
    "body": {"id": "small", "name": "Small", "kind": "jury"},
    "season": "2026",
    "time_zone": "UTC",
}


def client_of(house: House) -> TestClient:
    """A client of the app over this house; a fault of ours is an answer, as on a server."""
    return TestClient(create_app(house), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The bloc of nine, all 101 events of it. Ask it; what records takes its own."""
    with House(tmp_path_factory.mktemp("nine")) as house:
        play_season(house, read_season(SEASON.read_bytes(), file="2"), file="2")
        yield client_of(house)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[TestClient]:
    """A ledger just opened, under the key `k1`."""
    with House(tmp_path) as house:
        client = client_of(house)
        opened = client.post("/v1/ledgers", json=OPENING, headers={"Idempotency-Key": "k1"})
        assert opened.status_code == 201
        yield client


def sent(client: TestClient, example: Example, key: str) -> Response:
    """An example as a client sends it: some fields in the address, the others in the body."""
    address = ADDRESSES[example.command].format(**{**example.fields, "ledger": example.ledger})
    body = example.body(FIELDS[example.command])
    return client.post(f"/v1{address}", json=body, headers={"Idempotency-Key": key})


class Played(NamedTuple):
    """The examples, played from first to last, and what each was answered."""

    client: TestClient
    answers: tuple[Response, ...]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The season of the examples. Ask it; what records takes its own."""
    with House(tmp_path_factory.mktemp("examples")) as house:
        client = client_of(house)
        yield Played(
            client,
            tuple(sent(client, example, f"step-{at}") for at, example in enumerate(STORY)),
        )
