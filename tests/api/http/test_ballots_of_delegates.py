"""Delegates vote by the sessions of their phones: each for itself, from pages of this server."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.access.doorkeeper import Doorkeeper, cookie, open_doorkeeper
from api.access.sessions import Session
from api.app import create_app
from api.bench.hall import LEDGER
from api.house import House, now_micros
from engine.commands.base import Command
from tests.api.http.hall import BALLOTS, ballot, hall

MEMBERS = 3


class Room(NamedTuple):
    house: House
    doors: Doorkeeper
    client: TestClient

    def phone(self, member: str) -> dict[str, str]:
        """The headers that the browser of a delegate sends."""
        ledger = str(self.house.store.head(LEDGER).id)
        key = self.doors.sessions.begin(Session(ledger=ledger, member=member, meeting="m"))
        return {
            "Cookie": f"{cookie('delegate', plain=True)}={key}",
            "Sec-Fetch-Site": "same-origin",
        }

    def token(self, scope: str = "write") -> str:
        account = self.doors.accounts.named("chair").id
        return self.doors.sessions.make_token(account, label="second", scope=scope)[1]

    def vote(self, number: int, *, key: str = "k", **headers: str) -> Response:
        sent = {"Idempotency-Key": key, **{n.replace("_", "-"): v for n, v in headers.items()}}
        return self.client.post(BALLOTS, json=ballot(number), headers=sent)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    hall(tmp_path, MEMBERS)
    doors = open_doorkeeper(str(tmp_path), clock=now_micros, plain=True)
    password = "a long password of the chair"
    doors.accounts.open("chair", name="Chair", password=password, administrator=True)
    with House(tmp_path) as house:
        yield Room(house, doors, TestClient(create_app(house, doors=doors)))
    doors.close()


def test_a_delegate_votes_under_its_own_name_and_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    submit = room.house.submit

    def heard(ledger: str, command: Command, **told: object) -> object:
        said.append(told["by"])
        return submit(ledger, command, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(room.house, "submit", heard)
    phone = room.phone("m1")

    first, again = room.vote(1, **phone), room.vote(1, **phone)

    assert [first.status_code, again.status_code] == [201, 201]
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    assert said == ["m1", "m1"]


def test_nobody_votes_for_another_or_without_a_session(room: Room) -> None:
    phone = room.phone("m1")
    assert room.vote(1, **phone).status_code == 201

    told = [
        room.vote(2, key="k2", **phone),
        room.vote(2, key="k3"),
        room.vote(2, key="k4", Authorization="Bearer nothing"),
        room.vote(2, key="k5", **{**room.phone("m2"), "Sec-Fetch-Site": "cross-site"}),
        room.vote(2, key="k6", Authorization=f"Bearer {room.token('read')}"),
    ]

    assert [(each.status_code, each.json()["code"]) for each in told] == [
        (403, "not-allowed"),
        (401, "sign-in-needed"),
        (401, "token-not-valid"),
        (403, "request-forged"),
        (403, "not-allowed"),
    ]


def test_a_session_that_has_ended_votes_no_more(room: Room) -> None:
    phone = room.phone("m1")
    assert room.vote(1, **phone).status_code == 201

    room.doors.sessions.end(phone["Cookie"].partition("=")[2])

    assert room.vote(1, **phone).json()["code"] == "sign-in-needed"


def test_a_second_person_shows_a_token_and_is_not_just_named(room: Room) -> None:
    named = room.client.post(
        BALLOTS,
        json={**ballot(1), "with": "chair"},
        headers={"Idempotency-Key": "k", **room.phone("m1")},
    )
    wrong = room.vote(1, suyton_second="nothing", **room.phone("m1"))
    shown = room.vote(1, suyton_second=room.token(), **room.phone("m1"))

    assert [each.json()["code"] for each in (named, wrong)] == ["second-not-valid"] * 2
    assert shown.status_code == 201
