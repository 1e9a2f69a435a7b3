"""Signed notes: what signs, what verifies, and what is refused."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.audit import CheckpointInvalid, KeyInvalid, NoteInvalid
from projections.checkpoints import Checkpoint, read_checkpoint
from projections.notes import (
    LOG,
    NOTE_BYTES_MAX,
    WITNESS,
    Note,
    VerifierKey,
    cosign,
    fingerprint,
    key_of,
    read_key,
    read_note,
    sign,
)
from projections.rotations import followed, read_rotation, rotation

LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = "bloc/bloc-2024/1"
STATED = Checkpoint(ORIGIN, 42, bytes(range(32)))
KEY = key_of(ORIGIN, LOG, LOG_KEY)
WITNESS_KEY = key_of("witness.example/w", WITNESS, OTHER_KEY)
SIGNED = Note(STATED.text, (sign(STATED.text, ORIGIN, LOG_KEY),))


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    data = str(SIGNED).encode()

    told, note = read_checkpoint(data)

    assert (told, note) == (STATED, SIGNED)
    assert note.signed_by(KEY)


def test_the_note_of_the_specification_verifies() -> None:
    """The vector of golang.org/x/mod/sumdb/note, whose key and note are public."""
    key = read_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    told = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
        "qdngotpRZb6KE6RyyBwJnAM=\n"
    )

    assert read_note(told.encode()).signed_by(key)
    assert str(read_note(told.encode())) == told


def test_a_witness_says_when_it_saw_the_tree() -> None:
    cosigned = SIGNED.with_signature(
        cosign(STATED.text, WITNESS_KEY.name, OTHER_KEY, 1_679_315_147)
    )

    assert cosigned.signed_by(WITNESS_KEY)
    assert cosigned.signed_by(KEY)
    assert cosigned.signatures[1].seconds == 1_679_315_147
    assert cosigned.with_signature(cosigned.signatures[1]) == cosigned


def test_a_signature_of_somebody_else_is_left_aside() -> None:
    assert not SIGNED.signed_by(key_of(ORIGIN, LOG, OTHER_KEY))
    assert not SIGNED.signed_by(WITNESS_KEY)


@pytest.mark.parametrize("kind", [LOG, WITNESS])
def test_a_false_signature_in_a_known_name_spoils_the_note(kind: int) -> None:
    text = STATED.text
    signature = sign(text, "name", OTHER_KEY) if kind == LOG else cosign(text, "name", OTHER_KEY, 7)
    note = Note(STATED.text.replace("42", "43"), (signature,))

    with pytest.raises(NoteInvalid):
        note.signed_by(key_of("name", kind, OTHER_KEY))


def test_a_witness_signature_without_its_time_is_false() -> None:
    key = key_of("name", WITNESS, OTHER_KEY)

    assert not key.verifies(OTHER_KEY.sign(b"text"), b"text")


def test_a_key_is_read_as_it_was_written() -> None:
    assert read_key(f" {KEY}\n") == KEY
    assert read_key(str(WITNESS_KEY), WITNESS) == WITNESS_KEY
    assert KEY.fingerprint == fingerprint(KEY.public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+",
        str(KEY).replace("+", "+0", 1),
        str(KEY)[:-4],
        f"a name+{KEY.id.hex()}+{b64encode(b'x' * 33).decode()}",
        str(VerifierKey("name", 6, bytes(32))),
        str(WITNESS_KEY),
    ],
)
def test_what_is_no_key_of_a_log_is_refused(text: str) -> None:
    with pytest.raises(KeyInvalid):
        read_key(text, LOG)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"text\n", id="unsigned"),
        pytest.param(b"\xff\n\n", id="not-utf-8"),
        pytest.param(b"te\txt\n\n\xe2\x80\x94 n AAAAAAA=\n", id="control"),
        pytest.param(b"x" * (NOTE_BYTES_MAX + 1), id="long"),
        pytest.param(str(SIGNED).encode()[:-1], id="cut"),
        pytest.param(b"text\n\n- name AAAAAAAA\n", id="no-dash"),
        pytest.param(b"text\n\n\xe2\x80\x94 name AAAA\n", id="short"),
        pytest.param(b"text\n\n\xe2\x80\x94 name AAAAAAAB==\n", id="base64"),
        pytest.param(b"text\n\n" + f"{SIGNED.signatures[0]}\n".encode() * 65, id="many"),
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(NoteInvalid):
        read_note(data)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n1\n",
        "origin\n1\nAAAA\n",
        f"\n1\n{b64encode(bytes(32)).decode()}\n",
        f"origin\n01\n{b64encode(bytes(32)).decode()}\n",
        f"origin\nten\n{b64encode(bytes(32)).decode()}\n",
        f"origin\n{'9' * 5_000}\n{b64encode(bytes(32)).decode()}\n",
        STATED.text + "extension\n",
    ],
)
def test_a_note_that_is_no_checkpoint_is_refused(text: str) -> None:
    note = Note(text, (sign(text, ORIGIN, LOG_KEY),))

    with pytest.raises((CheckpointInvalid, NoteInvalid)):
        read_checkpoint(str(note).encode())


@given(st.binary(max_size=300), st.integers(0, 250))
def test_no_bytes_make_reading_fail_otherwise_than_by_a_refusal(noise: bytes, at: int) -> None:
    data = str(SIGNED).encode()

    for each in (noise, data[:at] + noise + data[at:]):
        try:
            read_checkpoint(each)
        except (NoteInvalid, CheckpointInvalid):
            continue


def test_who_trusts_a_key_follows_it_through_rotations() -> None:
    third = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
    notes = [rotation(1, LOG_KEY, OTHER_KEY), rotation(2, OTHER_KEY, third)]
    told = [read_rotation(read_note(str(note).encode())) for note in notes]
    publics = [key.public_key().public_bytes_raw() for key in (LOG_KEY, OTHER_KEY, third)]

    assert followed(publics[0], told) == tuple(publics)
    assert followed(publics[1], told) == tuple(publics[1:])
    assert followed(bytes(32), told) == (bytes(32),)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda note: Note(note.text, note.signatures[:1]), id="new-key-silent"),
        pytest.param(lambda note: Note(note.text, note.signatures[1:]), id="old-key-silent"),
        pytest.param(lambda note: Note("another title\n" * 4, note.signatures), id="title"),
        pytest.param(
            lambda note: Note(note.text.replace("\nA", "\n!"), note.signatures), id="no-key"
        ),
    ],
)
def test_a_rotation_that_one_key_did_not_sign_is_refused(change: object) -> None:
    assert callable(change)
    note = change(rotation(1, LOG_KEY, OTHER_KEY))

    with pytest.raises(NoteInvalid):
        read_rotation(note)
