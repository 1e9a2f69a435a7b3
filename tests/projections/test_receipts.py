"""A receipt: one event and its proof, read back and held against changes."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.house import House
from engine.errors.audit import CheckpointInvalid, NoteInvalid, ReceiptInvalid
from projections.receipts import RECEIPT_BYTES_MAX, Receipt, read_leaf, read_receipt
from tests.engine.bloc import OPENED
from tests.projections.test_notes import SIGNED, STATED

MADE = Receipt(leaf=b"leaf", index=1, path=(bytes(32),), note=SIGNED, checkpoint=STATED)


def test_a_receipt_shows_what_was_recorded_and_where(house: House) -> None:
    ledger = house.id_of(OPENED.slug)
    row = list(house.store.read(ledger))[2]

    told = read_receipt(str(house.notary.receipt(ledger, 2)).encode())

    assert told.is_sound
    assert told.note.signed_by(house.notary.key(ledger))
    assert read_leaf(told.leaf) == (row.stream, row.version, row.topic, row.state)


def test_a_receipt_of_another_leaf_is_not_sound() -> None:
    assert not read_receipt(str(MADE).encode()).is_sound


@pytest.mark.parametrize(
    "change",
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("extra ", "other "),
        ("extra bGVhZg==", "extra bGVhZh=="),
        ("index 1", "index one"),
        ("index 1", "index 01"),
        ("index 1", "index 99999999999999999999"),
        ("index 1", "at 1"),
        (b64encode(bytes(32)).decode(), "AAAA"),
        (b64encode(bytes(32)).decode(), "nonsense"),
        (b64encode(bytes(32)).decode(), "\n".join([b64encode(bytes(32)).decode()] * 65)),
        ("\n\nbloc", "\nbloc"),
    ],
)
def test_what_is_no_receipt_is_refused(change: tuple[str, str]) -> None:
    data = str(MADE).replace(*change).encode()

    with pytest.raises((ReceiptInvalid, NoteInvalid, CheckpointInvalid)):
        read_receipt(data)


def test_an_endless_receipt_is_refused_before_it_is_read() -> None:
    with pytest.raises(ReceiptInvalid):
        read_receipt(bytes(RECEIPT_BYTES_MAX + 1))


@given(st.binary(max_size=100))
def test_a_leaf_is_read_or_refused(data: bytes) -> None:
    with pytest.raises(ReceiptInvalid):
        read_leaf(data)
