"""Ready or not, and why: in the answer, in the figures, in the log."""

import errno
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.health import readiness
from api.health.logs import begin
from api.house import House
from engine.errors.ledger import EventNotFolded, StoreDamaged, StoreReadOnly
from engine.persistence.codec import Row
from tests.api.health.conftest import SLUG
from tests.api.health.test_metrics import asked
from tests.engine.persistence.small_season import unit


def reasons(client: TestClient) -> list[str]:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
    found: list[str] = answer.json()["reasons"]
    return found


def test_a_server_that_can_write_is_ready_and_writes_nothing(
    house: House, client: TestClient
) -> None:
    size = house.store.head(SLUG).size

    assert client.get("/readyz").status_code == client.get("/livez").status_code == 204

    assert house.store.head(SLUG).size == size
    assert len(house.store.ledgers()) == 1


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        pytest.param(
            StoreDamaged(store="s", reason="an index is missing"), "store-damaged", id="damaged"
        ),
        pytest.param(None, "store-unavailable", id="closed"),
    ],
)
def test_a_store_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Exception | None, expected: str
) -> None:
    house = House(tmp_path)
    client = TestClient(create_app(house), raise_server_exceptions=False)

    def fail(*_: object) -> None:
        assert refusal is not None
        raise refusal

    if refusal is None:
        house.close()
    else:
        monkeypatch.setattr(house.store, "probe", fail)

    assert reasons(client) == [expected]
    assert client.get("/livez").status_code == 204
    house.close()


def test_a_copy_that_serves_reads_only_is_ready(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreReadOnly(store="s", reason="a standby")

    monkeypatch.setattr(house.store, "probe", fail)

    assert client.get("/readyz").status_code == 204


def test_a_full_disk_and_a_fold_far_behind_are_told(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.answers.view(SLUG):
        pass
    house.carry_out(SLUG, unit("U4"), key="u4")
    monkeypatch.setattr(readiness, "DISK_BYTES_MIN", 1 << 62)
    monkeypatch.setattr(readiness, "LAG_EVENTS_MAX", 0)

    assert reasons(client) == ["fold-lag", "disk-space"]


def test_no_disk_is_looked_at_where_the_store_is_on_a_server(postgres_database: str) -> None:
    with House(postgres_database) as house:
        client = TestClient(create_app(house), raise_server_exceptions=False)

        assert client.get("/readyz").status_code == 204
        assert asked(client)["suyton_disk_free_bytes"] == 0


@pytest.fixture
def lines(quiet: None) -> list[dict[str, Any]]:
    """What is written to the log meanwhile, read when asked."""
    stream = io.StringIO()

    class Lines(list[dict[str, Any]]):
        def __iter__(self) -> Iterator[dict[str, Any]]:
            return iter([json.loads(line) for line in stream.getvalue().splitlines()])

    begin("info", to=stream)
    return Lines()


def test_a_stopped_ledger_is_told_to_the_operator_and_the_server_stays_ready(
    house: House, client: TestClient, lines: list[dict[str, Any]]
) -> None:
    ledger = house.id_of(SLUG)
    row = list(house.store.read(ledger))[-1]
    with house.store.writing(ledger) as writing:
        writing.insert([Row(writing.size, b"p" * 16, 1, "ballot-blessed", row.state)], [], [], [])

    for number in range(3):
        assert client.get(f"/v1/ledgers/{SLUG}/polls").json()["code"] == "event-not-folded"
        with pytest.raises(EventNotFolded):
            house.carry_out(SLUG, unit("U4"), key=f"u{number}")

    assert client.get("/readyz").status_code == 204
    assert asked(client)["suyton_ledgers_stopped"] == 1
    (told,) = [line for line in lines if line["event"] == "ledger-stopped"]
    assert (told["level"], told["ledger"], told["index"]) == ("error", str(ledger), row.index + 1)
    assert (told["topic"], told["reason"]) == ("ballot-blessed", "event-unknown")


def test_a_change_of_mind_is_written_down(
    client: TestClient, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(readiness, "DISK_BYTES_MIN", 1 << 62)
        client.get("/readyz")
    for _ in range(2):
        client.get("/readyz")

    told = [(line["event"], line.get("reason")) for line in lines]
    assert told == [("not-ready", "disk-space"), ("ready-again", None)]


def test_being_ready_is_being_able_to_write_and_is_tried_at_most_once_a_second(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []
    now = [0.0]
    monkeypatch.setattr(house.store, "probe", lambda: tried.append(now[0]))
    monkeypatch.setattr("api.health.health.time.monotonic", lambda: now[0])

    for now[0] in (10.0, 10.5, 10.9, 11.5, 11.6):
        assert client.get("/readyz").status_code == 204

    assert tried == [10.0, 11.5]


def test_a_disk_that_takes_nothing_shows(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Having the lock is not enough: an empty transaction writes nothing."""

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("engine.persistence.sqlite_store.os.fsync", fail)

    assert reasons(client) == ["store-unavailable"]
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 204
    assert not list(house.store.path.parent.glob("*.probe"))  # type: ignore[attr-defined]


def test_a_database_that_takes_nothing_shows_and_a_copy_that_only_reads_is_ready(
    postgres_database: str,
) -> None:
    with House(postgres_database) as house:
        assert TestClient(create_app(house)).get("/readyz").status_code == 204
    refusing = f"{postgres_database}&options=-cdefault_transaction_read_only%3Don"
    with House(refusing) as house:
        with pytest.raises(StoreReadOnly):
            house.store.probe()
        assert TestClient(create_app(house)).get("/readyz").status_code == 204
