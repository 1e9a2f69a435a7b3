"""Every address of the server against every role: one table says who is let in, and how.

The addresses come from the app's own routes, so a new one has no line in the table and fails. Who
may give which command is said by `api.access.policy`, and tried command by command.
"""

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from fastapi import FastAPI
from httpx2 import Response
from msgspec.structs import replace
from starlette.testclient import TestClient

from api.access.doorkeeper import open_doorkeeper
from api.access.policy import COMMANDS, FOLLOWERS, READERS, WATCHERS, Role
from api.access.sessions import Session
from api.house import House
from api.routes.paths import ADDRESSES
from engine.commands.actor import AdmitActor
from engine.commands.ballot import CastBallot
from engine.commands.poll import ClosePoll
from engine.rules.ballots import Opinions
from tests.api.access.conftest import Clock
from tests.api.pages.conftest import PASSWORD, SLUG, Hall
from tests.engine.bloc import OPENED
from tests.engine.meeting_room import SITTING, opening

STAFF = ("secretary", "chair", "teller", "auditor")
ROLES = (*get_args(Role), "elsewhere")
"""`elsewhere`: a secretary of another ledger."""

ALL = frozenset(ROLES)
READ, WATCH, FOLLOW = (table["members"] for table in (READERS, WATCHERS, FOLLOWERS))
DESK = frozenset(STAFF)
NOBODY = frozenset({"public", "wall"})
"""Who is not signed in: a screen is nobody."""

PAGES: dict[str, tuple[frozenset[str], int]] = {
    # For everybody.
    "GET /": (ALL, 200),
    "GET /livez": (ALL, 204),
    "GET /readyz": (ALL, 204),
    "GET /language/{locale}": (ALL, 303),
    "GET /static/{digest}/{name}": (ALL, 404),
    "GET /sign-in": (ALL, 200),
    "POST /sign-in": (ALL, 422),
    "GET /join": (ALL, 200),
    "POST /join": (ALL, 422),
    "GET /receipt": (ALL, 200),
    "POST /receipt": (ALL, 422),
    "GET /v1/openapi.json": (ALL, 200),
    "GET /v1/ledgers": (ALL, 200),
    # For whoever may read this ledger.
    "GET /ledgers/{ledger}": (READ, 200),
    "GET /ledgers/{ledger}/ranking": (READ, 200),
    "GET /ledgers/{ledger}/ranking.csv": (READ, 200),
    "GET /ledgers/{ledger}/ranking.json": (READ, 200),
    "GET /ledgers/{ledger}/timeline": (READ, 200),
    "GET /ledgers/{ledger}/events/{index}": (READ, 200),
    "GET /ledgers/{ledger}/awards": (READ, 200),
    "GET /ledgers/{ledger}/polls": (READ, 200),
    "GET /ledgers/{ledger}/polls/{poll}": (READ, 200),
    "GET /ledgers/{ledger}/meetings/{meeting}": (READ, 200),
    "GET /ledgers/{ledger}/wall": (WATCH, 200),
    "GET /ledgers/{ledger}/why/{subject:path}": (READ, 200),
    "GET /ledgers/{ledger}/what-if": (READ, 200),
    "GET /v1/ledgers/{ledger}": (READ, 200),
    "GET /v1/ledgers/{ledger}/timeline": (READ, 200),
    "GET /v1/ledgers/{ledger}/ranking": (READ, 200),
    "GET /v1/ledgers/{ledger}/awards": (READ, 200),
    "GET /v1/ledgers/{ledger}/polls": (READ, 200),
    "GET /v1/ledgers/{ledger}/polls/{poll}": (READ, 200),
    "GET /v1/ledgers/{ledger}/sheets/{candidate}": (READ, 409),
    "GET /v1/ledgers/{ledger}/sheets/{candidate}/stages": (READ, 200),
    "GET /v1/ledgers/{ledger}/meetings/{meeting}/minutes": (READ, 200),
    "GET /v1/ledgers/{ledger}/meetings/{meeting}/minutes/signed": (READ, 404),
    "GET /v1/ledgers/{ledger}/attachments/{attachment}": (READ, 404),
    "GET /v1/ledgers/{ledger}/members": (READ, 200),
    "GET /v1/ledgers/{ledger}/actors": (READ, 200),
    "GET /v1/ledgers/{ledger}/nominations": (READ, 200),
    "GET /v1/ledgers/{ledger}/sheets": (READ, 200),
    "GET /v1/ledgers/{ledger}/meetings": (READ, 200),
    "GET /v1/ledgers/{ledger}/rulebooks": (READ, 200),
    "GET /v1/ledgers/{ledger}/rankings": (READ, 200),
    "GET /v1/ledgers/{ledger}/submissions": (READ, 200),
    "GET /v1/ledgers/{ledger}/decisions": (READ, 200),
    "GET /v1/ledgers/{ledger}/corrections": (READ, 200),
    "GET /v1/ledgers/{ledger}/ranking/{candidate}/explanation": (READ, 200),
    "GET /v1/ledgers/{ledger}/polls/{poll}/explanation": (READ, 200),
    "GET /v1/ledgers/{ledger}/awards/{award}/{candidate}/explanation": (READ, 404),
    "GET /v1/ledgers/{ledger}/diff": (READ, 200),
    "GET /v1/ledgers/{ledger}/replay": (READ, 200),
    "GET /v1/ledgers/{ledger}/what-if": (READ, 200),
    "GET /v1/ledgers/{ledger}/checkpoint": (READ, 200),
    "GET /v1/ledgers/{ledger}/receipts/{index}": (READ, 200),
    "GET /v1/ledgers/{ledger}/bundle": (READ, 200),
    # For whoever has work in this ledger.
    "GET /desk/{ledger}": (DESK, 200),
    "GET /desk/{ledger}/roster": (DESK, 200),
    "GET /desk/{ledger}/rules": (DESK, 200),
    "GET /desk/{ledger}/candidates": (DESK, 200),
    "GET /desk/{ledger}/scores/{stage}": (DESK, 409),
    "GET /desk/{ledger}/meetings": (DESK, 200),
    "GET /desk/{ledger}/meetings/{meeting}": (DESK, 200),
    "GET /desk/{ledger}/polls/{poll}": (DESK, 200),
    "GET /desk/{ledger}/awards": (DESK, 200),
    "POST /desk/{ledger}/scores/{stage}/{candidate}": (COMMANDS["enter-scores"], 303),
    "POST /desk/{ledger}/meetings/{meeting}/codes": (COMMANDS["record-attendance"], 200),
    "POST /desk/{ledger}/wall": (COMMANDS["record-attendance"], 200),
    "POST /desk/{ledger}/wall/end": (COMMANDS["record-attendance"], 303),
    # For staff of any ledger, for administrators, for delegates at their meeting.
    "GET /desk": (DESK | {"administrator", "elsewhere"}, 200),
    "POST /desk": (frozenset({"administrator"}), 422),
    "GET /metrics": (frozenset({"administrator"}), 200),
    "GET /vote": (frozenset({"delegate"}), 200),
    "POST /vote/{poll}/{member}": (frozenset({"delegate"}), 409),
}
"""Address -> who is let in, and what they are answered. Others get 401 where nobody is signed in,
else 403. Forms and bodies are sent empty: what is let in is refused for that.
"""
ASIDE = {
    "GET /ledgers/{ledger}/live": "a stream without an end: only whom it refuses is tried",
    "POST /sign-out": "ends the session: tried in a test of its own",
    "POST /desk/{ledger}/acts/{name}": "each command of it is tried",
    "POST /v1/ledgers/{ledger}/commands": "a stream of commands, each let in by itself",
}
FILLED = {
    "ledger": SLUG, "poll": "p", "meeting": "m", "index": "1", "member": "U1", "candidate": "U1",
    "award": "flag", "attachment": "a", "stage": "self", "subject": "polls/p", "locale": "vi",
}  # fmt: skip
BAD_JSON = b"{"


def doors(app: FastAPI) -> Iterator[str]:
    """Every method and address that the app answers, those it does not describe included."""
    for included in app.routes:
        for route in included.effective_route_contexts():  # type: ignore[attr-defined]  # of FastAPI's own
            for method in route.methods - {"HEAD"}:
                yield f"{method} {route.path}"


class Everybody:
    """One browser for each role, in the ledger of the hall; the store is left as it was."""

    def __init__(self, hall: Hall) -> None:
        self.app = hall.app
        self.hall = hall
        hall.house.open_ledger(replace(OPENED, slug="other", disclosure="closed"), key="open-other")
        self.browsers: dict[str, TestClient] = {"public": hall.browser()}
        for role in (*STAFF, "administrator", "elsewhere"):
            account = hall.doors.accounts.open(
                f"a-{role}", name=role, password=PASSWORD, administrator=role == "administrator"
            )
            if role in STAFF:
                hall.play(AdmitActor(actor=account.id, name=role, roles=(role,)))  # type: ignore[arg-type]  # one of staff
            if role == "elsewhere":
                admitted = AdmitActor(actor=account.id, name=role, roles=("secretary",))
                hall.house.carry_out("other", admitted, key="admit")
            browser = hall.browser()
            key = hall.doors.sessions.begin(Session(account=account.id))
            browser.cookies.set(hall.doors.staff_cookie, key)
            self.browsers[role] = browser
        self.browsers["delegate"] = hall.phone("U1")
        self.browsers["wall"] = hall.screen()
        ballot = Opinions((("it", "for"),))
        hall.play(opening("line"), CastBallot(poll="p", member="U1", ballot=ballot))
        hall.play(ClosePoll(poll="p"))

    def ask(self, role: str, door: str, *, body: bytes | None = None, **filled: str) -> Response:
        method, _, path = door.partition(" ")
        if role == "wall":  # whose code a secretary may just have ended
            self.browsers[role] = self.hall.screen()
        names = {**FILLED, **filled}
        address = re.sub(r"{(\w+)(?::\w+)?}", lambda part: names.get(part[1], "x"), path)
        headers = {"Idempotency-Key": f"{role} {door}"} if address.startswith("/v1/") else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.browsers[role].request(
            method, address, headers=headers, content=body, follow_redirects=False
        )


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    folder, clock = tmp_path_factory.mktemp("doors"), Clock()
    with House(folder) as house:
        doorkeeper = open_doorkeeper(str(folder), clock=clock, plain=True)
        house.open_ledger(replace(OPENED, disclosure="members"), key="open")
        hall = Hall(house, doorkeeper, clock)
        hall.play(*SITTING[1:])
        yield Everybody(hall)
        doorkeeper.close()


def refused(role: str) -> int:
    return 401 if role in NOBODY else 403


def test_every_door_of_the_app_has_a_line(everybody: Everybody) -> None:
    commands = {f"POST /v1{address}" for address in ADDRESSES.values()}
    found = list(doors(everybody.app))

    assert len(found) == len(set(found)) > 150
    assert set(found) == {*PAGES, *ASIDE, *commands}
    assert not {*PAGES} & {*ASIDE, *commands}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_let_in_where_the_table_says(everybody: Everybody, role: str) -> None:
    size = everybody.hall.size()
    expected = {
        door: status if role in may else refused(role) for door, (may, status) in PAGES.items()
    }

    told = {door: everybody.ask(role, door).status_code for door in PAGES}

    assert told == expected
    assert everybody.hall.size() == size


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gives_over_http_the_commands_of_the_policy(
    everybody: Everybody, role: str
) -> None:
    size = everybody.hall.size()
    expected = {
        name: 400 if role in may else refused(role)
        for name, may in COMMANDS.items()
    }  # fmt: skip

    told = {
        name: everybody.ask(role, f"POST /v1{ADDRESSES[name]}", body=BAD_JSON).status_code
        for name in COMMANDS
    }

    assert told == expected
    assert everybody.hall.size() == size


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sends_the_forms_of_the_policy(everybody: Everybody, role: str) -> None:
    size = everybody.hall.size()
    expected = {
        name: 404 if name == "open-ledger" else 422 if role in may else refused(role)
        for name, may in COMMANDS.items()
    }

    told = {
        name: everybody.browsers[role]
        .post(f"/desk/{SLUG}/acts/{name}", data={"a.b.c.d.e": "no command has it"})
        .status_code
        for name in COMMANDS
    }

    assert told == expected
    assert everybody.hall.size() == size


def test_a_role_in_one_ledger_opens_nothing_of_another(everybody: Everybody) -> None:
    readers = {role for role in ROLES if "/ledgers/other" in everybody.ask(role, "GET /").text}
    inside = {
        role for role in ROLES
        if everybody.ask(role, "GET /ledgers/{ledger}", ledger="other").status_code == 200
    }  # fmt: skip

    assert readers == inside == {"elsewhere"}


@pytest.mark.parametrize("role", sorted(ALL - FOLLOW))
def test_the_stream_of_messages_is_not_for_who_may_not_follow(
    everybody: Everybody, role: str
) -> None:
    assert everybody.ask(role, "GET /ledgers/{ledger}/live").status_code == refused(role)


@pytest.mark.parametrize("role", sorted(ALL - NOBODY))
def test_everybody_may_sign_out(everybody: Everybody, role: str) -> None:
    browser = everybody.hall.browser()
    key = everybody.hall.doors.sessions.begin(Session(account=role))
    browser.cookies.set(everybody.hall.doors.staff_cookie, key)

    assert browser.post("/sign-out", follow_redirects=False).status_code == 303
    assert everybody.hall.doors.sessions.of(key) is None
