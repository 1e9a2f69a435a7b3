"""One vote, from the request to the proof, through every step of the design, on both stores."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from engine.commands.rulebook import AdoptRulebook
from engine.persistence.codec import leaf, leaf_hash, open_envelope
from engine.values.ids import stream_id
from projections.tree import Frontier, root_at
from tests.engine.awarding import RULES, poll
from tests.engine.bloc import OPENED, UNITS

SLUG = OPENED.slug


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


def test_a_vote_goes_from_the_request_to_the_proof(house: House) -> None:
    client = TestClient(create_app(house), raise_server_exceptions=False)
    body = {"member": "U1", "ballot": {"type": "opinions", "views": [["U2", "for"]]}}
    ballots = f"/v1/ledgers/{SLUG}/polls/p/ballots"

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
    shown = client.get(f"/v1/ledgers/{SLUG}/polls/p").json()
    assert (shown["cast"], shown["outcome"], shown["index"]) == (1, None, index)
    for member, view in (("U2", "for"), ("U3", "against")):
        other = {"member": member, "ballot": {"type": "opinions", "views": [["U2", view]]}}
        client.post(ballots, json=other, headers={"Idempotency-Key": member})
    for step in ("closing", "outcome"):
        done = client.post(f"/v1/ledgers/{SLUG}/polls/p/{step}", headers={"Idempotency-Key": step})
        assert done.status_code == 201
    outcome = client.get(f"/v1/ledgers/{SLUG}/polls/p").json()["outcome"]
    assert outcome["winners"] == ["U2"]

    # store: the stream id can be recomputed by anybody who knows poll and member
    ledger = house.id_of(SLUG)
    (row,) = house.store.stream(ledger, stream_id(ledger, ("ballot", "p", "U1")))
    assert row.index == index
    assert open_envelope(row).data.ballot.views == (("U2", "for"),)

    # proof: the leaf is under the root of the ledger, which pins it
    rows = list(house.store.read(ledger))
    tree = Frontier()
    for each in rows:
        tree.add(leaf_hash(each))
    assert tree.root == root_at(house.store, ledger, len(rows))
    assert leaf_hash(rows[index]) == sha256(b"\0" + leaf(row)).digest()
