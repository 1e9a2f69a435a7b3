"""`suyton checkpoint` and `suyton keys`, as an operator and a witness use them."""

import json
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.checkpoints import read_checkpoint
from projections.notes import WITNESS, cosign, key_of, read_key
from projections.receipts import read_receipt
from tests.api.cli.running import run
from tests.api.cli.test_reading_json import fits

LEDGER = "bloc-of-nine"


@pytest.fixture
def data(played_seasons: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(played_seasons, tmp_path / "store"))


def test_a_checkpoint_is_printed_as_it_is_kept(data: Path) -> None:
    ran = run("checkpoint", LEDGER, data=data)

    told, note = read_checkpoint(ran.out.encode())
    assert (ran.code, ran.err) == (0, "")
    assert told.origin == "bloc-of-nine/bloc-of-nine/1"
    assert note.signed_by(
        read_key(json.loads(run("checkpoint", LEDGER, "--json", data=data).out)["key"])
    )
    kept = data / "audit" / "checkpoints" / told.origin / str(told.size)
    assert kept.read_text(encoding="utf-8") == ran.out


def test_a_delegate_takes_a_receipt_away(data: Path) -> None:
    ran = run("checkpoint", LEDGER, "--receipt", "5", data=data)

    receipt = read_receipt(ran.out.encode())
    assert receipt.is_sound
    assert receipt.index == 5


def test_a_witness_is_sent_what_its_protocol_wants(data: Path) -> None:
    size = read_checkpoint(run("checkpoint", LEDGER, data=data).out.encode())[0].size

    ran = run("checkpoint", LEDGER, "--since", str(size), data=data)

    head, _, rest = ran.out.partition("\n\n")
    assert head == f"old {size}"
    assert read_checkpoint(rest.encode())[0].size == size


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("checkpoint", ("checkpoint", LEDGER)),
        ("checkpoint", ("checkpoint", LEDGER, "--receipt", "0")),
        ("keys", ("keys",)),
        ("keys", ("keys", "--rotate")),
    ],
)
def test_answers_fit_their_schema(data: Path, name: str, words: tuple[str, ...]) -> None:
    ran = run(*words, "--json", data=data)

    assert ran.code == 0
    fits(name, json.loads(ran.out))


def test_a_witness_is_trusted_and_its_cosignature_taken_back(data: Path, tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    note = read_checkpoint(run("checkpoint", LEDGER, data=data).out.encode())[1]
    signed = note.with_signature(cosign(note.text, "teller.example", private, 1_700_000_000))
    file = tmp_path / "cosigned"
    file.write_text(str(signed), encoding="utf-8")

    key = str(key_of("teller.example", WITNESS, private))
    trusted = run("keys", "--trust", key, "--json", data=data)
    taken = run("checkpoint", LEDGER, "--cosigned", str(file), "--json", data=data)

    assert json.loads(trusted.out)["quorum"] == 1
    assert json.loads(taken.out)["cosigned"] == ["teller.example"]
    assert run("checkpoint", LEDGER, data=data).out == str(signed)
    fits("keys", json.loads(trusted.out))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("checkpoint", LEDGER, "--receipt", "9999"), "index-beyond-head"),
        (("checkpoint", LEDGER, "--since", "3"), "checkpoint-not-found"),
        (("checkpoint", LEDGER, "--cosigned", "nowhere"), "file-unreadable"),
        (("checkpoint", LEDGER, "--receipt", "1", "--since", "3"), "usage-wrong"),
        (("keys", "--trust", "nonsense"), "key-invalid"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(
    data: Path, words: tuple[str, ...], code: str
) -> None:
    ran = run(*words, "--json", data=data)

    assert ran.code == 2
    assert json.loads(ran.out)["code"] == code


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Signing key of this log"), ("vi", "Khóa ký của sổ này")]
)
def test_the_page_of_keys_is_printed_in_both_languages(
    data: Path, language: str, heading: str
) -> None:
    run("keys", "--rotate", data=data)

    ran = run("keys", "--qr", data=data, language=language)

    assert ran.out.startswith(heading)
    assert "█" in ran.out
    assert "bloc-of-nine/bloc-of-nine/1+" in ran.out


def test_a_checkpoint_fits_a_qr_code(data: Path) -> None:
    assert "█" in run("checkpoint", LEDGER, "--qr", data=data).out
