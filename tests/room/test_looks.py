"""Every page of a shipped season, as people see it: both languages, three sizes, dark and light."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.cli.running import run
from tests.room.conftest import Room, served

SEASONS = Path(__file__).parents[2] / "api" / "seasons"
PAGES = {
    "ledgers": "/",
    "ledger": "/ledgers/bloc-of-nine",
    "ranking": "/ledgers/bloc-of-nine/ranking",
    "ranking-chosen": "/ledgers/bloc-of-nine/ranking?show=placed&award=certificate:submitted",
    "awards": "/ledgers/bloc-of-nine/awards",
    "polls": "/ledgers/bloc-of-nine/polls",
    "poll": "/ledgers/bloc-of-nine/polls/flag",
    "timeline-then": "/ledgers/bloc-of-nine/timeline?as_of=42",
    "event": "/ledgers/bloc-of-nine/events/30",
    "minutes": "/ledgers/bloc-of-nine/meetings/conference",
    "wall": "/ledgers/bloc-of-nine/wall",
    "desk-scores": "/desk/bloc-of-nine/scores/verified",
    "desk-awards": "/desk/bloc-of-nine/awards",
    "sign-in": "/sign-in",
    "receipt": "/receipt",
    "receipt-given": "/receipt?ledger=bloc-of-nine&index=30",
    "refused": "/ledgers/nowhere",
}


@pytest.mark.parametrize(
    ("size", "locale", "scheme"),
    [("phone", "vi-VN", "light"), ("laptop", "en-GB", "dark"), ("projector", "vi-VN", "dark")],
)
def test_every_page_is_open_to_everybody(
    browser: Browser, tmp_path: Path, size: str, locale: str, scheme: str
) -> None:
    season = next(SEASONS.glob("2-*.yaml"))
    assert run("play", str(season), data=tmp_path).code == 0

    with served(tmp_path) as address:
        room = Room(browser, address, tmp_path)
        window = room.window(size, locale, color_scheme=scheme)
        for name, path in PAGES.items():
            window.goto(path)
            room.check(window, f"{name}-{size}-{scheme}")
            wide = window.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
            assert not wide, f"{name} does not fit a {size}"

    assert (room.foreign, room.complaints) == ([], [])


def test_dragging_the_slider_goes_back_to_that_moment(browser: Browser, tmp_path: Path) -> None:
    season = next(SEASONS.glob("2-*.yaml"))
    assert run("play", str(season), data=tmp_path).code == 0

    with served(tmp_path) as address:
        window = Room(browser, address, tmp_path).window()
        window.goto("/ledgers/bloc-of-nine/timeline")
        window.locator("#as-of").fill("42")
        expect(window.locator(".moment.past")).to_be_visible()
        assert "as_of=42" in window.url
        window.go_back()
        expect(window.locator(".moment.past")).to_have_count(0)


def test_a_printed_ranking_fits_the_paper_with_its_bars(browser: Browser, tmp_path: Path) -> None:
    season = next(SEASONS.glob("2-*.yaml"))
    assert run("play", str(season), data=tmp_path).code == 0

    with served(tmp_path) as address:
        window = Room(browser, address, tmp_path).window(locale="vi-VN")
        window.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
        window.emulate_media(media="print")
        window.goto("/ledgers/bloc-of-nine/ranking")

        paper, table = (
            window.locator(what).evaluate("each => each.getBoundingClientRect().right")
            for what in ("main", "main table")
        )
        assert table <= paper
        expect(window.locator(".bar").first).to_be_visible()
        expect(window.locator(".facets")).to_be_hidden()


@pytest.mark.parametrize(("size", "locale"), [("phone", "vi-VN"), ("laptop", "en-GB")])
def test_a_receipt_is_checked_in_a_browser(
    browser: Browser, tmp_path: Path, size: str, locale: str
) -> None:
    season = next(SEASONS.glob("2-*.yaml"))
    assert run("play", str(season), data=tmp_path).code == 0
    kept, large = tmp_path / "kept.tlog-proof", tmp_path / "large"
    large.write_bytes(bytes(3 * 1024 * 1024))

    with served(tmp_path) as address:
        room = Room(browser, address, tmp_path)
        window = room.window(size, locale)
        window.goto("/ledgers/bloc-of-nine/events/30")
        window.click("a[href^='/receipt?']")
        window.click("main button[type=submit]")
        expect(window.locator(".verdict.genuine")).to_be_visible()
        expect(window.locator(".checks .holds")).to_have_count(4)
        room.check(window, f"receipt-genuine-{size}")
        wide = window.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        assert not wide, "it does not fit"

        receipt = window.locator("textarea").input_value()
        kept.write_text(receipt.replace("index 30", "index 31") + "\n", encoding="utf-8")
        bare = room.window(size, locale, script=False)
        bare.goto("/receipt")
        bare.set_input_files("input[type=file]", kept)
        bare.click("main button[type=submit]")
        expect(bare.locator(".verdict.altered")).to_be_visible()

        window.goto("/receipt")
        window.set_input_files("input[type=file]", large)
        window.click("main button[type=submit]")
        expect(window.locator("main code")).to_have_text("body-too-large")

    assert (room.foreign, room.complaints) == ([], [])
