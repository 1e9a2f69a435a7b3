"""The OpenAPI document: every change and question, and schemas that real answers keep."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

from api.examples import STORY
from api.routes.paths import ADDRESSES, FIELDS
from engine.commands.registry import COMMANDS
from tests.api.http.conftest import Played

IN_PATH = {
    "poll": ("flag", "merit", "lead", "place", "consent"),
    "candidate": ("U1", "U2"),
    "award": ("flag", "merit"),
    "meeting": ("conference",),
    "attachment": ("report-u1",),
    "index": ("0", "7"),
}


@pytest.fixture(scope="module")
def document(nine: TestClient) -> Any:
    return nine.get("/v1/openapi.json").json()


def holds(document: Any, schema: Any, value: object) -> None:
    """Raises where the value is not of the schema, references followed."""
    whole = {**schema, "components": document["components"]}
    jsonschema_rs.validator_for(whole).validate(value)


def schema_of(answer: Any) -> Any:
    return next(iter(answer["content"].values()))["schema"]


def test_the_document_describes_every_command_and_nothing_twice(document: Any) -> None:
    operations = [
        verb["operationId"] for path in document["paths"].values() for verb in path.values()
    ]

    assert set(COMMANDS) <= set(operations)
    assert len(operations) == len(set(operations))


def test_the_document_is_not_sent_twice(nine: TestClient) -> None:
    first = nine.get("/v1/openapi.json")

    again = nine.get("/v1/openapi.json", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert nine.get("/v1/openapi.json?version=2").json()["code"] == "query-unknown"


def test_every_reference_of_the_document_is_there(document: Any) -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))

    assert named <= set(document["components"]["schemas"])


def test_every_example_is_of_its_schema(document: Any) -> None:
    for example in STORY:
        operation = document["paths"][f"/v1{ADDRESSES[example.command]}"]["post"]

        holds(document, schema_of(operation["requestBody"]), example.body(FIELDS[example.command]))


def test_a_body_does_not_repeat_its_address_nor_say_what_is_computed(document: Any) -> None:
    for name, kind in COMMANDS.items():
        schema = document["components"]["schemas"][kind.__name__]

        assert not {*FIELDS[name], *kind.COMPUTED} & set(schema["properties"])
        assert {"on", "for", "with"} <= set(schema["properties"])


def test_every_change_was_answered_as_documented(document: Any, played: Played) -> None:
    for example, answer in zip(STORY, played.answers, strict=True):
        operation = document["paths"][f"/v1{ADDRESSES[example.command]}"]["post"]

        holds(document, schema_of(operation["responses"]["201"]), answer.json())


def questions(document: Any) -> list[tuple[str, str]]:
    """Every question of the document, with every thing of the example season in its address."""
    found: list[tuple[str, str]] = []
    for path, verbs in document["paths"].items():
        if "get" not in verbs or not path.startswith("/v1/ledgers"):
            continue
        asked = [path.replace("{ledger}", "bloc-2026")]
        for field, values in IN_PATH.items():
            asked = [each.replace(f"{{{field}}}", value) for each in asked for value in values]
        found.extend((path, each) for each in dict.fromkeys(asked))
    return found


def test_every_question_is_answered_as_documented_now_and_then(
    document: Any, played: Played
) -> None:
    asked = 0
    for path, address in questions(document):
        described = document["paths"][path]["get"]["responses"]
        for as_of in ("", "?as_of=0", "?as_of=40", "?as_of=75") if "{" in path else ("",):
            answer = played.client.get(address + as_of)
            told = described["4XX" if answer.is_client_error else str(answer.status_code)]
            if answer.headers["content-type"].endswith("json"):
                holds(document, schema_of(told), answer.json())
                asked += 1
            assert as_of or answer.status_code == 200, (address, answer.text)
    assert asked > 80


def test_the_shipped_season_is_answered_as_documented(document: Any, nine: TestClient) -> None:
    for path, verbs in document["paths"].items():
        if set(re.findall(r"{(\w+)}", path)) == {"ledger"} and "get" in verbs:
            answer = nine.get(path.format(ledger="bloc-of-nine"))

            if answer.headers["content-type"].endswith("json"):
                holds(document, schema_of(verbs["get"]["responses"]["200"]), answer.json())


def test_every_problem_is_of_its_schema(document: Any, nine: TestClient) -> None:
    refused = [
        nine.get("/v1/ledgers/nowhere"),
        nine.get("/v1/ledgers/bloc-of-nine?as_of=x"),
        nine.post("/v1/ledgers", json={}),
        nine.delete("/v1/ledgers"),
    ]

    for answer in refused:
        holds(document, {"$ref": "#/components/schemas/Problem"}, answer.json())


def test_a_wrong_body_is_of_no_schema(document: Any) -> None:
    schema = {"$ref": "#/components/schemas/AdmitMember"}

    with pytest.raises(jsonschema_rs.ValidationError):
        holds(document, schema, {"member": "U 1", "name": "Unit 1"})
