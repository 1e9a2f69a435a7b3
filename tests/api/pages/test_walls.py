"""Walls: one page for all who may see them, made once, and never for who may not."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from msgspec.structs import replace

from api.language import reader
from api.pages import wall
from api.pages.kept import PAGES_MAX, SECONDS_MAX, Kept, Page, page_of
from api.pages.rendering import text_of
from engine.commands.actor import AdmitActor
from engine.commands.ballot import CastBallot
from engine.commands.poll import ClosePoll
from engine.rules.ballots import Opinions
from tests.api.pages.conftest import SLUG, Hall
from tests.engine.bloc import OPENED
from tests.engine.meeting_room import SITTING, opening

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


def test_a_screen_is_let_in_by_a_link_of_the_secretary_and_sees_the_wall_alone(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")
    page = lan.get(f"/desk/{SLUG}/meetings/m").text
    assert f'action="/desk/{SLUG}/wall"' in page

    link = lan.post(f"/desk/{SLUG}/wall")
    code = re.search(r"<code>([A-Z0-9-]{29})</code>", link.text)
    assert code is not None
    screen = hall.browser()
    came = screen.post("/join", data={"code": code[1]})

    assert link.headers["cache-control"] == "no-store"
    assert f"/join#{code[1]}" in link.text
    assert came.history[0].headers["location"] == WALL
    assert "Conference" in came.text
    for path in ("", "/ranking", "/timeline", "/polls", "/wall?as_of=3"):
        assert screen.get(f"/ledgers/{SLUG}{path}").status_code == 401
    assert screen.get(f"/v1/ledgers/{SLUG}/ranking").status_code == 401
    assert screen.get("/vote").status_code == 401
    assert code[1] not in lan.get(f"/desk/{SLUG}/meetings/m").text


def test_a_link_for_the_wall_is_used_once_and_ends_with_the_next_or_at_once(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")
    ledger = str(hall.house.id_of(SLUG))
    code = hall.doors.codes.issue_wall(ledger)
    first = hall.browser()
    assert first.post("/join", data={"code": code}).status_code == 200
    assert hall.browser().post("/join", data={"code": code}).status_code == 403

    second = hall.screen()
    assert (first.get(WALL).status_code, second.get(WALL).status_code) == (401, 200)
    assert "End the link" in lan.get(f"/desk/{SLUG}/meetings/m").text
    lan.post(f"/desk/{SLUG}/wall/end", data={"back": f"/desk/{SLUG}/meetings/m"})

    assert second.get(WALL).status_code == 401
    assert hall.doors.codes.wall(ledger) is None
    assert "End the link" not in lan.get(f"/desk/{SLUG}/meetings/m").text


def test_codes_of_delegates_and_of_the_wall_do_not_end_each_other(hall: Hall) -> None:
    phone, screen = hall.phone("U1"), hall.screen()

    hall.phone("U2")

    assert phone.get("/vote").status_code == 200
    assert screen.get(WALL).status_code == 200


def test_a_public_ledger_needs_no_link(hall: Hall) -> None:
    opened = replace(OPENED, slug="open", disclosure="public")
    hall.house.open_ledger(opened, key="open-public")
    for number, command in enumerate(SITTING[1:]):
        hall.house.carry_out("open", command, key=f"public-{number}")
    lan = hall.staff("lan")
    admitted = AdmitActor(
        actor=hall.doors.accounts.named("lan").id, name="Lan", roles=("secretary",)
    )
    hall.house.carry_out("open", admitted, key="admit-lan")

    page = lan.get("/desk/open/meetings/m")

    assert page.status_code == 200
    assert "/desk/open/wall" not in page.text
    assert hall.browser().get("/ledgers/open/wall").status_code == 200


def test_a_delegate_of_a_closed_ledger_votes_and_is_led_nowhere_it_may_not_read(
    hall: Hall,
) -> None:
    hall.house.open_ledger(replace(OPENED, slug="closed", disclosure="closed"), key="open-closed")
    for number, command in enumerate((*SITTING[1:], opening("line"))):
        hall.house.carry_out("closed", command, key=f"closed-{number}")
    code = hall.doors.codes.issue(str(hall.house.id_of("closed")), "m", ["U1"])["U1"]
    phone = hall.browser()
    phone.post("/join", data={"code": code})

    voted = phone.post("/vote/p/U1", data={"key": "k", "view:it": "for"})
    hall.house.carry_out("closed", ClosePoll(poll="p"), key="close")
    after = phone.get("/vote").text

    assert "Your vote is recorded" in voted.text
    assert "/ledgers/closed/polls" not in after
    assert "receipt?ledger" not in after
