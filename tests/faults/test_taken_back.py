"""Fault: the store is taken back to an older copy while servers run on it.

Invariants: I1 to I8 of what the copy had and of what comes after it: memory that is ahead of the store is
forgotten, nothing is recorded before a new epoch says so, and no checkpoint of the log that is no more is
mixed into the one that is. The operator is told, by `/readyz` and in the log.
"""

import asyncio
import io
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import structlog
from starlette.testclient import TestClient

from api import live
from api.app import create_app
from api.health.logs import begin
from api.house import House
from api.keeping.epoch import begin_epoch
from engine.errors.ledger import EpochNotBegun, StoreUnavailable
from engine.errors.poll import PollNotFound
from engine.persistence.sqlite_store import FILE_NAME
from projections import answers
from tests.api.cli.running import run
from tests.engine.persistence.small_season import LEDGER
from tests.faults.checking import Told, check
from tests.faults.hall import GIVEN, first_of, furnish, open_polls
from tests.faults.serving import SLUG, ballot_of

MEMBERS = 9
BEFORE, AFTER = ("U1", "U2"), ("U3", "U4", "U5")
TakeBack = Callable[[], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "store")
    database: str = request.getfixturevalue("postgres_database")
    return database


@pytest.fixture
def open_house(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], House]]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    opened: list[House] = []

    def another() -> House:
        opened.append(House(address))
        return opened[-1]

    yield another
    for house in opened:
        house.close()


@pytest.fixture
def house(open_house: Callable[[], House]) -> House:
    """A hall with a poll that is open."""
    house = open_house()
    furnish(house.submitter, MEMBERS)
    open_polls(house.submitter, "P")
    return house


def vote(house: House, told: Told, *members: str) -> None:
    for member in members:
        told.sent[member] = ("P", member)
        told.answer(member, first_of(house.submitter, "P", member, member).first)


@pytest.fixture
def taking_back(address: str, tmp_path: Path) -> Callable[[House], TakeBack]:
    """Copies the store as it is now; what that gives puts the copy back, under whoever has it open."""

    def copy(house: House) -> TakeBack:
        size, path = house.store.head(LEDGER).size, tmp_path / "copy.sqlite"
        if not address.startswith("postgresql"):
            bring(Path(address) / FILE_NAME, path)

        def take_back() -> None:
            if address.startswith("postgresql"):
                with psycopg.connect(address) as connection:
                    for statement in (
                        "DELETE FROM suyton.event WHERE idx >= %s",
                        "DELETE FROM suyton.command WHERE first >= %s",
                        "UPDATE suyton.ledger SET size = %s",
                    ):
                        connection.execute(statement, (size,))
            else:
                bring(path, Path(address) / FILE_NAME)

        return take_back

    return copy


def bring(source: Path, target: Path) -> None:
    """As SQLite's own `.restore` does: into the file that others have open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


@pytest.fixture
def lines() -> Iterator[Callable[[], list[str]]]:
    """The events written to the log so far."""
    before, stream = structlog.get_config(), io.StringIO()
    begin("info", to=stream)
    yield lambda: [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    structlog.configure(**before)


def cast(client: TestClient) -> int:
    answer = client.get(f"/v1/ledgers/{SLUG}/polls/P")
    assert answer.status_code == 200
    number: int = answer.json()["cast"]
    return number


def test_memory_that_is_ahead_of_the_store_is_forgotten_and_the_operator_told(
    house: House,
    taking_back: Callable[[House], TakeBack],
    lines: Callable[[], list[str]],
) -> None:
    told, client = Told(), TestClient(create_app(house))
    vote(house, told, *BEFORE)
    kept, take_back = dict(told.acked), taking_back(house)
    house.notary.checkpoint(LEDGER)
    vote(house, told, *AFTER)
    house.notary.checkpoint(LEDGER)
    assert cast(client) == 5
    assert client.get("/readyz").status_code == 204

    take_back()
    shown = cast(client)
    refused = client.post(
        f"/v1/ledgers/{SLUG}/polls/P/ballots",
        json=ballot_of("U6"),
        headers={"Idempotency-Key": "U6"},
    )
    unready = client.get("/readyz")
    listed = client.get("/v1/ledgers").json()

    assert shown == 2, "what the store has, and not what memory had"
    assert (refused.status_code, refused.json()["code"]) == (409, "epoch-not-begun")
    assert (unready.status_code, unready.json()["reasons"]) == (503, ["epoch-not-begun"])
    assert [each["held"] for each in listed] == ["older"]
    assert lines().count("ledger-taken-back") == 1
    begin_epoch(house, SLUG, reason="An older copy was put back", known_size=None, known_root=None)
    told.sent, told.acked = {key: ("P", key) for key in (*BEFORE, "U9")}, kept
    vote(house, told, "U9")
    told.signed.append(house.notary.checkpoint(LEDGER))
    assert client.get("/readyz").status_code == 204
    assert cast(client) == 3
    assert client.get("/v1/ledgers").json()[0]["held"] is None
    check_with_epoch(house, told)


def test_a_process_that_slept_while_another_went_on_with_the_copy_starts_anew(
    house: House,
    open_house: Callable[[], House],
    taking_back: Callable[[House], TakeBack],
) -> None:
    told, client = Told(), TestClient(create_app(house))
    vote(house, told, *BEFORE)
    kept, take_back = dict(told.acked), taking_back(house)
    vote(house, told, *AFTER)
    open_polls(house.submitter, "Q")
    house.notary.checkpoint(LEDGER)
    assert cast(client) == 5

    take_back()
    told.sent, told.acked = {key: ("P", key) for key in BEFORE}, kept
    other = open_house()
    with pytest.raises(EpochNotBegun):
        first_of(other.submitter, "P", "U9", "U9")
    begin_epoch(other, SLUG, reason="An older copy was put back", known_size=None, known_root=None)
    vote(other, told, "U6", "U7", "U8", "U9")

    # The same size and more than it has in memory, and another history.
    assert house.store.head(LEDGER).size > max(told.acked.values())
    with pytest.raises(PollNotFound):
        first_of(house.submitter, "Q", "U1", "of a poll that only memory had")
    vote(house, told, "U3")
    assert cast(client) == 7
    told.signed.append(house.notary.checkpoint(LEDGER))
    check_with_epoch(house, told)


def test_a_copy_that_grew_to_the_same_size_is_noticed_within_a_second(
    house: House,
    open_house: Callable[[], House],
    taking_back: Callable[[House], TakeBack],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, client = Told(), TestClient(create_app(house))
    take_back = taking_back(house)
    vote(house, told, *AFTER)
    assert cast(client) == 3

    told = go_on_otherwise(take_back, open_house())
    monkeypatch.setattr(answers, "LOOK_SECONDS", 0.0)

    assert cast(client) == 2
    check_with_epoch(house, told)


def test_a_command_is_not_decided_against_a_log_that_is_no_more_though_it_is_as_long(
    house: House,
    open_house: Callable[[], House],
    taking_back: Callable[[House], TakeBack],
) -> None:
    take_back = taking_back(house)
    open_polls(house.submitter, "Q")
    vote(house, Told(), "U3", "U4")
    size = house.store.head(LEDGER).size

    told = go_on_otherwise(take_back, open_house())

    assert house.store.head(LEDGER).size == size
    with pytest.raises(PollNotFound):
        first_of(house.submitter, "Q", "U1", "of a poll that only memory had")
    vote(house, told, "U3")
    check_with_epoch(house, told)


@pytest.mark.parametrize("path", ["", "/polls/P", "/timeline", "?as_of={copied}"])
def test_what_a_reader_has_of_the_log_that_is_no_more_is_never_said_to_hold(
    house: House,
    open_house: Callable[[], House],
    taking_back: Callable[[House], TakeBack],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    monkeypatch.setattr(answers, "LOOK_SECONDS", 3600.0)
    client, take_back = TestClient(create_app(house)), taking_back(house)
    asked = f"/v1/ledgers/{SLUG}{path}".format(copied=house.store.head(LEDGER).size)
    vote(house, Told(), *AFTER)
    had = client.get(asked)

    go_on_otherwise(take_back, open_house())
    # For up to a second a process still answers from memory: by the tag of what it answers.
    late = client.get(asked)
    monkeypatch.setattr(answers, "LOOK_SECONDS", 0.0)
    now = client.get(asked)

    assert now.json()["index"] == had.json()["index"]
    assert now.content != had.content
    for known in (had, late, now):
        answer = client.get(asked, headers={"If-None-Match": known.headers["etag"]})
        assert (answer.status_code == 304) == (known.content == now.content)


def test_a_wall_of_the_log_that_is_no_more_is_not_shown_again(
    house: House,
    open_house: Callable[[], House],
    taking_back: Callable[[House], TakeBack],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "LOOK_SECONDS", 0.0)
    client, take_back = TestClient(create_app(house)), taking_back(house)
    vote(house, Told(), *AFTER)
    before = client.get(f"/ledgers/{SLUG}/wall")

    go_on_otherwise(take_back, open_house())
    after = client.get(f"/ledgers/{SLUG}/wall")

    assert (before.status_code, after.status_code) == (200, 200)
    assert before.text != after.text


@pytest.mark.timeout(60)
def test_who_follows_is_told_that_the_log_is_shorter(
    house: House,
    taking_back: Callable[[House], TakeBack],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A wall that waited for more than it had seen would stand still until there is."""
    monkeypatch.setattr(live, "WAIT_SECONDS", 0.1)
    take_back, copied = taking_back(house), house.store.head(LEDGER).size
    vote(house, Told(), *AFTER)

    async def followed() -> None:
        watching, seen = live.Live(house.store), house.store.head(LEDGER).size - 1
        follows: tuple[live.Follow, ...] = ("everything", "scene")
        streams = [watching.messages(LEDGER, seen=seen, follow=follow) for follow in follows]
        waiting = [asyncio.create_task(first(stream)) for stream in streams]
        await asyncio.sleep(0.3)
        assert not any(task.done() for task in waiting)
        await asyncio.to_thread(take_back)
        again = watching.messages(LEDGER, seen=seen)

        told = [await task for task in waiting] + [await first(again)]

        assert told == [live.message(copied - 1, copied - 1)] * 3
        for stream in (*streams, again):
            await stream.aclose()

    asyncio.run(followed())


async def first(stream: AsyncIterator[bytes]) -> bytes:
    return await asyncio.wait_for(anext(stream), 20)


def go_on_otherwise(take_back: TakeBack, other: House) -> Told:
    """Put the copy back, and let another process bring it to the size that `AFTER` gave."""
    take_back()
    told = Told()
    begin_epoch(other, SLUG, reason="An older copy was put back", known_size=None, known_root=None)
    vote(other, told, *BEFORE)
    return told


def check_with_epoch(house: House, told: Told) -> None:
    """Every invariant; the epoch is begun by whoever runs the machine."""
    check(house.store, LEDGER, told, replay=True, given=(GIVEN, "begin-epoch:"))


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_file_that_was_replaced_takes_nothing_until_the_program_starts_again(
    house: House, open_house: Callable[[], House], address: str
) -> None:
    told, path = Told(), Path(address) / FILE_NAME
    vote(house, told, *BEFORE)
    copy = path.with_name("copy")
    bring(path, copy)

    copy.replace(path)
    with pytest.raises(StoreUnavailable):
        house.store.ledgers()
    with pytest.raises(StoreUnavailable) as refusal:
        first_of(house.submitter, "P", "U3", "U3")
    unready = TestClient(create_app(house)).get("/readyz")

    assert refusal.value.facts["reason"] == "another file is in its place"
    assert unready.json()["reasons"] == ["store-unavailable"]
    told.sent["U3"] = ("P", "U3")
    told.refused["U3"] = refusal.value.code
    check(open_house().store, LEDGER, told, replay=True)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_the_list_of_ledgers_says_which_is_held(
    house: House,
    taking_back: Callable[[House], TakeBack],
    address: str,
) -> None:
    take_back = taking_back(house)
    vote(house, Told(), *AFTER)
    take_back()

    said = {
        language: " ".join(run("ledgers", data=Path(address), language=language).out.split())
        for language in ("en", "vi")
    }

    assert f"{SLUG} is an older copy: it takes nothing but a new epoch" in said["en"]
    assert "không ghi thêm gì cho đến khi kỷ nguyên mới bắt đầu" in said["vi"]
