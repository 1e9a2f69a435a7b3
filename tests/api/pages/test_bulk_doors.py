"""Commands in bulk are no way around the doors: each is given by somebody, who may or may not."""

import json
from typing import Any

from engine.persistence.codec import open_envelope
from tests.api.pages.conftest import SLUG, Hall

BODY = (
    b'{"admit-member": {"member": "U7", "name": "Unit 7"}}\n'
    b'{"begin-epoch": {"reason": "x", "known_size": 1000}}\n'
    b'{"admit-member": {"member": "U8", "name": "Unit 8"}, "with": "somebody"}\n'
)


def send(hall: Hall, token: str | None) -> Any:
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "k"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return hall.browser().post(f"/v1/ledgers/{SLUG}/commands", content=BODY, headers=headers)


def test_nobody_unknown_sends_commands_in_bulk(hall: Hall) -> None:
    size = hall.size()

    answer = send(hall, None)

    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")
    assert hall.size() == size


def test_every_line_is_held_to_what_its_sender_may_do(hall: Hall) -> None:
    hall.staff("lan", "secretary")
    account = hall.doors.accounts.named("lan").id
    _, reads = hall.doors.sessions.make_token(account, label="reads", scope="read")
    _, writes = hall.doors.sessions.make_token(account, label="writes", scope="write")
    size = hall.size()

    only_reads = [json.loads(line) for line in send(hall, reads).content.splitlines()]
    told = [json.loads(line) for line in send(hall, writes).content.splitlines()]

    assert {line["refused"]["code"] for line in only_reads[:-1]} == {"not-allowed"}
    assert [line.get("refused", {}).get("code") for line in told[:-1]] == [
        None,
        "not-allowed",
        "second-not-valid",
    ]
    assert hall.size() == size + 1
    newest = next(hall.house.store.read(hall.house.id_of(SLUG), after=size - 1))
    assert open_envelope(newest).by == account
