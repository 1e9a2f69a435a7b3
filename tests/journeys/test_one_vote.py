"""One vote, from the request to the proof, through every step of the design, on both stores."""

import subprocess
import sys
import tarfile
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from api.notary.bundles import write_bundle
from api.notary.notary import Notary
from engine.commands.rulebook import AdoptRulebook
from engine.persistence.codec import leaf, open_envelope
from engine.values.ids import stream_id
from tests.engine.awarding import RULES, poll
from tests.engine.bloc import OPENED, UNITS

SLUG = OPENED.slug
LEDGER = f"/v1/ledgers/{SLUG}"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    address = (
        str(tmp_path)
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_database"))
    )
    with House(address) as opened:
        opened.open_ledger(OPENED, key="open")
        for number, command in enumerate((*UNITS, AdoptRulebook(rulebook=RULES))):
            opened.carry_out(SLUG, command, key=f"given-{number}")
        opened.carry_out(SLUG, poll("flag", "U2"), key="poll")
        yield opened


def test_a_vote_goes_from_the_request_to_the_proof(house: House, tmp_path: Path) -> None:
    client = TestClient(create_app(house), raise_server_exceptions=False)
    body = {"member": "U1", "ballot": {"type": "opinions", "views": [["U2", "for"]]}}
    ballots = f"{LEDGER}/polls/p/ballots"

    # request, submit, decide, store, answer
    answer = client.post(ballots, json=body, headers={"Idempotency-Key": "vote-1"})
    assert answer.status_code == 201
    index = answer.json()["first"]

    # a retry gets the first answer, another vote is refused
    again = client.post(ballots, json=body, headers={"Idempotency-Key": "vote-1"})
    assert (again.json()["first"], again.headers["idempotent-replayed"]) == (index, "true")
    second = client.post(ballots, json=body, headers={"Idempotency-Key": "vote-2"})
    assert (second.status_code, second.json()["code"]) == (409, "already-voted")

    # fold: turnout is told, the choice is not, until the poll is closed
    shown = client.get(f"{LEDGER}/polls/p").json()
    assert (shown["cast"], shown["outcome"], shown["index"]) == (1, None, index)
    for member, view in (("U2", "for"), ("U3", "against")):
        other = {"member": member, "ballot": {"type": "opinions", "views": [["U2", view]]}}
        client.post(ballots, json=other, headers={"Idempotency-Key": member})
    for step in ("closing", "outcome"):
        done = client.post(f"{LEDGER}/polls/p/{step}", headers={"Idempotency-Key": step})
        assert done.status_code == 201
    outcome = client.get(f"{LEDGER}/polls/p").json()["outcome"]
    assert outcome["winners"] == ["U2"]

    # store: the stream id can be recomputed by anybody who knows poll and member
    ledger = house.id_of(SLUG)
    (row,) = house.store.stream(ledger, stream_id(ledger, ("ballot", "p", "U1")))
    assert row.index == index
    assert open_envelope(row).data.ballot.views == (("U2", "for"),)

    # answer: what the vote led to, now and as of the vote
    proposed = {"award": "flag", "candidate": "U2", "poll": "p"}
    client.post(f"{LEDGER}/proposals", json=proposed, headers={"Idempotency-Key": "proposed"})
    now, then = (client.get(f"{LEDGER}/awards{query}") for query in ("", f"?as_of={index}"))
    assert [each["status"] for each in now.json()["rows"]] == ["passed"]
    assert (then.json()["index"], then.json()["rows"]) == (index, [])

    # proof: the vote is in the bundle, and a stranger finds it under the signed root
    bundle = exported(house, tmp_path)
    leaves = entries(bundle)
    size, root = bundle["checkpoint"].decode().splitlines()[1:3]
    assert len(leaves) == int(size) == house.store.head(SLUG).size
    assert leaves[index] == leaf(row)
    assert b64encode(merkle(leaves)).decode() == root

    # proof: so does the verifier that lies in the bundle, which needs nothing of ours
    tool = tmp_path / "verify_bundle.py"
    tool.write_bytes(bundle["tools/verify_bundle.py"])
    command = [sys.executable, str(tool), str(tmp_path / "bundle.tar")]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "sound")


def exported(house: House, folder: Path) -> dict[str, bytes]:
    """The members of the ledger's bundle, by their names below its folder."""
    path = folder / "bundle.tar"
    with path.open("wb") as out:
        write_bundle(Notary(house.store, folder / "keys"), house.id_of(SLUG), out, level="public")
    with tarfile.open(path) as tar:
        return {
            member.name.partition("/")[2]: tar.extractfile(member).read()  # type: ignore[union-attr]
            for member in tar
        }


def entries(bundle: dict[str, bytes]) -> list[bytes]:
    """The leaves of the ledger: each two bytes of length, big endian, and so many bytes."""
    found: list[bytes] = []
    for name in sorted(name for name in bundle if name.startswith("tile/entries/")):
        data = bundle[name]
        while data:
            length = int.from_bytes(data[:2], "big")
            found.append(data[2 : 2 + length])
            data = data[2 + length :]
    return found


def merkle(leaves: list[bytes]) -> bytes:
    """The root over leaves, as RFC 6962, section 2.1, says it."""
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + merkle(leaves[:left]) + merkle(leaves[left:])).digest()
