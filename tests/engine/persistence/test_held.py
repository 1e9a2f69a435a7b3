"""A restored or older copy of a ledger takes nothing until a new epoch has begun, on both stores."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from engine.commands.epoch import BeginEpoch
from engine.commands.submit import Submitter
from engine.errors.ledger import CommandKeyReused, EpochNotBegun
from engine.persistence.codec import encode, open_envelope
from engine.persistence.opening import open_store
from engine.persistence.sqlite_store import FILE_NAME
from engine.persistence.store import Held, Store
from engine.persistence.witness import Seen, Witness
from tests.engine.persistence.clerks import Clerk
from tests.engine.persistence.small_season import LEDGER, play, season, submitter_of, unit

RESTORED = Held(reason="restored", size=5, root=bytes(32), made=7)
Witnessed = Callable[[Store], Submitter]


@pytest.fixture
def witnessed(tmp_path: Path) -> Witnessed:
    """The way into a store with a witness beside it."""

    def submitter(store: Store) -> Submitter:
        return Submitter(
            store,
            clock=lambda: time.time_ns() // 1_000,
            entropy=os.urandom,
            witness=Witness(tmp_path / "seen"),
        )

    return submitter


def hold(store: Store) -> None:
    """What a restore leaves in a store that it has filled."""
    with store.restoring() as restoring:
        restoring.hold(LEDGER, encode(RESTORED))


def test_a_restored_ledger_takes_nothing_but_a_new_epoch(store: Store) -> None:
    submitter = submitter_of(store)
    play(submitter, season(), key="season")
    hold(store)

    with pytest.raises(EpochNotBegun) as refusal:
        play(submitter, [unit("U9")])
    begun, after = play(submitter, [BeginEpoch(reason="Disk failed"), unit("U9")])
    submitter.close()

    assert refusal.value.facts == {
        "ledger": "bloc-2024",
        "size": 5,
        "known_size": 5,
        "reason": "restored",
    }
    assert (begun.first, after.first) == (5, 6)
    row = next(store.read(LEDGER, after=4))
    assert open_envelope(row).data.backup_made == 7


def test_what_was_recorded_before_answers_again_also_while_it_waits(store: Store) -> None:
    submitter = submitter_of(store)
    play(submitter, season(), key="season")
    hold(store)

    again = play(submitter, season(), key="season")
    with pytest.raises(CommandKeyReused):
        play(submitter, [unit("U9")], key="season")
    submitter.close()

    assert all(verdict.repeated for verdict in again)


def test_one_epoch_lets_every_process_go_on(
    address: str, store: Store, hire: Callable[[str, str, str, int], Clerk]
) -> None:
    submitter = submitter_of(store)
    play(submitter, season())
    hold(store)
    play(submitter, [BeginEpoch(reason="Disk failed")])
    submitter.close()

    clerk = hire(address, "admit", "A", 2)
    clerk.ready()
    clerk.begin()

    assert clerk.told() == ["6", "7"]


def take_back(address: str, copy: Path) -> None:
    """Put an earlier state of the ledger in the place of the present one, by hand."""
    if address.startswith("postgresql"):
        with psycopg.connect(address) as connection:
            connection.execute("DELETE FROM suyton.event WHERE idx >= 5")
            connection.execute("DELETE FROM suyton.command WHERE first >= 5")
            connection.execute("UPDATE suyton.ledger SET size=5")
    else:
        for file in Path(address).glob(f"{FILE_NAME}*"):
            file.unlink()
        shutil.copy(copy / FILE_NAME, address)


@pytest.fixture
def aged(address: str, tmp_path: Path, witnessed: Witnessed) -> Store:
    """A store in which five of seven events are left; the witness has seen seven."""
    store = open_store(address)
    submitter = witnessed(store)
    play(submitter, season())
    submitter.close()
    store.close()
    if not address.startswith("postgresql"):
        shutil.copytree(address, tmp_path / "copy")
    store = open_store(address)
    submitter = witnessed(store)
    play(submitter, [unit("U7"), unit("U8")])
    submitter.close()
    store.close()
    take_back(address, tmp_path / "copy")
    return open_store(address)


def test_an_older_copy_put_back_by_hand_is_known_by_the_witness(
    aged: Store, witnessed: Witnessed
) -> None:
    submitter = witnessed(aged)

    with pytest.raises(EpochNotBegun):
        play(submitter, [unit("U7")])
    with pytest.raises(EpochNotBegun) as refusal:
        play(submitter, [unit("U7")])
    begun, after = play(submitter, [BeginEpoch(reason="Disk failed"), unit("U7")])
    submitter.close()
    again = witnessed(aged)
    later = play(again, [unit("U8")])
    again.close()
    aged.close()

    assert refusal.value.facts["reason"] == "older"
    assert (refusal.value.facts["size"], refusal.value.facts["known_size"]) == (5, 7)
    assert [verdict.first for verdict in (begun, after, *later)] == [5, 6, 7]


def test_an_older_copy_that_went_on_unseen_is_known_by_its_last_event(
    aged: Store, witnessed: Witnessed
) -> None:
    unseen = submitter_of(aged)
    play(unseen, [unit("X1"), unit("X2"), unit("X3")])
    unseen.close()

    submitter = witnessed(aged)
    with pytest.raises(EpochNotBegun) as refusal:
        play(submitter, [unit("X4")])
    submitter.close()
    aged.close()

    assert refusal.value.facts["reason"] == "other"
    assert refusal.value.facts["known_size"] == 8


def test_a_restored_copy_quotes_the_witness_where_that_knows_more(
    aged: Store, witnessed: Witnessed
) -> None:
    hold(aged)

    submitter = witnessed(aged)
    (begun,) = play(submitter, [BeginEpoch(reason="Disk failed")])
    submitter.close()

    event = open_envelope(next(aged.read(LEDGER, after=begun.first - 1))).data
    aged.close()
    assert (event.cause, event.known_size, event.known_root) == ("restored", 7, None)


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_running_process_notices_that_the_store_went_back(
    address: str, store: Store, witnessed: Witnessed
) -> None:
    """An SQLite file that is open stays the one that was opened."""
    submitter = witnessed(store)
    play(submitter, [*season(), unit("U7"), unit("U8")])
    take_back(address, Path())

    with pytest.raises(EpochNotBegun) as refusal:
        play(submitter, [unit("U9")])
    submitter.close()

    assert refusal.value.facts["known_size"] == 7


def test_a_witness_that_can_be_read_by_nobody_stops_nothing(
    store: Store, tmp_path: Path, witnessed: Witnessed
) -> None:
    (tmp_path / "seen").write_text("a file where the folder should be")

    submitter = witnessed(store)
    verdicts = play(submitter, season())
    submitter.close()

    assert len(verdicts) == 5


def test_a_witness_that_was_cut_or_changed_says_nothing(
    store: Store, tmp_path: Path, witnessed: Witnessed
) -> None:
    submitter = witnessed(store)
    play(submitter, season())
    submitter.close()
    file = tmp_path / "seen" / str(LEDGER)
    whole = file.read_bytes()
    witness = Witness(tmp_path / "seen")
    assert witness.seen(LEDGER) is not None

    for spoiled in (whole[:20], b"", whole[:-1] + b"x", b"\xff" + whole[1:]):
        file.write_bytes(spoiled)
        assert witness.seen(LEDGER) is None


def test_less_than_was_seen_is_not_kept(store: Store, tmp_path: Path) -> None:
    witness = Witness(tmp_path / "seen")
    witness.keep(LEDGER, Seen(9, bytes(32)), anew=False)

    witness.keep(LEDGER, Seen(8, bytes(32)), anew=False)

    assert witness.seen(LEDGER) == Seen(9, bytes(32))
