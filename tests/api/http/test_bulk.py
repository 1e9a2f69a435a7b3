"""Commands in bulk over HTTP: a verdict for every line, while the body still comes."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgpack
import pytest
from starlette.testclient import TestClient

from api.house import House
from tests.api.bulk.scores import LEDGER, a_province, score_lines
from tests.api.http.conftest import client_of

ADDRESS = f"/v1/ledgers/{LEDGER}/commands"
NDJSON = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "march"}
SCORES = b"".join(score_lines(members=20, criteria=3))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A province of 20 members and 3 criteria."""
    with House(tmp_path / "data") as opened:
        a_province(opened, members=20, criteria=3)
        yield opened


@pytest.fixture
def client(house: House) -> TestClient:
    return client_of(house)


def told(answer: Any) -> list[dict[str, Any]]:
    """The lines of an answer."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.content.splitlines()]


def test_every_line_has_a_verdict_and_the_sums_are_last(client: TestClient) -> None:
    *lines, sums = told(client.post(ADDRESS, content=SCORES, headers=NDJSON))
    *again, repeated = told(client.post(ADDRESS, content=SCORES, headers=NDJSON))

    assert [line["line"] for line in lines] == list(range(1, 61))
    assert (sums["recorded"], sums["refused"], sums["ledger"]) == (60, 0, LEDGER)
    assert sums["events"] == lines[-1]["last"] + 1
    assert [line["first"] for line in again] == [line["first"] for line in lines]
    assert repeated["repeated"] == 60


def test_messagepack_is_taken_as_well(client: TestClient) -> None:
    body = b"".join(msgpack.packb(json.loads(line)) for line in SCORES.splitlines())
    headers = {"Content-Type": "application/vnd.msgpack", "Idempotency-Key": "march"}

    assert told(client.post(ADDRESS, content=body, headers=headers))[-1]["recorded"] == 60


def test_the_document_describes_the_lines_and_their_verdicts(client: TestClient) -> None:
    document = client.get("/v1/openapi.json").json()
    operation = document["paths"]["/v1/ledgers/{ledger}/commands"]["post"]
    sent = operation["requestBody"]["content"]
    came = operation["responses"]["200"]["content"]["application/x-ndjson"]["schema"]

    def fits(schema: dict[str, Any], value: object) -> bool:
        whole = {**schema, "components": document["components"]}
        return bool(jsonschema_rs.validator_for(whole).is_valid(value))

    lines = [json.loads(line) for line in SCORES.splitlines()]
    lines.append({"admit-member": {"member": "U1", "name": "Unit 1"}, "key": "k", "on": 5})
    body = b"\n".join(json.dumps(line).encode() for line in lines)
    answers = told(client.post(ADDRESS, content=body + b"\nno", headers=NDJSON))

    assert set(sent) == {"application/x-ndjson", "application/vnd.msgpack", "application/x-msgpack"}
    (line,) = {json.dumps(each["schema"]) for each in sent.values()}
    assert all(fits(json.loads(line), each) for each in lines)
    unlike: list[dict[str, Any]] = [
        {},
        {"no-such": {}},
        {**lines[0], **lines[-1]},
        {"admit-member": {"name": "x"}},
    ]
    for wrong in unlike:
        assert not fits(json.loads(line), wrong)
    assert all(fits(came, each) for each in answers)
    assert not fits(came, {"line": 1})
    assert {"refused" in each for each in answers[:-1]} == {True, False}


def test_a_bad_line_is_refused_by_its_number(client: TestClient) -> None:
    first, second, _ = SCORES.split(b"\n", 2)
    body = first + b"\nno\n" + second + b'\n{"enter'

    lines = told(client.post(ADDRESS, content=body, headers=NDJSON))

    assert [line.get("refused", {}).get("reason") for line in lines[:-1]] == [
        None,
        "not-json",
        None,
        "cut",
    ]
    assert (lines[-1]["recorded"], lines[-1]["refused"]) == (2, 2)


def test_nothing_follows_a_refusal_where_that_is_asked(client: TestClient) -> None:
    answer = client.post(
        ADDRESS, content=b"no\n" + SCORES, headers=NDJSON, params={"stop_at_first": "true"}
    )

    assert told(answer)[-1] | {"events": 0} == {
        "lines": 1,
        "recorded": 0,
        "repeated": 0,
        "refused": 1,
        "stopped": True,
        "ledger": LEDGER,
        "events": 0,
    }


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        pytest.param(
            ADDRESS, {"Content-Type": "text/plain"}, 415, "media-type-not-json", id="type"
        ),
        pytest.param("/v1/ledgers/nowhere/commands", NDJSON, 404, "ledger-not-found", id="ledger"),
        pytest.param(f"{ADDRESS}?x=1", NDJSON, 422, "query-unknown", id="query"),
        pytest.param(f"{ADDRESS}?stop_at_first=x", NDJSON, 422, "field-invalid", id="value"),
        pytest.param(
            ADDRESS, NDJSON | {"Idempotency-Key": "k" * 151}, 422, "field-invalid", id="key"
        ),
    ],
)
def test_what_concerns_the_whole_stream_is_refused_before_it(
    client: TestClient, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    answer = client.post(path, content=SCORES, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_without_a_key_lines_need_their_own(client: TestClient) -> None:
    headers = {"Content-Type": "application/x-ndjson"}

    lines = told(client.post(ADDRESS, content=SCORES, headers=headers))

    assert {line["refused"]["code"] for line in lines[:-1]} == {"batch-name-missing"}


@pytest.fixture
def port(house: House, tmp_path: Path) -> Iterator[int]:
    """The port of a real server over the province."""
    environment = {**os.environ, "SUYTON_DATA": str(tmp_path / "data"), "SUYTON_LANG": "en"}
    command = (
        sys.executable,
        "-c",
        "from api.cli.main import main; main()",
        "serve",
        "--port",
        "0",
    )
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline().decode()
        yield int(line.rpartition("127.0.0.1:")[2].split("/")[0].split()[0].rstrip("."))
        server.terminate()


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def test_verdicts_come_while_the_body_still_does_and_a_cut_loses_nothing_told(
    port: int, house: House
) -> None:
    first, second, third, _ = SCORES.split(b"\n", 3)
    head = (
        f"POST {ADDRESS} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: application/x-ndjson\r\nIdempotency-Key: march\r\n\r\n"
    )
    with (
        socket.create_connection(("127.0.0.1", port), timeout=30) as connection,
        connection.makefile("rb") as reader,
    ):
        connection.sendall(head.encode() + chunk(first + b"\n" + second + b"\n"))
        found: list[dict[str, Any]] = []
        while len(found) < 1:  # the body has not ended yet
            line = reader.readline()
            if line.startswith(b"{"):
                found.append(json.loads(line))
        connection.sendall(chunk(third[:20]))

    lines = told(client_of(house).post(ADDRESS, content=SCORES, headers=NDJSON))

    assert found[0]["line"] == 1
    assert lines[0]["first"] == found[0]["first"]
    assert lines[0]["repeated"]
    assert lines[-1]["recorded"] + lines[-1]["repeated"] == 60


def test_a_client_that_reads_only_at_the_end_is_answered_too(port: int) -> None:
    """More verdicts than every buffer between the two holds."""
    line = b'{"lock-scores": {"stage": "nowhere"}}\n'
    count = 60_000
    body = line * count
    head = (
        f"POST {ADDRESS} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head.encode() + body)
        with connection.makefile("rb") as reader:
            answer = reader.read()

    assert answer.startswith(b"HTTP/1.1 200")
    assert f'"lines":{count}'.encode() in answer
