"""The HTTP door: every command has an address, every refusal a problem, every answer its ETag."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from api.playing.play import play_season
from api.playing.season_file import read_season
from api.routes.paths import PATHS
from engine.commands.registry import COMMANDS

SEASON = Path(__file__).parents[3] / "api" / "seasons" / "2-bloc-of-nine.yaml"
NINE = "/v1/ledgers/bloc-of-nine"
KEY = {"Idempotency-Key": "k1"}
OPENING = {
    "slug": "small",
    "title": "Small",
    "body": {"id": "small", "name": "Small", "kind": "jury"},
    "season": "2026",
    "time_zone": "UTC",
}


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with House(tmp_path_factory.mktemp("nine")) as house:
        play_season(house, read_season(SEASON.read_bytes(), file="2"), file="2")
        yield TestClient(create_app(house), raise_server_exceptions=False)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[TestClient]:
    with House(tmp_path) as house:
        client = TestClient(create_app(house), raise_server_exceptions=False)
        assert client.post("/v1/ledgers", json=OPENING, headers=KEY).status_code == 201
        yield client


def test_every_command_has_an_address_of_its_own() -> None:
    assert set(PATHS) | {"open-ledger"} == set(COMMANDS)
    assert len(set(PATHS.values())) == len(PATHS)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/timeline",
        "/ranking",
        "/ranking?stage=self",
        "/awards",
        "/polls",
        "/polls/flag",
        "/members",
        "/nominations",
        "/sheets",
        "/meetings",
        "/rulebooks",
        "/submissions",
        "/decisions",
        "/corrections",
    ],
)
def test_an_answer_names_its_ledger_and_index_and_is_not_sent_twice(
    nine: TestClient, path: str
) -> None:
    answer = nine.get(NINE + path)

    assert answer.status_code == 200
    assert (answer.json()["ledger"], answer.json()["index"]) == ("bloc-of-nine", 100)
    etag = answer.headers["etag"]
    assert nine.get(NINE + path, headers={"If-None-Match": etag}).status_code == 304


def test_a_ledger_is_found_by_its_id_as_by_its_slug(nine: TestClient) -> None:
    by_slug = nine.get(f"{NINE}/ranking").json()

    by_id = nine.get(f"/v1/ledgers/{by_slug['ledger_id']}/ranking").json()

    assert by_id == by_slug


def test_an_answer_as_of_an_earlier_index_has_its_own_etag(nine: TestClient) -> None:
    before = nine.get(f"{NINE}/awards?as_of=10")

    assert (before.json()["index"], before.json()["rows"]) == (10, [])
    assert before.headers["etag"] != nine.get(f"{NINE}/awards").headers["etag"]


def test_the_timeline_is_read_page_by_page(nine: TestClient) -> None:
    seen: list[int] = []
    after: int | None = -1
    while after is not None:
        page = nine.get(f"{NINE}/timeline?after={after}&limit=30").json()
        seen.extend(event["index"] for event in page["events"])
        after = page["next"]

    assert seen == list(range(101))


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/ledgers/nowhere/ranking", 404, "ledger-not-found"),
        (f"{NINE}/polls/nothing", 404, "poll-not-found"),
        (f"{NINE}/ranking?as_of=9999", 404, "index-beyond-head"),
        (f"{NINE}/ranking?as_of=soon", 422, "field-invalid"),
        (f"{NINE}/ranking?stage=peer", 409, "stage-not-in-rulebook"),
    ],
)
def test_a_refused_question_is_a_problem(
    nine: TestClient, path: str, status: int, code: str
) -> None:
    answer = nine.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_problem_speaks_the_readers_language(nine: TestClient) -> None:
    path = "/v1/ledgers/nowhere/ranking"

    vietnamese = nine.get(path, headers={"Accept-Language": "vi-VN,vi;q=0.9"}).json()["detail"]
    english = nine.get(path, headers={"Accept-Language": "fr"}).json()["detail"]

    assert (vietnamese.split()[0], english.split()[0]) == ("Không", "There")


def admit(client: TestClient, key: str | None = "m", **fields: Any) -> Any:
    body = {"member": "U1", "name": "Unit 1", **fields}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/v1/ledgers/small/members", json=body, headers=headers)


def test_a_change_is_recorded_once_however_often_it_is_sent(small: TestClient) -> None:
    first, again = admit(small), admit(small)

    assert (first.status_code, first.json()["repeated"]) == (201, False)
    assert (again.status_code, again.json()["repeated"]) == (201, True)
    assert again.json()["first"] == first.json()["first"]
    assert again.headers["idempotent-replayed"] == "true"
    opened = small.post("/v1/ledgers", json=OPENING, headers=KEY)
    assert opened.json()["repeated"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        pytest.param({"key": None}, 400, "idempotency-key-missing", id="no-key"),
        pytest.param({"votes": False}, 422, "command-key-reused", id="key-reused"),
        pytest.param({"key": "n"}, 409, "member-already-admitted", id="twice"),
        pytest.param({"key": "n", "member": "U 2"}, 422, "field-invalid", id="bad-code"),
        pytest.param({"key": "n", "nam": "U"}, 422, "field-invalid", id="unknown-field"),
        pytest.param({"key": "n", "name": "x" * 200}, 422, "field-invalid", id="long-name"),
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
    assert small.get("/v1/ledgers/small/timeline").json()["index"] == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"{", 400, "body-not-json", id="cut"),
        pytest.param(b"[1]", 400, "body-not-json", id="list"),
        pytest.param(b"\xff\xfe", 400, "body-not-json", id="binary"),
        pytest.param(b" " * (24 * 1024 * 1024 + 1), 413, "body-too-large", id="25-MB"),
    ],
)
def test_a_body_that_is_no_command_is_refused(
    small: TestClient, body: bytes, status: int, code: str
) -> None:
    answer = small.post("/v1/ledgers/small/members", content=body, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_the_server_computes_is_not_sent_and_the_path_is_not_contradicted(
    small: TestClient,
) -> None:
    computed = small.post("/v1/ledgers/small/polls/p/outcome", json={"index": 3}, headers=KEY)
    twice = small.post("/v1/ledgers/small/polls/p/closing", json={"poll": "q"}, headers=KEY)

    assert (computed.status_code, computed.json()["code"]) == (422, "field-computed")
    assert (twice.status_code, twice.json()["code"]) == (422, "field-twice")


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/nothing"), ("DELETE", "/v1/ledgers")])
def test_addresses_that_are_not_there_are_problems_too(
    small: TestClient, method: str, path: str
) -> None:
    answer = small.request(method, path)

    assert answer.status_code in (404, 405)
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_openapi_document_describes_every_command(small: TestClient) -> None:
    document = small.get("/v1/openapi.json").json()

    posts = [path for path, verbs in document["paths"].items() if "post" in verbs]
    assert len(posts) == len(COMMANDS)
    refs = json.dumps(document).split('"$ref": "')[1:]
    known = document["components"]["schemas"]
    assert all(ref.split('"')[0].rpartition("/")[2] in known for ref in refs)
