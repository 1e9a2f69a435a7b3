"""Pages for readers: every one of a shipped season in both languages, at any moment."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from api.i18n.catalogue import words
from api.pages.asset import FOLDER
from api.playing.play import play_season
from api.playing.season_file import read_season

SEASONS = Path(__file__).parents[3] / "api" / "seasons"
PAGES = (
    "/",
    "/ledgers/bloc-of-nine",
    "/ledgers/bloc-of-nine/ranking",
    "/ledgers/bloc-of-nine/ranking?sort=name&show=placed&q=u",
    "/ledgers/bloc-of-nine/ranking?stage=self",
    "/ledgers/bloc-of-nine/ranking?award=flag:submitted&kind=unit",
    "/ledgers/bloc-of-nine/awards",
    "/ledgers/bloc-of-nine/polls",
    "/ledgers/bloc-of-nine/polls/flag",
    "/ledgers/bloc-of-nine/timeline",
    "/ledgers/bloc-of-nine/events/30",
    "/ledgers/bloc-of-nine/meetings/conference",
    "/ledgers/bloc-of-nine/wall",
    "/ledgers/bloc-of-nine/why/awards/flag/U2",
    "/ledgers/bloc-of-nine/why/ranking/U3",
    "/ledgers/bloc-of-nine/why/polls/flag",
    "/ledgers/bloc-of-nine/what-if",
    "/ledgers/bloc-of-nine/what-if?set=quorum%3D1%2F2",
    "/desk",
    "/desk/bloc-of-nine",
    "/desk/bloc-of-nine/roster",
    "/desk/bloc-of-nine/rules",
    "/desk/bloc-of-nine/candidates",
    "/desk/bloc-of-nine/scores/verified",
    "/desk/bloc-of-nine/meetings",
    "/desk/bloc-of-nine/meetings/conference",
    "/desk/bloc-of-nine/polls/flag",
    "/desk/bloc-of-nine/awards",
)


@pytest.fixture(scope="module")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with House(tmp_path_factory.mktemp("seasons")) as house:
        for path in sorted(SEASONS.glob("[12]-*.yaml")):
            play_season(house, read_season(path.read_bytes(), file=path.name), file=path.name)
        yield TestClient(
            create_app(house), headers={"Accept": "text/html"}, raise_server_exceptions=False
        )


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_in_the_readers_language(
    seasons: TestClient, path: str, locale: str
) -> None:
    answer = seasons.get(path, headers={"Accept-Language": locale})

    assert answer.status_code == 200
    assert f'<html lang="{locale}">' in answer.text
    assert answer.headers["content-language"] == locale
    shown = text_of(answer.text)
    codes = re.findall(r"\b(?:page|desk|act|column|status|reason|refusal|event)\.[a-z_-]+", shown)
    assert not codes, "a word is missing"
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("index", [0, 10, 42, 60, 79, 100])
@pytest.mark.parametrize("page", ["", "/ranking", "/awards", "/polls", "/timeline", "/wall"])
def test_every_page_goes_back_to_any_moment(seasons: TestClient, page: str, index: int) -> None:
    answer = seasons.get(f"/ledgers/bloc-of-nine{page}?as_of={index}")

    assert answer.status_code == 200
    assert str(index) in text_of(answer.text)


def test_the_ranking_is_searched_without_marks_and_sorted_as_vietnamese_is(
    seasons: TestClient,
) -> None:
    found = seasons.get("/ledgers/hoa-binh-2024/ranking.json?q=hoa binh").json()
    sorted_ = seasons.get("/ledgers/hoa-binh-2024/ranking.json?sort=name").json()

    assert [row["name"] for row in found["rows"]] == ["Báo Hòa Bình"]
    assert [row["name"] for row in sorted_["rows"]] == [
        "Ban Dân vận Tỉnh ủy",
        "Ban Nội chính Tỉnh ủy",
        "Ban Tổ chức Tỉnh ủy",
        "Ban Tuyên giáo Tỉnh ủy",
        "Báo Hòa Bình",
        "Đảng ủy Khối các cơ quan tỉnh",
        "Trường Chính trị",
        "Ủy ban Kiểm tra Tỉnh ủy",
        "Văn phòng Tỉnh ủy",
    ]


def test_what_is_seen_is_what_is_taken_away(seasons: TestClient) -> None:
    path = "/ledgers/bloc-of-nine/ranking"
    query = "?show=placed&sort=bonus&as_of=79"

    rows = seasons.get(f"{path}.json{query}").json()["rows"]
    sheet = seasons.get(f"{path}.csv{query}")

    assert sheet.content.startswith(b"\xef\xbb\xbf")
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == [row["id"] for row in rows]
    assert "attachment" in sheet.headers["content-disposition"]


def test_numbers_and_days_are_written_as_each_reader_expects(seasons: TestClient) -> None:
    path = "/ledgers/bloc-of-nine/ranking"

    assert "97,50" in seasons.get(path, headers={"Accept-Language": "vi"}).text
    assert "97.50" in seasons.get(path, headers={"Accept-Language": "en"}).text


def test_the_chosen_language_is_kept_and_leads_back_only_here(seasons: TestClient) -> None:
    back = seasons.get("/language/vi?to=/ledgers/bloc-of-nine", follow_redirects=False)
    away = seasons.get("/language/vi?to=//evil.example", follow_redirects=False)

    assert (back.status_code, back.headers["location"]) == (303, "/ledgers/bloc-of-nine")
    assert away.headers["location"] == "/"
    cookie = {"Cookie": back.headers["set-cookie"].split(";")[0], "Accept-Language": "en"}
    assert '<html lang="vi">' in seasons.get("/", headers=cookie).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ledgers/nowhere", 404),
        ("/ledgers/bloc-of-nine/polls/nothing", 404),
        ("/ledgers/bloc-of-nine/events/9999", 404),
        ("/ledgers/bloc-of-nine/ranking?as_of=soon", 422),
        ("/ledgers/bloc-of-nine/ranking?sort=colour", 422),
        ("/nothing", 404),
        ("/static/0000/suyton.css", 404),
    ],
)
def test_what_is_not_there_is_a_page_with_words(
    seasons: TestClient, path: str, status: int
) -> None:
    answer = seasons.get(path, headers={"Accept-Language": "vi"})

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert words("vi").text(f"status.{status}") in answer.text


def test_files_are_kept_for_ever_under_their_digest(seasons: TestClient) -> None:
    page = seasons.get("/").text

    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        answer = seasons.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_what_is_vendored_is_what_was_vendored() -> None:
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines()

    for digest, name in (line.split("  ") for line in lines):
        assert sha256((FOLDER / name).read_bytes()).hexdigest() == digest


def test_an_event_is_shown_whole_with_the_hash_that_stands_for_it(seasons: TestClient) -> None:
    answer = seasons.get("/ledgers/bloc-of-nine/events/30")

    shown = re.search(r"<pre><code>(.*?)</code></pre>", answer.text, re.DOTALL)
    assert shown is not None
    assert json.loads(shown[1].replace("&#34;", '"'))["candidate"]
    assert re.search(r"<code>[0-9a-f]{64}</code>", answer.text)


def facets_of(page: str) -> list[tuple[str, int]]:
    """Every choice of the facets: its address, and how many rows it promises."""
    nav = re.search(r'<nav class="facets.*?</nav>', page, re.DOTALL)
    assert nav is not None
    found = re.findall(r'<a href="([^"]+)"[^>]*>[^<]*\((\d+)\)</a>', nav[0])
    return [(address.replace("&amp;", "&"), int(count)) for address, count in found]


def data_of(seasons: TestClient, address: str) -> Any:
    return seasons.get(address.replace("/ranking", "/ranking.json", 1)).json()


def test_each_facet_shows_as_many_as_it_promises_and_keeps_order_and_moment(
    seasons: TestClient,
) -> None:
    page = seasons.get("/ledgers/bloc-of-nine/ranking?sort=name&as_of=99").text

    choices = facets_of(page)

    assert len(choices) >= 6
    for address, count in choices:
        assert "sort=name" in address
        assert "as_of=99" in address
        told = data_of(seasons, address)
        assert (told["index"], len(told["rows"])) == (99, count)
        names = [row["name"] for row in told["rows"]]
        assert names == sorted(names)


def test_facets_narrow_together_and_can_be_taken_back(seasons: TestClient) -> None:
    path = "/ledgers/bloc-of-nine/ranking?show=placed&award=certificate:submitted&q=u"

    page = seasons.get(path).text
    rows = data_of(seasons, path)["rows"]

    assert [row["id"] for row in rows] == ["U3", "U4", "U1"]
    assert {each["status"] for row in rows for each in row["awards"]} == {"submitted"}
    for address, count in facets_of(page):
        assert len(data_of(seasons, address)["rows"]) == count
        assert "q=u" in address
    assert '<input type="hidden" name="award" value="certificate:submitted">' in page
    gone = seasons.get("/ledgers/bloc-of-nine/ranking?award=certificate:submitted&as_of=30").text
    assert 0 in [count for _, count in facets_of(gone)]
    assert seasons.get("/ledgers/bloc-of-nine/ranking?award=%3Cscript%3E:x").status_code == 200
    assert seasons.get("/ledgers/bloc-of-nine/ranking?kind=robot").status_code == 422


def test_the_order_is_chosen_at_the_head_of_a_column_and_told_to_who_cannot_see(
    seasons: TestClient,
) -> None:
    page = seasons.get("/ledgers/bloc-of-nine/ranking?sort=bonus&show=placed").text

    assert re.findall(r'aria-sort="(\w+)"[^>]*><a href="([^"]+)"', page) == [
        ("descending", "/ledgers/bloc-of-nine/ranking?sort=bonus&amp;show=placed")
    ]
    assert "?sort=name&amp;show=placed" in page


def test_the_sheet_says_kind_and_awards_too(seasons: TestClient) -> None:
    sheet = seasons.get("/ledgers/bloc-of-nine/ranking.csv?award=flag:submitted")

    head, row = sheet.content.decode("utf-8-sig").splitlines()
    assert head.endswith("ground,kind,awards")
    assert row.endswith(",unit,Flag of the Provincial People's Committee: submitted")
