"""The demo in three windows of one person: what it prints is all that is needed to hold a vote."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.room.conftest import Room

ROOT = Path(__file__).parents[2]


@pytest.fixture
def printed(browser: Browser, tmp_path: Path) -> Iterator[str]:
    """What the demo prints until it serves; it serves until the test is over."""
    del browser  # without one there is nothing to serve for
    with subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "demo.py"), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SUYTON_DATA": str(tmp_path / "data"),
            "SUYTON_LANG": "en",
        },
    ) as demo:
        try:
            assert demo.stdout is not None, "its output was asked for"
            lines = []
            for line in demo.stdout:
                lines.append(line)
                if line.startswith("Suy Tôn"):  # the server's own first words
                    break
            yield "".join(lines)
        finally:
            demo.terminate()


def test_one_person_holds_a_vote_with_what_the_demo_prints(
    browser: Browser, printed: str, tmp_path: Path
) -> None:
    sign_in = re.findall(r"^  (http\S+/sign-in\S+)$", printed, re.MULTILINE)[0]
    password = re.findall(r"^  demo-secretary   (\S+)$", printed, re.MULTILINE)[0]
    joining = re.findall(r"^  U1  (\S+/join#\S+)$", printed, re.MULTILINE)[0]
    watching = re.findall(r"^  (http\S+/wall)$", printed, re.MULTILINE)[0]
    room = Room(browser, sign_in.split("/sign-in")[0], tmp_path)

    desk = room.window()
    desk.goto(sign_in)
    desk.fill("[name=name]", "demo-secretary")
    desk.fill("[name=password]", password)
    desk.click("main button[type=submit]")
    desk.wait_for_url("**/desk/demo-conference/meetings/conference")
    wall = room.window("projector")
    wall.goto(watching)
    phone = room.window("phone")
    phone.goto(joining)
    phone.click("main button[type=submit]")
    phone.wait_for_url("**/vote")

    form = desk.locator("details", has_text="Electronic vote").locator("form[action$='open-poll']")
    desk.locator("summary", has_text="Electronic vote").first.click()
    form.first.locator("[name=question]").fill("The flag for U2?")
    form.first.locator("[name='poll']").fill("flag")
    form.first.locator("[name='subject.id']").select_option("flag")
    form.first.locator("[name='candidates[]'][value=U2]").check()
    with desk.expect_navigation():
        form.first.locator("button[type=submit]").click()
    expect(wall.locator("h1")).to_contain_text("The flag for U2?", timeout=30_000)
    phone.check("input[name='view:U2'][value=for]")
    phone.click("form[action^='/vote'] button")
    expect(phone.locator("[role=status]")).to_be_visible()
    expect(wall.locator(".turnout")).to_contain_text("1 / 9", timeout=30_000)
    desk.goto("/desk/demo-conference/polls/flag")
    for act in ("close-poll", "announce-outcome"):
        with desk.expect_navigation():
            desk.click(f"form[action$='{act}'] button[type=submit]")
    expect(wall.locator(".outcome")).to_contain_text("U2", timeout=30_000)
    room.check(wall, "demo-wall-en")
    assert (room.foreign, room.complaints) == ([], [])
