"""What is compressed on its way out, what is not, and that nothing waits for more."""

import pytest
from starlette.testclient import TestClient

NINE = "/v1/ledgers/bloc-of-nine"
ASKED = {"Accept-Encoding": "gzip", "Accept": "text/html"}


@pytest.mark.parametrize(
    "path",
    [
        "/", "/ledgers/bloc-of-nine/ranking", NINE,
        f"{NINE}/timeline", "/ledgers/bloc-of-nine/ranking?q=u", "/v1/openapi.json",
    ],
)  # fmt: skip
def test_pages_and_answers_for_everybody_are_compressed(nine: TestClient, path: str) -> None:
    answer = nine.get(path, headers=ASKED)

    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert int(answer.headers["content-length"]) < len(answer.content)


@pytest.mark.parametrize(
    "path",
    [
        f"{NINE}/bundle", f"{NINE}/receipts/5", "/ledgers/nowhere", "/v1/ledgers/nowhere", "/livez",
    ],
)  # fmt: skip
def test_files_refusals_and_what_is_short_are_not(nine: TestClient, path: str) -> None:
    assert "content-encoding" not in nine.get(path, headers=ASKED).headers


def test_who_does_not_take_gzip_gets_none(nine: TestClient) -> None:
    for told in ("", "identity", "br", "gzip;q=0", "deflate, gzip; q=0.0"):
        answer = nine.get(NINE, headers={"Accept-Encoding": told})
        assert "content-encoding" not in answer.headers
        assert "Accept-Encoding" in answer.headers["vary"]


def test_a_compressed_answer_is_known_again_by_its_tag(nine: TestClient) -> None:
    plain = nine.get(NINE, headers={"Accept-Encoding": "identity"})
    small = nine.get(NINE, headers=ASKED)

    assert small.headers["etag"] == f"W/{plain.headers['etag']}"
    again = nine.get(NINE, headers={**ASKED, "If-None-Match": small.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == small.headers["etag"]
    assert "Accept-Encoding" in again.headers["vary"]


def test_a_head_is_answered_as_the_get_is_without_its_content(nine: TestClient) -> None:
    got, head = nine.get(NINE, headers=ASKED), nine.head(NINE, headers=ASKED)

    assert head.content == b""
    for name in ("content-length", "content-encoding", "etag", "vary"):
        assert head.headers[name] == got.headers[name]


def test_files_of_pages_are_compressed_once_and_kept_for_ever(nine: TestClient) -> None:
    page = nine.get("/").text
    path = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    small = nine.get(path, headers=ASKED)
    plain = nine.get(path, headers={"Accept-Encoding": "identity"})

    assert small.content == plain.content
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(plain.content) / 5
    assert small.headers["etag"] != plain.headers["etag"]
    for answer in (small, plain):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]
    again = nine.get(path, headers={**ASKED, "If-None-Match": small.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, small.headers["etag"])
