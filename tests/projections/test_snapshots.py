"""Snapshots save time and nothing else: wrong ones are ignored, missing ones are made again."""

import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from api.house import House
from engine.aggregates.ledger import Ledger
from engine.commands.deciding import LedgerDeciding
from engine.commands.member import AdmitMember
from engine.errors.ledger import StoreReadOnly, StoreUnavailable
from engine.events.base import Recorded
from engine.persistence.store import Snapshot
from projections import snapshots as module
from projections.answers import Answers
from projections.snapshots import BYTES_EACH, EVERY, Snapshots, spacing
from projections.state import FOLD, State, digest
from tests.engine.bloc import OPENED

SLUG = OPENED.slug
HEAD = 5
KEPT = (1, 3, 5)


@pytest.fixture(autouse=True)
def _near_to_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot after every second event, however large it is."""
    monkeypatch.setattr(module, "EVERY", 2)
    monkeypatch.setattr(module, "BYTES_EACH", 10_000)


@pytest.fixture
def ledger(house: House) -> UUID:
    """The ledger, whose snapshots are kept."""
    with house.answers.view(SLUG):
        pass
    return house.id_of(SLUG)


def kept(house: House, ledger: UUID) -> tuple[int, ...]:
    """Where snapshots are."""
    found: list[int] = []
    at_most = 99
    while (snapshot := house.store.snapshot(ledger, FOLD, at_most)) is not None:
        found.insert(0, snapshot.index)
        at_most = snapshot.index - 1
    return tuple(found)


def execute(house: House, statement: str) -> None:
    """Change the table of snapshots behind everybody's back."""
    with house.store.datastore.transaction(commit=True) as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


def check_every_moment(house: House, ledger: UUID) -> None:
    """As of every index the answer is that of a replay from 0."""
    cold = Answers(house.store)
    for index in range(HEAD + 1):
        from_zero = cold.rebuild(ledger, index, snapshots=False)
        assert digest(cold.rebuild(ledger, index)) == digest(from_zero)


def folded(house: House, ledger: UUID, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """After which index a cold process begins to fold."""
    begun: list[int] = []
    real = house.store.pages

    def pages(ledger: UUID, *, after: int = -1, until: int | None = None) -> object:
        begun.append(after)
        return real(ledger, after=after, until=until)

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "pages", pages)
        Answers(house.store).rebuild(ledger, HEAD)
    return begun


def test_snapshots_are_kept_where_all_processes_keep_them(house: House, ledger: UUID) -> None:
    assert kept(house, ledger) == KEPT

    Answers(house.store).rebuild(ledger, HEAD)
    house.carry_out(SLUG, AdmitMember(member="U4", name="Unit 4"), key="u4")
    with house.answers.view(SLUG):
        pass

    assert kept(house, ledger) == KEPT
    check_every_moment(house, ledger)


def test_a_cold_process_starts_from_the_newest(
    house: House, ledger: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folded(house, ledger, monkeypatch) == []

    execute(house, "DELETE FROM snapshot WHERE idx=5")

    assert folded(house, ledger, monkeypatch) == [3]
    assert kept(house, ledger) == KEPT


def test_deleting_all_costs_only_time(
    house: House, ledger: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(house, "DELETE FROM snapshot")

    check_every_moment(house, ledger)
    execute(house, "DELETE FROM snapshot")

    assert folded(house, ledger, monkeypatch)[0] == -1
    assert kept(house, ledger) == KEPT


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("state=x''", id="empty"),
        pytest.param("state=substr(state, 1, length(state)-1)", id="cut-short"),
        pytest.param("state=CAST(state || x'00' AS BLOB)", id="longer"),
        pytest.param(
            "state=CAST(substr(state, 1, 99) || x'ff00' || substr(state, 102) AS BLOB)",
            id="one-byte",
        ),
        pytest.param("state=(SELECT state FROM snapshot WHERE idx=1)", id="of-another-index"),
        pytest.param("idx=4", id="at-another-index"),
    ],
)
def test_what_is_damaged_is_ignored_and_made_again(
    house: House, ledger: UUID, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    execute(house, f"UPDATE snapshot SET {damage} WHERE idx=5")

    begun = folded(house, ledger, monkeypatch)

    assert begun == [3]
    check_every_moment(house, ledger)
    assert folded(house, ledger, monkeypatch) == []


def test_a_snapshot_of_another_ledger_is_ignored(
    house: House, ledger: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.open_ledger(msgspec.structs.replace(OPENED, slug="other"), key="open")
    for number in range(HEAD):
        house.carry_out("other", AdmitMember(member=f"X{number}", name="X"), key=f"x{number}")
    with house.answers.view("other") as view:
        other = house.store.snapshot(view.head.id, FOLD, HEAD)
    assert other is not None
    assert other.index == HEAD
    house.store.keep_snapshot(ledger, FOLD, other)

    assert folded(house, ledger, monkeypatch) == [3]
    check_every_moment(house, ledger)


def test_a_snapshot_of_another_history_of_the_ledger_is_ignored(
    house: House, ledger: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(house, "UPDATE event SET originator_id=randomblob(16) WHERE idx=5")

    assert folded(house, ledger, monkeypatch) == [3]


def test_a_snapshot_beyond_the_log_is_ignored(house: House, ledger: UUID) -> None:
    state = house.answers.rebuild(ledger, HEAD)
    state.ledger.index = 77
    Snapshots(house.store)._keep(ledger, state)

    assert kept(house, ledger) == (*KEPT, 77)
    assert Snapshots(house.store).nearest(ledger, 99).index == HEAD


@pytest.mark.parametrize("packed", [b"not zlib", zlib.compress(b"\xc1")], ids=["zlib", "msgpack"])
def test_a_state_that_cannot_be_read_is_ignored(house: House, ledger: UUID, packed: bytes) -> None:
    snapshots = Snapshots(house.store)
    sound = snapshots._digest(ledger, HEAD, packed)
    house.store.keep_snapshot(ledger, FOLD, Snapshot(HEAD, sound + packed))

    assert snapshots.nearest(ledger, HEAD).index == 3


def test_the_writer_starts_from_the_newest_too(
    house: House, ledger: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evolved: list[int] = []
    real = LedgerDeciding.evolve

    def evolve(self: LedgerDeciding, state: Ledger, recorded: Recorded) -> None:
        evolved.append(recorded.index)
        real(self, state, recorded)

    monkeypatch.setattr(LedgerDeciding, "evolve", evolve)

    with House(tmp_path) as other:
        verdict = other.carry_out(SLUG, AdmitMember(member="U4", name="Unit 4"), key="u4")

        assert verdict.first == HEAD + 1
        assert evolved == [HEAD + 1]
        with other.answers.view(SLUG) as view:
            assert view.state.ledger == other.answers.rebuild(ledger, 6, snapshots=False).ledger


def test_an_answer_is_given_where_no_snapshot_can_be_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def refusing(error: type[StoreUnavailable]) -> Callable[[UUID, str, Snapshot], None]:
        def keep(ledger: UUID, fold: str, snapshot: Snapshot) -> None:
            asked.append(snapshot.index)
            raise error(store="s", reason="no")

        return keep

    for error in (StoreUnavailable, StoreReadOnly):
        monkeypatch.setattr(house.store, "keep_snapshot", refusing(error))
        with Answers(house.store).view(SLUG) as view:
            assert view.index == HEAD

    # A full disk may have room again; a standby stays one.
    assert asked == [1, 3, 5, 1]


def test_large_states_are_kept_further_apart() -> None:
    assert [spacing(size) for size in (0, 20_000, 20_001, 40_001, 80_000)] == [2, 2, 4, 8, 8]


def test_snapshots_take_no_more_than_their_share(
    house: House, ledger: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(house, "DELETE FROM snapshot")
    monkeypatch.setattr(module, "BYTES_EACH", 200)

    Answers(house.store).rebuild(ledger, HEAD)

    path = house.store.path  # type: ignore[attr-defined]
    taken = sqlite3.connect(path).execute("SELECT total(length(state)) FROM snapshot").fetchone()[0]
    assert taken <= 200 * (HEAD + 1)
    check_every_moment(house, ledger)


def test_the_empty_state_is_what_a_ledger_without_snapshots_starts_from(house: House) -> None:
    assert Snapshots(house.store).nearest(house.id_of(SLUG), HEAD) == State()
    assert house.answers.decided(house.id_of(SLUG)) is None
    assert (EVERY, BYTES_EACH) == (5_000, 20)
