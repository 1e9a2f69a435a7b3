"""The wall of a ledger that is not public: a link lets the hall's screen in, and puts it out."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from api.live import AGAIN_SECONDS
from tests.api.cli.running import run
from tests.room.conftest import Room, served

SEASON = Path(__file__).parents[2] / "scripts" / "seasons" / "demo-conference.yaml"
SLUG = "demo-conference"
AT_ONCE = AGAIN_SECONDS * 1000 / 2
"""Milliseconds; by itself it is asked only later whether a screen still may."""


def test_a_screen_comes_in_by_a_link_follows_and_goes_dark(
    browser: Browser, tmp_path: Path
) -> None:
    season = tmp_path / "season.yaml"
    text = SEASON.read_text(encoding="utf-8").replace("disclosure: public", "disclosure: members")
    season.write_text(text, encoding="utf-8")
    store = tmp_path / "store"
    assert run("play", str(season), data=store).code == 0

    with served(store) as address:
        room = Room(browser, address, store)
        room.account("quan-tri", "--administrator")
        room.account("thu-ky")
        room.suyton("account", "admit", SLUG, "thu-ky", "--role", "secretary")
        desk = room.signed_in(room.window(locale="vi-VN"), "thu-ky")
        desk.goto(f"/desk/{SLUG}/meetings/conference")
        desk.click(f"form[action='/desk/{SLUG}/wall'] button")
        room.check(desk, "wall-code-vi")
        link = desk.locator("main article a").get_attribute("href")
        assert link is not None

        wall = room.window("projector", "vi-VN")
        wall.goto(link)
        wall.click("main button[type=submit]")
        wall.wait_for_url(f"**/ledgers/{SLUG}/wall")
        room.check(wall, "wall-by-link-vi")

        desk.goto(f"/desk/{SLUG}/meetings/conference")
        room.check(desk, "meeting-with-wall-vi")
        desk.click("form[action$='/acts/count-quorum'] button")
        desk.wait_for_load_state()
        wall.goto(f"/ledgers/{SLUG}/wall")
        desk.click(f"form[action='/desk/{SLUG}/wall/end'] button")
        expect(desk.locator("form[action$='/wall/end']")).to_have_count(0)
        # Nothing is recorded, and nobody waits for something to be.
        expect(wall.locator("main")).to_contain_text("sign-in-needed", timeout=AT_ONCE)
        room.check(wall, "wall-dark-vi")

    assert (room.foreign, room.complaints) == ([], [])


def test_a_wall_whose_stream_met_a_refusal_follows_again(browser: Browser, tmp_path: Path) -> None:
    """A browser comes again where a line breaks, but after an answer that is none, such as that of
    a proxy whose server is away for a moment, never by itself.
    """
    assert run("play", str(SEASON), data=tmp_path).code == 0

    with served(tmp_path) as address:
        wall = Room(browser, address, tmp_path).window("projector")
        wall.clock.install()
        wall.route("**/live?*", lambda route: route.fulfill(status=503), times=1)
        with wall.expect_response(lambda told: "/live?" in told.url and told.status == 503):
            wall.goto(f"/ledgers/{SLUG}/wall")

        with wall.expect_response(lambda told: "/live?" in told.url and told.status == 200):
            wall.clock.fast_forward("00:11")
