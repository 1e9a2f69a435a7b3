"""Problems: every refusal leaves as RFC 9457, in the reader's language; a fault tells nothing."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from api.i18n.catalogue import LOCALES, words
from api.language import preferred
from api.problems import STATUS, status_of
from engine.errors.ledger import QueueFull
from tests.api.http.conftest import OPENING, client_of

NOWHERE = "/v1/ledgers/nowhere/ranking"


def test_a_problem_has_a_stable_type_and_code_its_facts_and_a_sentence(nine: TestClient) -> None:
    answer = nine.get(NOWHERE, headers={"Accept-Language": "en"})

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "en"
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.json() == {
        "type": "urn:suyton:refusal:ledger-not-found",
        "title": "Not found",
        "status": 404,
        "code": "ledger-not-found",
        "detail": words("en").text("refusal.ledger-not-found", ledger="nowhere"),
        "ledger": "nowhere",
    }


@pytest.mark.parametrize(
    ("asked", "locale"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en;q=0.3, vi;q=0.8", "vi"),
        ("fr, en-GB;q=0.5", "en"),
        ("fr", "en"),
        ("", "en"),
        ("vi;q=nonsense, *;q=2", "en"),
        ("vi;q=nan", "en"),
    ],
)
def test_a_problem_speaks_the_readers_language(nine: TestClient, asked: str, locale: Any) -> None:
    answer = nine.get(NOWHERE, headers={"Accept-Language": asked})

    assert answer.headers["content-language"] == locale
    assert answer.json()["detail"] == words(locale).text(
        "refusal.ledger-not-found", ledger="nowhere"
    )


def test_languages_are_ordered_by_how_much_they_are_liked() -> None:
    assert preferred("en;q=0.5,vi,fr;q=0") == ["vi", "en"]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_status_has_a_title_in_every_language(locale: Any) -> None:
    statuses = {*STATUS.values(), 404, 409, 500}

    assert [each for each in sorted(statuses) if f"status.{each}" not in words(locale)] == []


def test_whatever_is_not_there_is_not_found_wherever_it_is_asked_for(small: TestClient) -> None:
    closing = small.post("/v1/ledgers/small/polls/p/closing", headers={"Idempotency-Key": "c"})

    assert (closing.status_code, closing.json()["code"]) == (404, "poll-not-found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/ledgers", "GET, HEAD, POST"),
        ("PUT", "/v1/ledgers/small/polls/p/ballots", "POST"),
        ("GET", "/v1/ledgers/small/polls/p/ballots", "POST"),
        ("PATCH", "/v1/ledgers/small/members", "GET, HEAD, POST"),
        ("POST", "/v1/ledgers/small/ranking", "GET, HEAD"),
        ("POST", "/livez", "GET, HEAD"),
        ("POST", "/v1/openapi.json", "GET, HEAD"),
    ],
)
def test_an_address_tells_the_methods_it_takes(
    small: TestClient, method: str, path: str, allow: str
) -> None:
    answer = small.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (405, "verb-not-served")
    assert answer.headers["allow"] == allow
    assert answer.json()["allowed"] == allow.split(", ")


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1", "/v1/nothing", "/v1/ledgers/small/nothing", "/docs"]
)
def test_an_address_that_is_not_there_is_a_problem_too(small: TestClient, path: str) -> None:
    answer = small.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "address-unknown")
    assert answer.json()["address"] == path


def test_a_fault_of_ours_says_only_that_it_is_one(
    small: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("U1 voted against")

    monkeypatch.setattr(House, "id_of", broken)
    answer = small.get("/v1/ledgers/small/ranking")

    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert "voted" not in answer.text


def test_what_cannot_be_taken_now_says_when_to_come_again(
    small: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise QueueFull(waiting_max=3)

    monkeypatch.setattr(House, "submit", full)
    body = {"member": "U1", "name": "Unit 1"}
    answer = small.post("/v1/ledgers/small/members", json=body, headers={"Idempotency-Key": "m"})

    assert (answer.status_code, answer.json()["code"]) == (503, "queue-full")
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.json()["waiting_max"] == 3


def test_the_status_of_a_refusal_is_that_of_its_nearest_named_kind() -> None:
    assert status_of(QueueFull(waiting_max=1)) == 503


def test_only_the_hosts_of_this_machine_are_served(tmp_path: Any) -> None:
    with House(tmp_path) as house:
        app = create_app(house, hosts={"127.0.0.1", "localhost", "[::1]"})
        asked = {
            host: TestClient(app, base_url=f"http://{host}").get("/v1/ledgers").status_code
            for host in ("127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "evil.example")
        }

        refused = TestClient(app, base_url="http://evil.example").post(
            "/v1/ledgers", json=OPENING, headers={"Idempotency-Key": "k", "Accept-Language": "vi"}
        )

        assert list(asked.values()) == [200, 200, 200, 200, 421]
        assert (refused.json()["code"], refused.json()["host"]) == (
            "host-not-served",
            "evil.example",
        )
        assert refused.headers["content-language"] == "vi"
        assert client_of(house).get("/v1/ledgers").json() == []


def test_no_answer_is_guessed_to_be_something_else(nine: TestClient) -> None:
    answers = [nine.get("/v1/ledgers"), nine.get(NOWHERE), nine.get("/nothing")]

    assert {answer.headers["x-content-type-options"] for answer in answers} == {"nosniff"}
