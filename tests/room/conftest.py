"""Real browsers on a real server: Debian's Chromium through Playwright.

`scripts/test` installs Chromium where it is missing and it may; elsewhere these tests skip, saying
so. Pictures of what was seen are left in `var/pictures`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = Path(__file__).parents[2] / "var" / "pictures"
PASSWORD = "một câu dài dễ nhớ"
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
SIZES = {
    "phone": {"width": 390, "height": 844},
    "laptop": {"width": 1280, "height": 800},
    "projector": {"width": 1920, "height": 1080},
}


# Playwright's event loop runs in this thread until it is stopped, and nobody else can run one
# meanwhile: so it ends with each file, and not with the session.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; scripts/test installs it where it runs as root")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


class Room:
    """The server's address, and everybody's browsers; what no page may do is noted."""

    def __init__(self, browser: Browser, address: str, store: Path) -> None:
        self.address = address
        self.store = store
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self._browser = browser
        self._axe = Axe()

    def window(
        self, size: str = "laptop", locale: str = "en", *, script: bool = True, **options: Any
    ) -> Page:
        """A browser of its own, with its own cookies."""
        context: BrowserContext = self._browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]  # a viewport by its two names
            locale=locale,
            java_script_enabled=script,
            base_url=self.address,
            **options,
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("request", self._noted)
        page.on("console", lambda told: self._said(told.type, told.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _noted(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.foreign.append(request.url)

    def _said(self, kind: str, text: str) -> None:
        # A refusal is an answer with a status of its own, which a browser notes as an error.
        if kind == "error" and "status of 4" not in text and "ERR_" not in text:
            self.complaints.append(text)

    def check(self, page: Page, name: str) -> None:
        """Keep a picture, and let axe look for what keeps people out."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        found = self._axe.run(page).response["violations"]
        told = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
        assert not told, f"{name}: {told}"

    def suyton(self, *words: str, password: str | None = None) -> str:
        """One command of the program on this store."""
        ran = subprocess.run(
            [sys.executable, "-c", "from api.cli.main import main; main()", *words],
            input=None if password is None else f"{password}\n",
            env={**os.environ, "SUYTON_DATA": str(self.store), "SUYTON_LANG": "en"},
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout

    def account(self, sign_in: str, *options: str) -> None:
        """Make an account of staff."""
        words = ("account", "add", sign_in, "--name", sign_in.title(), "--password-stdin", *options)
        self.suyton(*words, password=PASSWORD)

    def signed_in(self, page: Page, sign_in: str) -> Page:
        """Sign in as staff."""
        page.goto("/sign-in")
        page.fill("[name=name]", sign_in)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/desk")
        return page


@contextmanager
def served(store: Path, *options: str) -> Iterator[str]:
    """`suyton serve` in a process of its own; its address."""
    words = ["serve", "--port", "0", "--data", str(store), *options]
    with subprocess.Popen(
        [sys.executable, "-c", "from api.cli.main import main; main()", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SUYTON_LANG": "en"},
    ) as server:
        try:
            assert server.stdout is not None, "its output was asked for"
            line = server.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found is not None, line
            yield found[0]
        finally:
            server.terminate()


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Room]:
    with served(tmp_path) as address:
        found = Room(browser, address, tmp_path)
        yield found
        assert found.foreign == [], "a page asked another host"
        assert found.complaints == [], "a browser complained"
