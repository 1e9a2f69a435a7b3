"""Fault: the only synchronous standby of a PostgreSQL primary dies, and comes back.

Invariants: I1 to I8: while it is gone nothing is acknowledged, also not where an operator cancels the
wait or a retry finds what only the primary has; every request is answered within the stated bound,
questions as ever; and after its return a retry gets the one first answer.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.doorkeeper import open_doorkeeper
from api.access.sessions import NOTED_EVERY, Session
from api.app import create_app
from api.house import House, now_micros
from engine.errors.ledger import StoreUnavailable
from engine.persistence import postgres_connection
from engine.persistence.postgres_connection import COMMIT_SECONDS, LOCK_SECONDS
from tests.engine.persistence.small_season import LEDGER
from tests.faults.checking import Told, check, note_root
from tests.faults.hall import furnish, open_polls
from tests.faults.postgres_pair import Pair
from tests.faults.rounds import is_nightly, rounds
from tests.faults.serving import SLUG, ballot_of

MEMBERS = 24
AT_ONCE = 8
SOON_SECONDS = 1 if not is_nightly() else COMMIT_SECONDS
"""The bound in this test."""
SPARE_SECONDS = 5


@pytest.fixture
def house(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("SUYTON_AUDIT", str(tmp_path / "audit"))
    monkeypatch.setattr(postgres_connection, "COMMIT_SECONDS", SOON_SECONDS)
    monkeypatch.setattr(postgres_connection, "LOCK_SECONDS", SOON_SECONDS)
    pair.add_standby()
    with House(pair.address) as opened:
        furnish(opened.submitter, MEMBERS)
        yield opened


class Hall:
    """Clients of the house that remember what they were told."""

    def __init__(self, house: House) -> None:
        self.client = TestClient(create_app(house))
        self.told = Told()
        self.slowest = 0.0
        self.unknown = 0

    def vote(self, key: str) -> Any:
        """Cast or send again the ballot of this key."""
        poll, member = self.told.sent[key]
        begun = time.monotonic()
        answer = self.client.post(
            f"/v1/ledgers/{SLUG}/polls/{poll}/ballots",
            json=ballot_of(member),
            headers={"Idempotency-Key": key},
        )
        self.slowest = max(self.slowest, time.monotonic() - begun)
        if answer.status_code == 201:
            self.told.answer(key, answer.json()["first"])
        else:
            assert (answer.status_code, answer.json()["code"]) == (503, "store-unavailable")
            self.unknown += answer.json().get("recorded") == "unknown"
        return answer

    def vote_all(self, keys: list[str]) -> list[Any]:
        """Several at once."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(self.vote, keys))

    def ask(self, path: str) -> Any:
        """A question, which is answered soon whatever the standby does."""
        begun = time.monotonic()
        answer = self.client.get(f"/v1/ledgers/{SLUG}/{path}")
        assert time.monotonic() - begun < SPARE_SECONDS
        return answer.json()


@pytest.mark.timeout(3_600)
def test_without_its_standby_nothing_is_acknowledged_and_nobody_waits_for_ever(
    pair: Pair, house: House, record_property: Callable[[str, object], None]
) -> None:
    hall, number, refused = Hall(house), rounds(1, 10), 0
    told = hall.told

    for at in range(number):
        poll = f"P{at}"
        open_polls(house.submitter, poll)
        keys = [f"{poll}-U{member}" for member in range(1, MEMBERS + 1)]
        told.sent |= {key: (poll, key.partition("-")[2]) for key in keys}
        before, after = keys[: MEMBERS // 2], keys[MEMBERS // 2 :]
        hall.vote_all(before)
        told.signed.append(house.notary.checkpoint(LEDGER))
        pair.lose_standby()
        hall.slowest = 0.0
        answers = [*hall.vote_all(after[:AT_ONCE]), *hall.vote_all(after[:AT_ONCE])]

        assert {answer.status_code for answer in answers} == {503}
        refused += len(answers)
        # One turn that another one waits for, and its own.
        assert hall.slowest < 2 * (SOON_SECONDS + SOON_SECONDS) + SPARE_SECONDS
        assert hall.ask(f"polls/{poll}")["cast"] == len(before)
        unready = hall.client.get("/readyz")
        assert (unready.status_code, unready.json()["reasons"]) == (503, ["store-unavailable"])

        pair.return_standby()
        assert hall.client.get("/readyz").status_code == 204
        hall.vote_all(keys)
        assert told.unanswered == []
        assert hall.ask(f"polls/{poll}")["cast"] == MEMBERS
        check(house.store, LEDGER, told, replay=at == number - 1)
        note_root(house.store, LEDGER, told)

    assert hall.unknown
    record_property("times the standby was lost", number)
    record_property("requests refused meanwhile", refused)
    record_property("of them told that nobody knows", hall.unknown)
    record_property("acknowledged", len(told.acked))
    record_property("lost", 0)


def test_a_wait_that_is_cancelled_is_no_acknowledgement(pair: Pair, house: House) -> None:
    """PostgreSQL says "committed" then, and has it on the primary alone."""
    hall = Hall(house)
    open_polls(house.submitter, "P")
    hall.told.sent = {"first": ("P", "U1"), "second": ("P", "U2")}
    assert hall.vote("first").status_code == 201
    pair.lose_standby()
    cancelling = threading.Thread(target=cancel_wait, args=(pair,))
    cancelling.start()

    cancelled = hall.vote("second")
    cancelling.join()
    again = hall.vote("second")

    assert cancelled.json()["recorded"] == "unknown"
    assert "canceling wait for synchronous replication" in cancelled.json()["reason"]
    assert again.status_code == 503, "it is there, and the standby has not got it"
    pair.return_standby()
    answer = hall.vote("second")
    assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (201, "true")
    check(house.store, LEDGER, hall.told, replay=True)


def cancel_wait(pair: Pair) -> None:
    """An operator who is tired of it."""
    end = time.monotonic() + LOCK_SECONDS
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event='SyncRep'"
    while not pair.ask(waiting):
        assert time.monotonic() < end, "nobody waits"
        time.sleep(0.02)


def test_who_is_signed_in_stays_so_and_nobody_else_comes_in(pair: Pair, house: House) -> None:
    now = [now_micros()]
    doors = open_doorkeeper(pair.address, clock=lambda: now[0])
    delegate = Session(ledger=str(LEDGER), member="U1", meeting="M")
    key = doors.sessions.begin(delegate)
    pair.lose_standby()
    now[0] += 2 * NOTED_EVERY

    begun = time.monotonic()
    known = [doors.sessions.of(key) for _ in range(3)]
    asked = time.monotonic() - begun
    with pytest.raises(StoreUnavailable):
        doors.sessions.begin(delegate)

    assert known == [delegate] * 3
    assert asked < SOON_SECONDS, "whoever only asks waits for no standby"
    assert time.monotonic() - begun < SOON_SECONDS + SPARE_SECONDS
    pair.return_standby()
    assert doors.sessions.of(doors.sessions.begin(delegate)) == delegate
    check(house.store, LEDGER, Told(), replay=False)
    doors.close()
