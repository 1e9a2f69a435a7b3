"""Walls: one page for all who may see them, made once, and never for who may not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from api.language import reader
from api.pages import wall
from api.pages.kept import PAGES_MAX, SECONDS_MAX, Kept, Page, page_of
from api.pages.rendering import text_of
from engine.commands.ballot import CastBallot
from engine.commands.poll import ClosePoll
from engine.rules.ballots import Opinions
from tests.api.pages.conftest import SLUG, Hall
from tests.engine.meeting_room import opening

WALL = f"/ledgers/{SLUG}/wall"
YES = Opinions((("it", "for"),))


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages in which a wall was rendered, in order."""
    found: list[str] = []

    def counted(request: Any, template: str, facts: Any, who: Any) -> str:
        found.append(reader(request).locale)
        return text_of(request, template, facts, who)

    monkeypatch.setattr(wall, "text_of", counted)
    return found


def test_a_wall_is_made_once_for_all_who_may_see_it(hall: Hall, rendered: list[str]) -> None:
    hall.play(opening("line"))
    lan, auditor, phone = (
        hall.staff("lan", "secretary"),
        hall.staff("au", "auditor"),
        hall.phone("U1"),
    )
    rendered.clear()

    pages = [browser.get(WALL) for browser in (lan, auditor, phone, lan)]
    refused = hall.browser().get(WALL)

    assert [answer.status_code for answer in pages] == [200] * 4
    assert len({answer.content for answer in pages}) == 1
    assert refused.status_code == 401
    assert rendered == ["en"]
    assert "sign-out" not in pages[0].text
    assert "/desk" not in pages[0].text


def test_each_event_and_each_language_has_a_wall_of_its_own(
    hall: Hall, rendered: list[str]
) -> None:
    hall.play(opening("line"))
    phone = hall.phone("U1")
    before = phone.get(WALL).text
    hall.play(CastBallot(poll="p", member="U1", ballot=YES))

    after = phone.get(WALL).text
    vietnamese = phone.get(WALL, headers={"Accept-Language": "vi"}).text

    assert "0 of 4" in before
    assert "1 of 4" in after
    assert '<html lang="vi">' in vietnamese
    assert rendered == ["en", "en", "vi"]


def test_an_earlier_wall_and_one_asked_by_id_are_whole_too(hall: Hall, rendered: list[str]) -> None:
    hall.play(opening("line"), CastBallot(poll="p", member="U1", ballot=YES))
    phone = hall.phone("U1")

    then = phone.get(f"{WALL}?as_of={hall.size() - 2}")
    by_id = phone.get(f"/ledgers/{hall.house.id_of(SLUG)}/wall")

    assert "0 of 4" in then.text
    assert "1 of 4" in by_id.text
    assert rendered == []


def test_who_does_not_take_gzip_sees_the_same_wall(hall: Hall) -> None:
    hall.play(opening("line"), CastBallot(poll="p", member="U1", ballot=YES), ClosePoll(poll="p"))
    phone = hall.phone("U1")

    small = phone.get(WALL, headers={"Accept-Encoding": "gzip"})
    plain = phone.get(WALL, headers={"Accept-Encoding": "identity"})

    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    for answer in (small, plain):
        assert answer.headers["vary"] == "Accept-Language, Cookie, Accept-Encoding"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_many_who_ask_at_once_wait_for_one_page() -> None:
    kept, made, together = Kept(), [], Barrier(8)

    def make() -> Page:
        made.append(1)
        return page_of("wall", {})

    def asked(_: int) -> Page:
        together.wait()
        return kept.once("key", make)

    with ThreadPoolExecutor(8) as pool:
        pages = set(map(id, pool.map(asked, range(8))))

    assert len(pages) == len(made) == 1


def test_a_page_is_kept_for_seconds_and_only_so_many_are() -> None:
    now = 0.0
    kept = Kept(lambda: now)

    first = kept.once(0, lambda: page_of("first", {}))
    assert kept.once(0, lambda: page_of("again", {})) is first
    now = SECONDS_MAX + 1
    assert kept.once(0, lambda: page_of("again", {})).plain == b"again"
    for number in range(PAGES_MAX):
        kept.once(number + 1, lambda: page_of("other", {}))
    assert kept.once(0, lambda: page_of("anew", {})).plain == b"anew"


def test_what_could_not_be_made_is_tried_again() -> None:
    kept = Kept()

    def fails() -> Page:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            kept.once("key", fails)
    assert kept.once("key", lambda: page_of("at last", {})).plain == b"at last"
