"""Ballots go past the framework, and neither who votes nor who runs the server can tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.bench.hall import LEDGER
from api.guard import LOOPBACK
from api.house import House
from engine.errors.ledger import QueueFull
from tests.api.http.conftest import client_of
from tests.api.http.hall import BALLOTS, ballot, hall

MEMBERS = 3


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    hall(tmp_path, MEMBERS)
    with House(tmp_path) as opened:
        yield opened


def vote(client: TestClient, key: str = "k1") -> Response:
    return client.post(BALLOTS, json=ballot(1), headers={"Idempotency-Key": key})


def test_a_ballot_is_answered_as_every_other_change_is(house: House) -> None:
    client = client_of(house)
    member = {"member": "m9", "name": "Member 9"}
    admitted = client.post(
        f"/v1/ledgers/{LEDGER}/members", json=member, headers={"Idempotency-Key": "m9"}
    )

    first, again = vote(client), vote(client)

    assert sorted(first.headers) == sorted(admitted.headers)
    assert first.json() == {**admitted.json(), **dict.fromkeys(("first", "last"), house_end(house))}
    assert first.content == again.content
    assert [each.headers["idempotent-replayed"] for each in (first, again)] == ["false", "true"]
    (event,) = client.get(first.headers["location"]).json()["events"]
    assert event["topic"] == "ballot-cast"


def house_end(house: House) -> int:
    return house.store.head(LEDGER).size - 1


def test_of_a_header_sent_twice_the_first_counts(house: House) -> None:
    client = client_of(house)
    headers = [("Idempotency-Key", "first"), ("Idempotency-Key", "second")]

    told = client.post(BALLOTS, json=ballot(1), headers=headers)

    assert told.status_code == 201
    assert vote(client, "first").headers["idempotent-replayed"] == "true"
    assert vote(client, "second").json()["code"] == "already-voted"


def test_a_ballot_may_come_in_pieces(house: House) -> None:
    pieces = iter([b'{"member": "m1", "bal', b'lot": {"type": "opin', b'ions", "views": []}}'])

    told = client_of(house).post(BALLOTS, content=pieces, headers={"Idempotency-Key": "k1"})

    assert told.status_code == 201, told.json()


def test_a_ballot_sent_to_another_host_is_turned_away(house: House) -> None:
    app = create_app(house, hosts=LOOPBACK)
    before = house_end(house)

    told = vote(TestClient(app, base_url="http://evil.example"))

    assert (told.status_code, told.json()["code"]) == (421, "host-not-served")
    assert told.headers["x-content-type-options"] == "nosniff"
    assert house_end(house) == before


def test_a_fault_says_only_that_it_is_one_and_has_an_id(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("m1 voted against")

    client = client_of(house)
    monkeypatch.setattr(house, "submit", fail)

    told = vote(client)

    assert (told.status_code, told.json()["code"]) == (500, "fault")
    assert "voted" not in told.text
    assert told.headers["x-content-type-options"] == "nosniff"
    assert len(told.headers["x-request-id"]) == 32
    with pytest.raises(RuntimeError, match="voted"):  # whoever runs the server is told
        vote(TestClient(create_app(house)))


def test_who_comes_when_too_many_wait_is_told_when_to_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise QueueFull(waiting_max=3)

    monkeypatch.setattr(house, "submit", full)

    told = vote(client_of(house))

    assert (told.status_code, told.json()["code"]) == (503, "queue-full")
    assert int(told.headers["retry-after"]) >= 1


def test_a_ballot_is_only_sent(house: House) -> None:
    told = client_of(house).get(BALLOTS)

    assert (told.status_code, told.headers["allow"]) == (405, "POST")
