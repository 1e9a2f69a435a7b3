"""The notary's rounds: what is signed, when, and what is told when it is not."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.house import House
from api.notary import rounds
from api.notary.rounds import LATEST_SECONDS, Rounds
from engine.commands.meeting import CloseMeeting, ConveneMeeting, OpenMeeting
from engine.commands.member import AdmitMember
from engine.errors import DomainError
from engine.errors.ledger import StoreUnavailable
from tests.engine.bloc import OPENED, UNITS

SLUG = OPENED.slug


class Watch:
    """A clock that stands until it is told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as opened:
        opened.open_ledger(OPENED, key="open")
        for number, command in enumerate(UNITS):
            opened.carry_out(SLUG, command, key=f"unit-{number}")
        yield opened


def sizes(house: House) -> list[int]:
    return house.notary.sizes(house.notary.origin(house.id_of(SLUG)))


def size(house: House) -> int:
    return house.store.head(house.id_of(SLUG)).size


def test_growth_is_signed_within_a_minute(house: House) -> None:
    watch, told = Watch(), list[str]()
    going = Rounds(house.notary, lambda slug, _: told.append(slug), clock=watch)
    going.look()
    assert sizes(house) == []

    watch.now += LATEST_SECONDS
    going.look()

    assert sizes(house) == [size(house)]
    house.carry_out(SLUG, AdmitMember(member="N1", kind="unit", name="N1"), key="n1")
    going.look()
    watch.now += LATEST_SECONDS - 1
    house.carry_out(SLUG, AdmitMember(member="N2", kind="unit", name="N2"), key="n2")
    going.look()
    assert len(sizes(house)) == 1
    watch.now += 1
    going.look()
    assert sizes(house)[1:] == [size(house)]
    assert told == []


def test_the_end_of_a_meeting_is_signed_at_the_next_look(house: House) -> None:
    going = Rounds(house.notary, lambda *_: None, clock=Watch())
    going.look()
    meeting = (
        ConveneMeeting(
            meeting="m", kind="conference", title="M", place="P", starts=1, agenda=("A",)
        ),
        OpenMeeting(meeting="m", chair="U1", secretary="U2"),
    )
    for number, command in enumerate(meeting):
        house.carry_out(SLUG, command, key=f"m-{number}")
    going.look()
    assert sizes(house) == []

    house.carry_out(SLUG, CloseMeeting(meeting="m"), key="m-close")
    going.look()

    assert sizes(house) == [size(house)]


def test_nothing_is_signed_twice(house: House) -> None:
    watch = Watch()
    going = Rounds(house.notary, lambda *_: None, clock=watch)
    going.look()
    watch.now += LATEST_SECONDS
    for _ in range(3):
        going.look()
        watch.now += LATEST_SECONDS

    assert len(sizes(house)) == 1


def test_what_cannot_be_signed_is_told_once(house: House, tmp_path: Path) -> None:
    house.notary.checkpoint(house.id_of(SLUG))
    with House(tmp_path / "older") as older:
        older.open_ledger(OPENED, key="open")
        shutil.copytree(tmp_path / "audit", tmp_path / "older" / "audit")
        watch, told = Watch(), list[tuple[str, str]]()

        def tell(slug: str, refusal: DomainError) -> None:
            told.append((slug, refusal.code))

        going = Rounds(older.notary, tell, clock=watch)
        going.look()
        for number in range(3):
            watch.now += LATEST_SECONDS
            going.look()
            name = f"X{number}"
            command = AdmitMember(member=name, kind="unit", name=name)
            older.carry_out(SLUG, command, key=name)
            going.look()

    assert told == [(SLUG, "checkpoint-shrinks")]


def test_a_store_that_is_away_is_looked_at_again_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreUnavailable(store="", reason="away")

    monkeypatch.setattr(house.store, "ledgers", away)

    Rounds(house.notary, lambda *_: pytest.fail("nothing to tell")).look()


def test_it_goes_by_itself_while_it_is_open(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(rounds, "LATEST_SECONDS", 0)

    with Rounds(house.notary, lambda *_: None):
        for _ in range(500):
            if sizes(house):
                break
            time.sleep(0.01)

    assert sizes(house) == [size(house)]
