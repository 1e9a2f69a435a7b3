"""The notary: what it signs, what it keeps, and what it refuses to sign."""

import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.house import House
from api.notary.place import audit_folder
from engine.commands.member import AdmitMember
from engine.errors.audit import (
    CheckpointInconsistent,
    CheckpointInvalid,
    CheckpointNotFound,
    CheckpointShrinks,
    KeyFileExposed,
    KeyInvalid,
    WitnessUnknown,
)
from engine.errors.ledger import IndexBeyondHead, StoreUnavailable
from projections.checkpoints import checkpoint_of
from projections.notes import LOG, WITNESS, Note, cosign, key_of
from projections.proofs import is_consistent
from projections.rotations import followed, read_rotation
from projections.tree import root_at
from tests.engine.bloc import OPENED, UNITS

SLUG = OPENED.slug


def admit(house: House, *names: str) -> None:
    for name in names:
        house.carry_out(SLUG, AdmitMember(member=name, kind="unit", name=name), key=f"admit-{name}")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as opened:
        opened.open_ledger(OPENED, key="open")
        for number, command in enumerate(UNITS):
            opened.carry_out(SLUG, command, key=f"unit-{number}")
        yield opened


def test_a_checkpoint_states_size_and_root_and_is_kept_before_it_is_seen(house: House) -> None:
    ledger = house.id_of(SLUG)

    note = house.notary.checkpoint(ledger)

    told = checkpoint_of(note)
    assert told.origin == f"{OPENED.body.id}/{SLUG}/1"
    assert told.size == house.store.head(ledger).size
    assert told.root == root_at(house.store, ledger, told.size)
    assert note.signed_by(house.notary.key(ledger))
    assert list(house.notary.notes(told.origin)) == [note]


def test_the_same_ledger_has_the_same_checkpoint(house: House) -> None:
    ledger = house.id_of(SLUG)

    notes = [house.notary.checkpoint(ledger) for _ in range(2)]

    assert notes[0] == notes[1]


def test_the_key_is_made_at_first_need_and_only_its_owner_reads_it(
    house: House, tmp_path: Path
) -> None:
    assert not (tmp_path / "audit").exists()

    house.notary.checkpoint(house.id_of(SLUG))

    assert stat.S_IMODE((tmp_path / "audit" / "log.key").stat().st_mode) == 0o600


def test_nothing_is_signed_with_a_key_that_others_may_read(house: House, tmp_path: Path) -> None:
    house.notary.checkpoint(house.id_of(SLUG))
    (tmp_path / "audit" / "log.key").chmod(0o644)

    with pytest.raises(KeyFileExposed):
        house.notary.checkpoint(house.id_of(SLUG))


@pytest.mark.parametrize("data", [b"", b"no key at all"])
def test_a_file_that_holds_no_key_is_refused(house: House, tmp_path: Path, data: bytes) -> None:
    house.notary.checkpoint(house.id_of(SLUG))
    (tmp_path / "audit" / "log.key").write_bytes(data)

    with pytest.raises(KeyInvalid):
        house.notary.checkpoint(house.id_of(SLUG))


def test_a_smaller_tree_is_not_signed(house: House, tmp_path: Path) -> None:
    """An older copy of the store is put back beside what was signed since."""
    older = tmp_path / "older"
    with House(older) as other:  # stands for the backup: the same place, fewer events
        other.open_ledger(OPENED, key="open")
    house.notary.checkpoint(house.id_of(SLUG))
    shutil.copytree(tmp_path / "audit", older / "audit")

    with House(older) as restored, pytest.raises(CheckpointShrinks) as refused:
        restored.notary.checkpoint(restored.id_of(SLUG))

    assert refused.value.facts["size"] == 1


def test_another_past_is_not_signed(house: House, tmp_path: Path) -> None:
    house.notary.checkpoint(house.id_of(SLUG))
    with House(tmp_path / "other") as other:
        other.open_ledger(OPENED, key="open")
        admit(other, *(f"X{n}" for n in range(9)))
        shutil.copytree(tmp_path / "audit", tmp_path / "other" / "audit")

        with pytest.raises(CheckpointInconsistent):
            other.notary.checkpoint(other.id_of(SLUG))


def test_a_checkpoint_extends_the_one_before(house: House) -> None:
    ledger = house.id_of(SLUG)
    first = checkpoint_of(house.notary.checkpoint(ledger))
    admit(house, "N1", "N2")

    second = checkpoint_of(house.notary.checkpoint(ledger))
    proof = house.notary.extension(ledger, first.size, second.size)

    assert is_consistent(first.size, first.root, second.size, second.root, proof)
    assert house.notary.sizes(first.origin) == [first.size, second.size]
    with pytest.raises(CheckpointNotFound):
        house.notary.extension(ledger, first.size + 1, second.size)
    with pytest.raises(CheckpointNotFound):
        house.notary.extension(ledger, second.size, first.size)
    newest = house.notary.newest(ledger)
    assert newest is not None
    assert checkpoint_of(newest) == second


def test_after_a_rotation_the_new_key_signs_and_the_old_one_vouches_for_it(house: House) -> None:
    ledger = house.id_of(SLUG)
    before = house.notary.key(ledger)
    first = house.notary.checkpoint(ledger)

    house.notary.keys.rotate()

    after = house.notary.key(ledger)
    again = house.notary.checkpoint(ledger)
    rotations = [read_rotation(note) for note in house.notary.keys.rotations()]
    assert followed(before.public, rotations) == (before.public, after.public)
    assert again.text == first.text
    assert again.signed_by(before)
    assert again.signed_by(after)


def test_a_trusted_witness_is_taken_into_the_checkpoint_and_no_other(house: House) -> None:
    ledger = house.id_of(SLUG)
    note = house.notary.checkpoint(ledger)
    witness, stranger = (Ed25519PrivateKey.generate() for _ in range(2))
    signatures = [
        cosign(note.text, name, key, 7) for name, key in (("w", witness), ("x", stranger))
    ]
    both = Note(note.text, (*note.signatures, *signatures))

    with pytest.raises(WitnessUnknown):
        house.notary.take_cosignatures(ledger, both)
    house.notary.trust(key_of("w", WITNESS, witness))
    taken = house.notary.take_cosignatures(ledger, both)

    assert taken == Note(note.text, (*note.signatures, signatures[0]))
    assert house.notary.checkpoint(ledger) == taken
    assert house.notary.policy().is_met(taken)


def test_a_cosigned_checkpoint_of_another_tree_is_refused(house: House) -> None:
    ledger = house.id_of(SLUG)
    note = house.notary.checkpoint(ledger)
    told = checkpoint_of(note)
    other = Note(note.text.replace(told.origin, told.origin.upper()), note.signatures)

    with pytest.raises(CheckpointInvalid):
        house.notary.take_cosignatures(ledger, other)


def test_a_receipt_of_an_event_that_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(IndexBeyondHead):
        house.notary.receipt(house.id_of(SLUG), 1_000)


def test_many_who_ask_at_once_get_one_key_and_one_checkpoint(house: House) -> None:
    ledger = house.id_of(SLUG)
    notes: list[Note] = []
    askers = [
        threading.Thread(target=lambda: notes.append(house.notary.checkpoint(ledger)))
        for _ in range(8)
    ]

    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert len(notes) == 8
    assert len({str(note) for note in notes}) == 1


def test_a_folder_that_cannot_be_written_is_told(house: House, tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("a file stands here")

    with pytest.raises(StoreUnavailable):
        house.notary.checkpoint(house.id_of(SLUG))


def test_keys_lie_beside_the_store_or_where_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUYTON_AUDIT", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    places = [
        audit_folder(f"postgresql://{user}@host:5432/{name}")
        for user, name in (("ada:secret", "one"), ("bob", "one"), ("ada", "two"))
    ]

    assert audit_folder(str(tmp_path / "store")) == tmp_path / "store" / "audit"
    assert places[0] == places[1] != places[2]
    assert places[0].parent == tmp_path / "suyton" / "audit"
    monkeypatch.setenv("SUYTON_AUDIT", str(tmp_path / "keys"))
    assert audit_folder("postgresql://h/d") == tmp_path / "keys"


def test_a_store_in_a_database_signs_too(
    postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUYTON_AUDIT", str(tmp_path / "keys"))
    with House(postgres_database) as house:
        house.open_ledger(OPENED, key="open")

        note = house.notary.checkpoint(house.id_of(SLUG))

        assert checkpoint_of(note).size == 1
        assert note.signed_by(house.notary.key(house.id_of(SLUG)))
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [
        "checkpoints",
        "lock",
        "log.key",
    ]


def test_the_keys_of_two_ledgers_differ_in_name_only(house: House) -> None:
    key = house.notary.key(house.id_of(SLUG))

    assert key.kind == LOG
    assert str(key).startswith(house.notary.origin(house.id_of(SLUG)) + "+")
