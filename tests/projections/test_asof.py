"""Which moment an answer is about."""

from datetime import UTC, datetime, timedelta

import pytest

from api.house import House
from engine.errors.ledger import IndexBeyondHead, TimeBeforeOpening
from engine.errors.values import FieldInvalid
from engine.persistence.codec import open_envelope
from projections.asof import index_of
from tests.engine.bloc import OPENED

ZONE = "Asia/Ho_Chi_Minh"


def at(house: House, index: int) -> datetime:
    row = next(house.store.read(house.id_of(OPENED.slug), after=index - 1, limit=1))
    micros = open_envelope(row).at
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def asked(house: House, as_of: str | int | None) -> int:
    return index_of(house.store, house.store.head(OPENED.slug), ZONE, as_of)


@pytest.mark.parametrize(("as_of", "index"), [(None, 5), (2, 2), ("3", 3), (" 0 ", 0)])
def test_an_index_is_itself_and_nothing_is_the_head(
    house: House, as_of: str | int | None, index: int
) -> None:
    assert asked(house, as_of) == index


@pytest.mark.parametrize("index", range(6))
def test_a_time_means_the_last_event_not_later(house: House, index: int) -> None:
    moment = at(house, index)

    found = asked(house, moment.isoformat())

    assert at(house, found) == moment
    assert found == 5 or at(house, found + 1) > moment


def test_a_time_without_an_offset_is_in_the_ledgers_zone(house: House) -> None:
    later = at(house, 5) + timedelta(hours=7, minutes=1)

    assert asked(house, later.replace(tzinfo=None).isoformat()) == 5


def test_before_the_first_event_there_is_nothing(house: House) -> None:
    with pytest.raises(TimeBeforeOpening) as refusal:
        asked(house, "1999-12-31T23:59")

    assert refusal.value.facts["as_of"] == "1999-12-31T23:59"
    assert datetime.fromisoformat(str(refusal.value.facts["opened"])) == at(house, 0)


@pytest.mark.parametrize("as_of", ["yesterday", "2025-01-02", "12:30", "-1", "1.5", ""])
def test_what_is_neither_index_nor_time_is_refused(house: House, as_of: str) -> None:
    with pytest.raises(FieldInvalid) as caught:
        asked(house, as_of)

    assert caught.value.facts["field"] == "as_of"


def test_an_index_beyond_the_head_is_refused(house: House) -> None:
    with pytest.raises(IndexBeyondHead):
        asked(house, "6")
