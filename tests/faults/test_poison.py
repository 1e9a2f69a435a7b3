"""Fault: a stored event that this program cannot fold (a poison event).

Invariants: its ledger is marked once and refused under one stable code, what came before the event
is still answered; the other ledgers go on, I1 to I8 of them; I8: the sick one records nothing more.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from api.access.gate import readable
from api.access.who import Who
from api.answers_out import ledgers_out
from api.app import create_app
from api.house import House
from engine.errors.ledger import EventNotFolded, StoreUnavailable
from engine.persistence.codec import Row
from engine.persistence.reading import fold_in
from projections import snapshots
from projections.answers import Answers
from tests.api.cli.running import run
from tests.engine.persistence.small_season import ballot, opening, poll, season, unit
from tests.faults.checking import Told, check
from tests.faults.hall import GIVEN

SICK, WELL = "bloc-2024", "bloc-2025"
POISONED = 7


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Two ledgers, the first with one event that cannot be folded."""
    with House(tmp_path) as opened:
        for slug in (SICK, WELL):
            opened.open_ledger(opening(slug), key=GIVEN)
            given = [*season()[1:], poll("P1"), ballot("P1", "U1")]
            for number, command in enumerate(given, 1):
                opened.carry_out(slug, command, key=f"{GIVEN}-{number}")
        yield opened


def poison(house: House, topic: str = "ballot-cast") -> UUID:
    """A ballot in a poll that never was, by the hand of another program, say a newer one."""
    ledger = house.id_of(SICK)
    ballot_row = list(house.store.read(ledger))[-1]
    state = ballot_row.state.replace(b"P1", b"P9")
    with house.store.writing(ledger) as writing:
        assert writing.size == POISONED
        writing.insert([Row(POISONED, b"p" * 16, 1, topic, state)], [], [], [])
    return ledger


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        pytest.param("ballot-cast", "KeyError", id="it-fails-on-it"),
        pytest.param("ballot-blessed", "event-unknown", id="it-does-not-know-it"),
    ],
)
def test_a_poison_event_stops_its_ledger_under_one_code_and_no_other(
    house: House, topic: str, reason: str
) -> None:
    poison(house, topic)
    client = TestClient(create_app(house))

    answers = [client.get(f"/v1/ledgers/{SICK}/polls") for _ in range(2)]
    answers += [
        client.post(
            f"/v1/ledgers/{SICK}/members",
            json={"member": "U4", "name": "U4"},
            headers={"Idempotency-Key": f"u4-{number}"},
        )
        for number in range(2)
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "event-not-folded")
        assert answer.json()["index"] == POISONED
        assert answer.json()["topic"] == topic
        assert answer.json()["reason"] == reason
    assert client.get(f"/v1/ledgers/{WELL}/polls").json()["index"] == POISONED - 1
    assert house.carry_out(WELL, unit("U4"), key=f"{GIVEN}-u4").first == POISONED
    told = Told(sent={f"{GIVEN}-6": ("P1", "U1")}, acked={f"{GIVEN}-6": POISONED - 1})
    check(house.store, house.id_of(WELL), told, replay=True)
    assert house.store.head(SICK).size == POISONED + 1


def test_what_came_before_the_poison_is_answered(house: House) -> None:
    ledger = poison(house)

    with house.answers.view(ledger, POISONED - 1) as last:
        assert (last.index, last.is_head, last.head.size) == (POISONED - 1, False, POISONED + 1)
        assert last.state == house.answers.rebuild(ledger, POISONED - 1, snapshots=False)
    with house.answers.view(ledger, 3) as third:
        assert third.index == third.state.index == 3
    for as_of in (None, POISONED, "2999-01-01T00:00"):
        with pytest.raises(EventNotFolded), house.answers.view(ledger, as_of):
            pass


def test_a_marked_ledger_is_not_folded_again_and_its_operator_is_told_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = poison(house)
    told: list[tuple[UUID, EventNotFolded]] = []
    answers = Answers(house.store, on_stop=lambda *stop: told.append(stop))
    with pytest.raises(EventNotFolded), answers.view(SICK):
        pass
    monkeypatch.delattr(snapshots, "fold_pages")

    with pytest.raises(EventNotFolded), answers.view(SICK):
        pass

    assert [(which, stop.facts["index"]) for which, stop in told] == [(ledger, POISONED)]
    assert isinstance(told[0][1].__cause__, KeyError)


def test_the_writer_folds_a_marked_ledger_no_further(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(house)
    with pytest.raises(EventNotFolded):
        house.carry_out(SICK, unit("U4"), key="u4")
    monkeypatch.setattr("engine.persistence.appender.fold_in_pages", None)

    with pytest.raises(EventNotFolded):
        house.carry_out(SICK, unit("U5"), key="u5")


def test_one_poisoned_ledger_does_not_spoil_the_list_of_all(
    house: House,
) -> None:
    poison(house)
    client = TestClient(create_app(house))
    delegate = Who(id="U1", member="U1", ledger=house.id_of(SICK))

    listed = client.get("/v1/ledgers").json()
    page = client.get("/", headers={"Accept-Language": "en"})
    readers = readable(house, delegate)
    ran = run("ledgers", data=house.store.path.parent)  # type: ignore[attr-defined]

    assert [(each["slug"], each["stopped"]) for each in listed] == [(SICK, POISONED), (WELL, None)]
    assert [each["events"] for each in listed] == [POISONED + 1, POISONED]
    assert page.status_code == 200
    for said in (page.text, " ".join(ran.out.split())):
        assert f"{SICK} is stopped at event {POISONED}, which this program cannot fold" in said
    assert [head.slug for head in readers] == [SICK]


def test_a_ledger_whose_opening_cannot_be_read_is_refused_at_every_moment(house: House) -> None:
    with house.store.datastore.transaction(commit=True) as cursor:  # type: ignore[attr-defined]
        cursor.execute("UPDATE event SET topic='unheard-of' WHERE idx=0 AND ledger=1")
    cold = Answers(house.store)

    for as_of in (None, 0, 3):
        with pytest.raises(EventNotFolded), cold.view(SICK, as_of):
            pass
    house.answers = cold
    sick, well = ledgers_out(house)
    assert (sick["title"], sick["body"], sick["stopped"]) == (SICK, None, 0)
    assert well["stopped"] is None
    delegate = Who(id="U1", member="U1", ledger=house.id_of(WELL))
    assert [head.slug for head in readable(house, delegate)] == [WELL]
    assert TestClient(create_app(house)).get("/").status_code == 200


def test_what_passes_marks_nothing(house: House) -> None:
    rows = list(house.store.read(house.id_of(SICK)))
    adopted = next(row for row in rows if row.topic == "rulebook-adopted")
    gone = StoreUnavailable(store="s", reason="gone")

    def lost(_: bytes) -> bytes:
        raise gone

    def no_memory(_: object) -> None:
        raise MemoryError

    with pytest.raises(StoreUnavailable):
        fold_in([adopted], lost, lambda _: None)
    with pytest.raises(MemoryError):
        fold_in(rows[:1], lost, no_memory)
