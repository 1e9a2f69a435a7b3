"""Proof over HTTP: what an auditor and a delegate fetch, and what is not told yet."""

from base64 import b64decode
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.house import House
from api.notary import bundles
from projections.bundle.trust import Trust
from projections.bundle.verify import verify
from projections.checkpoints import read_checkpoint
from projections.notes import LOG, read_key
from projections.proofs import is_consistent
from projections.receipts import read_receipt
from tests.api.http.conftest import client_of
from tests.api.http.hall import ballot, hall

NINE = "/v1/ledgers/bloc-of-nine"


def sent(client: TestClient, address: str, body: object) -> int:
    """A change, sent; the status it is answered with."""
    return client.post(address, json=body, headers={"Idempotency-Key": address}).status_code


def test_the_checkpoint_is_signed_and_known_by_its_tag(nine: TestClient) -> None:
    answer = nine.get(f"{NINE}/checkpoint")

    told = answer.json()
    checkpoint, note = read_checkpoint(told["text"].encode())
    assert note.signed_by(read_key(told["key"], LOG))
    assert (told["size"], told["root"]) == (checkpoint.size, checkpoint.root.hex())
    again = nine.get(f"{NINE}/checkpoint", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_an_earlier_checkpoint_is_shown_to_be_extended(tmp_path: Path) -> None:
    hall(tmp_path, 3)
    with House(tmp_path) as house:
        client, ledger = client_of(house), house.store.ledgers()[0]
        first, _ = read_checkpoint(str(house.notary.checkpoint(ledger.id)).encode())
        address = f"/v1/ledgers/{ledger.slug}"
        assert sent(client, f"{address}/polls/p/ballots", ballot(0)) == 201
        house.notary.checkpoint(ledger.id)

        told = client.get(f"{address}/checkpoint?since={first.size}").json()
        never = client.get(f"{address}/checkpoint?since=2")

    proof = [b64decode(node) for node in told["proof"]]
    root = bytes.fromhex(told["root"])
    assert is_consistent(first.size, first.root, told["size"], root, proof)
    assert (never.status_code, never.json()["code"]) == (404, "checkpoint-not-found")


def test_a_receipt_is_text_that_proves_itself(nine: TestClient) -> None:
    answer = nine.get(f"{NINE}/receipts/5")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert read_receipt(answer.content).is_sound
    assert nine.get(f"{NINE}/receipts/9999").json()["code"] == "index-beyond-head"


def test_what_was_cast_in_an_open_poll_has_no_receipt_yet(tmp_path: Path) -> None:
    size = hall(tmp_path, 3)
    with House(tmp_path) as house:
        client, slug = client_of(house), house.store.ledgers()[0].slug
        assert sent(client, f"/v1/ledgers/{slug}/polls/p/ballots", ballot(0)) == 201

        refused = client.get(f"/v1/ledgers/{slug}/receipts/{size}")
        assert sent(client, f"/v1/ledgers/{slug}/polls/p/closing", {}) == 201
        given = client.get(f"/v1/ledgers/{slug}/receipts/{size}")

    assert (refused.status_code, refused.json()["code"]) == (409, "receipt-withheld")
    assert read_receipt(given.content).is_sound


def test_the_bundle_that_is_fetched_is_sound(nine: TestClient, tmp_path: Path) -> None:
    answer = nine.get(f"{NINE}/bundle")
    path = tmp_path / "bundle.tar"
    path.write_bytes(answer.content)

    report = verify(path, Trust(key=nine.get(f"{NINE}/checkpoint").json()["fingerprint"]))

    assert answer.headers["content-type"] == "application/x-tar"
    assert "audit-bloc-of-nine-" in answer.headers["content-disposition"]
    assert report.findings == []
    assert report.disclosure == "public"


def test_no_part_of_a_bundle_is_taken_for_a_part_of_another(nine: TestClient) -> None:
    """Two of one size differ in signatures, and after a take-back in everything."""
    first = nine.get(f"{NINE}/bundle")

    resumed = nine.get(
        f"{NINE}/bundle", headers={"Range": "bytes=512-", "If-Range": first.headers["etag"]}
    )

    assert first.headers["etag"].startswith("W/")
    assert resumed.status_code == 200
    assert len(resumed.content) == len(first.content)


def test_a_bundle_that_fails_leaves_no_file_behind(
    nine: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(bundles, "LEVELS", ())

    assert nine.get(f"{NINE}/bundle").status_code == 422
    assert list(tmp_path.iterdir()) == []
