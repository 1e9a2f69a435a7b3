"""Changes: one POST each, recorded once however often it is sent, or refused with nothing left."""

import unicodedata
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from api.bodies import BODY_BYTES_MAX, DOCUMENT_BYTES_MAX, SMALL
from api.examples import EXAMPLES
from api.routes.ballots import BALLOT_BYTES_MAX
from api.routes.paths import PATHS
from engine.commands.registry import COMMANDS
from engine.commands.season import OpenLedger
from tests.api.http.conftest import OPENING, sent

LEDGER = "/v1/ledgers/small"
KEY = {"Idempotency-Key": "k2"}


def admit(client: TestClient, key: str | None = "m", **fields: Any) -> Any:
    body = {"member": "U1", "name": "Unit 1", **fields}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{LEDGER}/members", json=body, headers=headers)


def test_every_command_has_an_address_of_its_own() -> None:
    assert set(PATHS) | {"open-ledger"} == set(COMMANDS)
    assert len(set(PATHS.values())) == len(PATHS)


def test_a_change_is_recorded_once_however_often_it_is_sent(small: TestClient) -> None:
    first, again = admit(small), admit(small)

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert (first.json()["ledger"], first.json()["first"], first.json()["count"]) == ("small", 1, 1)
    assert first.headers["idempotent-replayed"] == "false"
    assert again.headers["idempotent-replayed"] == "true"


def test_a_change_tells_where_its_events_are(small: TestClient) -> None:
    told = small.get(admit(small).headers["location"]).json()

    assert [event["topic"] for event in told["events"]] == ["member-admitted"]
    assert told["events"][0]["key"] == "m"


def test_a_ledger_opened_twice_under_one_key_is_one_ledger(small: TestClient) -> None:
    again = small.post("/v1/ledgers", json=OPENING, headers={"Idempotency-Key": "k1"})
    other = small.post("/v1/ledgers", json=OPENING, headers={"Idempotency-Key": "k3"})

    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert (other.status_code, other.json()["code"]) == (409, "ledger-already-open")
    assert len(small.get("/v1/ledgers").json()) == 1


def test_what_is_so_already_is_answered_without_an_event(small: TestClient) -> None:
    def given(example: str, **fields: Any) -> None:
        change = msgspec.structs.replace(
            EXAMPLES[example], ledger="small", fields={**EXAMPLES[example].fields, **fields}
        )
        answer = sent(small, change, example)
        assert answer.status_code == 201, answer.json()

    admit(small)
    given("adopt-rulebook")
    mark = {"criterion": "work", "points": 5800}
    given("enter-scores", candidate="U1", stage="self", marks=[mark])
    before = small.get(f"{LEDGER}/timeline").json()["index"]

    same = small.post(f"{LEDGER}/sheets/U1/self/revisions", json={"mark": mark}, headers=KEY)

    assert (same.status_code, same.json()["first"], same.json()["count"]) == (200, None, 0)
    assert "location" not in same.headers
    assert small.get(f"{LEDGER}/timeline").json()["index"] == before


def test_what_is_said_beside_a_command_is_in_its_envelope(small: TestClient) -> None:
    told: dict[str, Any] = {"on": 1_700_000_000_000_000, "for": "U9", "with": "second"}

    admit(small, **told)

    event = small.get(f"{LEDGER}/timeline").json()["events"][-1]
    assert event["on"].startswith("2023-11-14T22:13:20")
    assert (event["acting_for"], event["second"]) == ("U9", "second")


def test_no_command_has_a_field_of_the_envelope() -> None:
    assert all(
        not {"on", "for", "with"} & set(kind.__struct_fields__) for kind in COMMANDS.values()
    )


def test_a_long_body_is_recorded_like_a_short_one(small: TestClient) -> None:
    document = "A" * (SMALL + 4)

    filed = small.post(
        f"{LEDGER}/attachments",
        json={
            "attachment": "doc",
            "about": "season",
            "name": "doc.txt",
            "media_type": "text/plain",
            "content": document,
        },
        headers=KEY,
    )

    assert filed.status_code == 201, filed.json()
    assert len(small.get(f"{LEDGER}/attachments/doc").content) == len(document) * 3 // 4


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        pytest.param({"key": None}, 400, "idempotency-key-missing", id="no-key"),
        pytest.param({"votes": False}, 422, "command-key-reused", id="key-reused"),
        pytest.param({"key": "n"}, 409, "member-already-admitted", id="twice"),
        pytest.param({"key": "n", "member": "U 2"}, 422, "field-invalid", id="bad-code"),
        pytest.param({"key": "n", "nam": "U"}, 422, "field-invalid", id="unknown-field"),
        pytest.param({"key": "n", "name": "x" * 200}, 422, "field-invalid", id="long-name"),
        pytest.param({"key": "n", "on": "today"}, 422, "field-invalid", id="on-not-a-number"),
        pytest.param({"key": "n", "for": "U 1"}, 422, "field-invalid", id="for-not-a-code"),
        pytest.param(
            {"key": "n", "name": unicodedata.normalize("NFD", "Đơn vị")},
            422,
            "text-not-nfc",
            id="nfd",
        ),
        pytest.param({"key": "k" * 201}, 422, "field-invalid", id="long-key"),
    ],
)
def test_a_refused_change_leaves_nothing_behind(
    small: TestClient, change: dict[str, Any], status: int, code: str
) -> None:
    admit(small)

    answer = admit(small, **change)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert small.get(f"{LEDGER}/timeline").json()["index"] == 1


BALLOTS = f"{LEDGER}/polls/p/ballots"
MEMBERS = f"{LEDGER}/members"
BODIES = {
    "cut": (b"{", 400, "body-not-json"),
    "list": (b"[1]", 400, "body-not-json"),
    "binary": (b"\xff\xfe", 400, "body-not-json"),
    "deep": (b"[" * 20_000, 400, "body-not-json"),
    "half-a-letter": (b'{"member": "\\ud800"}', 400, "body-not-json"),
    "too-big-a-number": (b'{"member": 1e999}', 400, "body-not-json"),
}


@pytest.mark.parametrize("address", [MEMBERS, BALLOTS], ids=["any", "ballot"])
@pytest.mark.parametrize(("body", "status", "code"), BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_command_is_refused(
    small: TestClient, address: str, body: bytes, status: int, code: str
) -> None:
    answer = small.post(address, content=body, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("address", "size_max"),
    [
        (MEMBERS, BODY_BYTES_MAX),
        (BALLOTS, BALLOT_BYTES_MAX),
        (f"{LEDGER}/attachments", DOCUMENT_BYTES_MAX),
    ],
    ids=["any", "ballot", "document"],
)
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
def test_a_body_is_refused_before_it_is_too_long(
    small: TestClient, address: str, size_max: int, *, announced: bool
) -> None:
    body = b" " * (size_max + 1)

    answer = small.post(address, content=body if announced else iter([body]), headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert answer.json()["size_max"] == size_max


def test_a_body_said_to_be_no_json_is_refused(small: TestClient) -> None:
    form = small.post(MEMBERS, data={"member": "U1"}, headers=KEY)
    unsaid = small.post(MEMBERS, content=b'{"member": "U1", "name": "Unit 1"}', headers=KEY)

    assert (form.status_code, form.json()["code"]) == (415, "media-type-not-json")
    assert unsaid.status_code == 201


def test_what_the_server_computes_is_not_sent(small: TestClient) -> None:
    answer = small.post(f"{LEDGER}/polls/p/outcome", json={"index": 3}, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "field-computed")


@pytest.mark.parametrize("address", ["closing", "ballots"])
def test_the_address_is_not_contradicted(small: TestClient, address: str) -> None:
    answer = small.post(f"{LEDGER}/polls/p/{address}", json={"poll": "q"}, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "field-twice")


@pytest.mark.parametrize("address", [MEMBERS, BALLOTS])
def test_a_change_takes_no_query(small: TestClient, address: str) -> None:
    answer = small.post(f"{address}?as_of=3", json={}, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "query-unknown")


def test_a_change_of_an_unknown_ledger_is_refused(small: TestClient) -> None:
    for name in set(COMMANDS) - {OpenLedger.NAME}:
        example = msgspec.structs.replace(EXAMPLES[name], ledger="nowhere")

        answer = sent(small, example, "x")

        assert (answer.status_code, answer.json()["code"]) == (404, "ledger-not-found"), name
