"""A hall behind the HTTP door: a bloc of four whose meeting sits, staff with passwords, phones."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from msgspec.structs import replace
from starlette.testclient import TestClient

from api.access.doorkeeper import Doorkeeper, open_doorkeeper
from api.app import create_app
from api.house import House
from engine.commands.actor import AdmitActor
from engine.commands.base import Command
from engine.events.actor import Role
from tests.api.access.conftest import Clock
from tests.engine.bloc import OPENED
from tests.engine.meeting_room import SITTING

PASSWORD = "một câu dài dễ nhớ"
SLUG = OPENED.slug
ORIGIN = "http://testserver"


class Hall:
    """The house, its doorkeeper, and browsers: each keeps its own cookies."""

    def __init__(self, house: House, doors: Doorkeeper, clock: Clock) -> None:
        self.house = house
        self.doors = doors
        self.clock = clock
        self.app = create_app(house, doors=doors)
        self._keys = 0

    def play(self, *commands: Command) -> None:
        for command in commands:
            self._keys += 1
            self.house.carry_out(SLUG, command, key=f"given-{self._keys}")

    def browser(self) -> TestClient:
        return TestClient(
            self.app,
            base_url=ORIGIN,
            headers={"Accept": "text/html", "Origin": ORIGIN},
            raise_server_exceptions=False,
        )

    def staff(self, sign_in: str, *roles: Role, administrator: bool = False) -> TestClient:
        """A browser in which somebody with these roles is signed in."""
        account = self.doors.accounts.open(
            sign_in, name=sign_in.title(), password=PASSWORD, administrator=administrator
        )
        if roles:
            self.play(AdmitActor(actor=account.id, name=sign_in.title(), roles=roles))
        browser = self.browser()
        answer = browser.post("/sign-in", data={"name": sign_in, "password": PASSWORD})
        assert answer.history[0].status_code == 303, answer.text
        return browser

    def phone(self, member: str) -> TestClient:
        """A delegate's phone, signed in."""
        code = self.doors.codes.issue(str(self.house.id_of(SLUG)), "m", [member])[member]
        phone = self.browser()
        assert phone.post("/join", data={"code": code}).history[0].status_code == 303
        return phone

    def screen(self) -> TestClient:
        """The screen of the hall, let in by a code of its own; the one before is out."""
        code = self.doors.codes.issue_wall(str(self.house.id_of(SLUG)))
        screen = self.browser()
        assert screen.post("/join", data={"code": code}).history[0].status_code == 303
        return screen

    def size(self) -> int:
        return self.house.store.head(SLUG).size


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Locked: an administrator exists. The ledger is for members and staff."""
    clock = Clock()
    with House(tmp_path) as house:
        doors = open_doorkeeper(str(tmp_path), clock=clock, plain=True)
        house.open_ledger(replace(OPENED, disclosure="members"), key="open")
        found = Hall(house, doors, clock)
        found.play(*SITTING[1:])
        doors.accounts.open("chu", name="Chủ", password=PASSWORD, administrator=True)
        yield found
        doors.close()


def act(browser: TestClient, command: str, **fields: str) -> Response:
    """A form of the desk, sent as a browser does; `__` stands for a point in a name."""
    data = {name.replace("__", "."): value for name, value in fields.items()}
    return browser.post(f"/desk/{SLUG}/acts/{command}", data=data)


def key_of(page: str) -> str:
    """The key of the first form of a page."""
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


Act = Callable[..., Response]
