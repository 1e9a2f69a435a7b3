"""Questions: every answer names ledger and index, has its ETag, and can be asked as of a moment."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.routes.nouns import NOUNS
from tests.api.http.conftest import Played

NINE = "/v1/ledgers/bloc-of-nine"
BLOC = "/v1/ledgers/bloc-2026"
ASKED = [
    "",
    "/timeline",
    "/ranking",
    "/ranking?stage=self",
    "/awards",
    "/polls",
    "/polls/flag",
    "/sheets/U1",
    "/sheets/U1?stage=self",
    "/sheets/U1/stages",
    *(f"/{noun}" for noun in NOUNS),
]


@pytest.mark.parametrize("path", ASKED)
def test_an_answer_names_its_ledger_and_index_and_is_not_sent_twice(
    nine: TestClient, path: str
) -> None:
    answer = nine.get(NINE + path)
    again = nine.get(NINE + path, headers={"If-None-Match": answer.headers["etag"]})

    assert answer.status_code == 200
    assert (answer.json()["ledger"], answer.json()["index"]) == ("bloc-of-nine", 100)
    etag = answer.headers["etag"].removeprefix("W/")  # as it is while compressed
    assert re.fullmatch(rf'"{answer.json()["ledger_id"]}-100-[0-9a-f]{{16}}"', etag)
    assert answer.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]


def test_the_list_of_ledgers_is_not_sent_twice_and_is_sent_when_one_has_grown(
    small: TestClient,
) -> None:
    before = small.get("/v1/ledgers")
    has = {"If-None-Match": before.headers["etag"]}
    assert small.get("/v1/ledgers", headers=has).status_code == 304

    member = {"member": "U1", "name": "Unit 1"}
    small.post("/v1/ledgers/small/members", json=member, headers={"Idempotency-Key": "m"})

    after = small.get("/v1/ledgers", headers=has)
    assert [row["events"] for row in (*before.json(), *after.json())] == [1, 2]


def test_a_ledger_is_asked_by_its_slug_or_by_its_id(nine: TestClient) -> None:
    by_slug = nine.get(f"{NINE}/ranking")

    by_id = nine.get(f"/v1/ledgers/{by_slug.json()['ledger_id']}/ranking")

    assert by_id.json() == by_slug.json()


@pytest.mark.parametrize("path", ["/awards", "/polls", "/sheets", "/timeline", ""])
def test_an_answer_as_of_an_earlier_index_is_the_earlier_one(nine: TestClient, path: str) -> None:
    then = nine.get(f"{NINE}{path}?as_of=10")

    assert then.json()["index"] == 10
    assert "-10-" in then.headers["etag"]
    assert then.json() != nine.get(NINE + path).json()
    has = {"If-None-Match": then.headers["etag"]}
    assert nine.get(f"{NINE}{path}?as_of=10", headers=has).status_code == 304
    assert nine.get(NINE + path, headers=has).status_code == 200


def test_a_moment_means_the_last_event_that_is_not_later(nine: TestClient) -> None:
    events = nine.get(f"{NINE}/timeline?limit=500").json()["events"]
    earlier, later = next(pair for pair in pairwise(events) if pair[0]["at"] != pair[1]["at"])

    then = nine.get(f"{NINE}/awards", params={"as_of": earlier["at"]}).json()

    assert earlier["index"] <= then["index"] < later["index"] + 1
    assert then["as_of"] == earlier["at"]


def test_a_question_that_is_refused_is_not_answered_with_not_modified(nine: TestClient) -> None:
    has = {"If-None-Match": nine.get(NINE).headers["etag"]}

    assert nine.get(f"{NINE}/polls/nothing", headers=has).status_code == 404
    assert nine.get(f"{NINE}/polls/flag", headers=has).status_code == 304


def test_the_timeline_is_read_page_by_page(nine: TestClient) -> None:
    seen: list[int] = []
    after: int | None = -1
    while after is not None:
        page = nine.get(f"{NINE}/timeline?after={after}&limit=30").json()
        seen.extend(event["index"] for event in page["events"])
        after = page["next"]

    assert seen == list(range(101))


def test_the_timeline_links_to_its_next_page_as_of_the_same_index(nine: TestClient) -> None:
    first = nine.get(f"{NINE}/timeline?limit=60&as_of=70")
    link = urlsplit(first.headers["link"].partition(">")[0].removeprefix("<"))

    second = nine.get(f"{link.path}?{link.query}")

    assert [event["index"] for event in second.json()["events"]] == list(range(60, 71))
    assert "link" not in second.headers


def test_a_filed_document_is_handed_over_as_it_was_filed_and_runs_nowhere(played: Played) -> None:
    answer = played.client.get(f"{BLOC}/attachments/report-u1")

    assert answer.status_code == 200
    assert answer.content == b"%PDF-1.7\n"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_signed_minutes_are_handed_over_once_they_are_adopted(played: Played) -> None:
    signed = f"{BLOC}/meetings/conference/minutes/signed"
    events = played.client.get(f"{BLOC}/timeline?limit=500").json()["events"]
    closed = next(each["index"] for each in events if each["topic"] == "meeting-closed")

    adopted = played.client.get(signed)
    before = played.client.get(f"{signed}?as_of={closed}")

    assert adopted.content == b"Minutes of the conference"
    assert (before.status_code, before.json()["code"]) == (404, "minutes-not-adopted")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/ledgers/nowhere/ranking", 404, "ledger-not-found"),
        (f"{NINE}/polls/nothing", 404, "poll-not-found"),
        (f"{NINE}/sheets/U77", 404, "member-not-found"),
        (f"{NINE}/attachments/none", 404, "attachment-not-found"),
        (f"{NINE}/meetings/none/minutes", 404, "meeting-not-found"),
        (f"{NINE}/ranking?as_of=9999", 404, "index-beyond-head"),
        (f"{NINE}/ranking?as_of=1999-01-01T00:00Z", 404, "time-before-opening"),
        (f"{NINE}/ranking?as_of=soon", 422, "field-invalid"),
        (f"{NINE}/ranking?as_of={'1' * 41}", 422, "field-invalid"),
        (f"{NINE}/ranking?stage=peer", 409, "stage-not-in-rulebook"),
        (f"{NINE}/timeline?limit=0", 422, "field-invalid"),
        (f"{NINE}/timeline?after=x", 422, "field-invalid"),
        (f"{NINE}/ranking?asof=10", 422, "query-unknown"),
        (f"{NINE}/awards?stage=self", 422, "query-unknown"),
        ("/v1/ledgers?as_of=3", 422, "query-unknown"),
        ("/readyz?verbose=1", 422, "query-unknown"),
    ],
)
def test_a_refused_question_is_a_problem(
    nine: TestClient, path: str, status: int, code: str
) -> None:
    answer = nine.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_misspelt_parameter_is_told_what_there_is(nine: TestClient) -> None:
    answer = nine.get(f"{NINE}/timeline?asof=10").json()

    assert (answer["parameter"], answer["known"]) == ("asof", ["after", "as_of", "limit"])


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_server_that_lives_and_can_read_its_store_says_so(nine: TestClient, path: str) -> None:
    assert nine.get(path).status_code == 204


@pytest.mark.parametrize("path", ["/v1/ledgers", f"{NINE}/ranking", f"{NINE}/nothing", "/livez"])
def test_the_head_of_an_answer_is_that_of_the_whole_one(nine: TestClient, path: str) -> None:
    named = {"X-Request-Id": "r1"}  # the one header that tells two requests apart

    whole, head = nine.get(path, headers=named), nine.head(path, headers=named)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers == whole.headers
