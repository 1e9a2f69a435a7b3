"""The check of all invariants finds what breaks each of them, and says which it was."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from api.notary.notary import Notary
from engine.persistence.codec import Row
from engine.persistence.sqlite_store import SQLiteStore
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults import checking
from tests.faults.checking import INVARIANTS, Told, check, note_root
from tests.faults.hall import first_of, furnish, open_polls

Breaking = Callable[[SQLiteStore, Told], None]


def sound(folder: Path) -> tuple[SQLiteStore, Told]:
    """Two ballots, acknowledged and signed."""
    store, told = SQLiteStore(folder), Told()
    submitter = submitter_of(store)
    told.locked_at = furnish(submitter)
    open_polls(submitter, "P")
    for member in ("U1", "U2"):
        told.sent[member] = ("P", member)
        told.answer(member, first_of(submitter, "P", member, member).first)
    note_root(store, LEDGER, told)
    told.signed.append(Notary(store, folder / "audit").checkpoint(LEDGER))
    submitter.close()
    return store, told


def run(store: SQLiteStore, statement: str) -> None:
    with store.datastore.transaction(commit=True) as cursor:
        cursor.execute(statement)


def lose_one(store: SQLiteStore, told: Told) -> None:
    told.sent["U3"] = ("P", "U3")
    told.acked["U3"] = 8


def have_one_that_nobody_sent(_: SQLiteStore, told: Told) -> None:
    del told.sent["U2"]


def forget_a_command(store: SQLiteStore, _: Told) -> None:
    run(store, "DELETE FROM command WHERE key='U1'")


def tear_a_hole(store: SQLiteStore, _: Told) -> None:
    run(store, "DELETE FROM event WHERE idx=1")


def change_the_past(_: SQLiteStore, told: Told) -> None:
    told.roots = dict.fromkeys(told.roots, b"another")


def vote_twice(store: SQLiteStore, told: Told) -> None:
    last = list(store.read(LEDGER))[-1]
    state = last.state.replace(b"key\xa2U2", b"key\xa2V2")
    told.sent["V2"] = ("P", "U2")
    with store.writing(LEDGER) as writing:
        again = Row(writing.size, uuid4().bytes, 1, last.topic, state)
        writing.insert([again], [], [], [])


def act_without_a_role(_: SQLiteStore, told: Told) -> None:
    told.locked_at = 0


def sign_another_log(store: SQLiteStore, told: Told) -> None:
    other, elsewhere = sound(store.path.parent / "other")
    told.signed += elsewhere.signed
    other.close()


def sign_more_than_there_is(_: SQLiteStore, told: Told) -> None:
    note = told.signed[0]
    text = note.text.replace("\n9\n", "\n10\n")
    assert text != note.text
    told.signed = [type(note)(text, note.signatures)]


def record_what_was_refused(_: SQLiteStore, told: Told) -> None:
    told.refused["U1"] = "already-voted"


@pytest.mark.parametrize(
    ("breaking", "invariant"),
    [
        pytest.param(lose_one, "I1", id="lost"),
        pytest.param(have_one_that_nobody_sent, "I2", id="unsent"),
        pytest.param(forget_a_command, "I2", id="unknown-command"),
        pytest.param(tear_a_hole, "I3", id="hole"),
        pytest.param(change_the_past, "I3", id="other-past"),
        pytest.param(vote_twice, "I4", id="twice"),
        pytest.param(act_without_a_role, "I5", id="no-role"),
        pytest.param(sign_another_log, "I7", id="other-log"),
        pytest.param(sign_more_than_there_is, "I7", id="beyond"),
        pytest.param(record_what_was_refused, "I8", id="refused"),
    ],
)
def test_what_breaks_an_invariant_is_found_by_its_number(
    tmp_path: Path, breaking: Breaking, invariant: str
) -> None:
    store, told = sound(tmp_path)
    assert check(store, LEDGER, told, replay=True).ballots == 2

    breaking(store, told)

    with pytest.raises(AssertionError, match=f"^{invariant}, {INVARIANTS[invariant][:30]}"):
        check(store, LEDGER, told, replay=False)
    store.close()


def test_two_replays_that_differ_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, told = sound(tmp_path)
    monkeypatch.setattr(checking, "digest", id)

    with pytest.raises(AssertionError, match=r"^I6"):
        check(store, LEDGER, told, replay=True)
    store.close()
