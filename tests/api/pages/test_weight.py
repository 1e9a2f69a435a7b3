"""What a phone loads, weighed on a real server; what is compressed for whom; nothing waits."""

import gzip
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from api.access.doorkeeper import open_doorkeeper
from api.bench import servers
from api.bench.hall import LEDGER, convene, furnish, open_poll
from api.house import House, now_micros
from tests.api.pages.conftest import PASSWORD, SLUG, Hall

ASKED = {"Accept-Encoding": "gzip", "Accept": "text/html"}
PHONE_BYTES_MAX = 30_000
AT_ONCE_SECONDS = 5
"""Far below the 15 seconds after which a quiet stream says that it is still there."""


def coding(client: TestClient, path: str, **headers: str) -> str | None:
    """How the answer was sent; what the client reads is the same either way."""
    answer = client.get(path, headers={**ASKED, **headers})
    plain = client.get(path, headers={**ASKED, **headers, "Accept-Encoding": "identity"})
    assert answer.status_code == plain.status_code
    assert "content-encoding" not in plain.headers
    return answer.headers.get("content-encoding")


def test_what_repeats_a_question_to_who_is_known_is_not_compressed(hall: Hall) -> None:
    """A guess beside a secret in one compressed answer would tell, by its length, if it is right."""
    lan = hall.staff("lan", "secretary")
    account = hall.doors.accounts.named("lan").id
    _, token = hall.doors.sessions.make_token(account, label="reads", scope="read")
    bearer = {"Authorization": f"Bearer {token}"}
    ranking, members = f"/ledgers/{SLUG}/ranking", f"/v1/ledgers/{SLUG}/members"

    assert coding(lan, ranking) == coding(lan, members) == "gzip"
    assert coding(lan, f"{ranking}?q=guess") is None
    assert coding(lan, f"{members}?as_of=3") is None
    assert coding(hall.browser(), members, **bearer) == "gzip"
    assert coding(hall.browser(), f"{members}?as_of=3", **bearer) is None
    phone = hall.phone("U1")
    assert coding(phone, "/vote") == "gzip"
    assert coding(phone, f"{ranking}?q=guess") is None
    for path in (f"/ledgers/{SLUG}/polls/guess", f"/ledgers/{SLUG}/why/guess"):
        assert coding(lan, path) is None


def test_fresh_codes_and_answers_to_forms_are_not_compressed(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")

    codes = lan.post(f"/desk/{SLUG}/meetings/m/codes", data={"member[]": ["U1"]}, headers=ASKED)
    refused = hall.phone("U1").post("/vote/nothing/U1", data={"view:it": "for"}, headers=ASKED)

    for answer in (codes, refused):
        assert len(answer.content) > 1_000
        assert "content-encoding" not in answer.headers


class Phone(NamedTuple):
    """Where a delegate's phone asks, and with which headers."""

    port: int
    cookie: str

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """The answer as it comes over the wire: status, headers and all."""
        with closing(self.open(method, path, body, Connection="close", **headers)) as wire:
            parts = []
            while part := wire.recv(65_536):
                parts.append(part)
        return b"".join(parts)

    def open(self, method: str, path: str, body: bytes = b"", **headers: str) -> socket.socket:
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        told = {
            "Host": f"127.0.0.1:{self.port}", "Accept": "text/html",
            "Accept-Encoding": "gzip, deflate, br", "Cookie": self.cookie,
            "Origin": f"http://127.0.0.1:{self.port}", **headers,
        }  # fmt: skip
        if body:
            told |= {
                "Content-Length": str(len(body)),
                "Content-Type": "application/x-www-form-urlencoded",
            }
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {told[name]}" for name in told), "", ""]
        wire.sendall("\r\n".join(lines).encode() + body)
        return wire


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    """A phone that is signed in, in a hall of twenty whose poll is open, at `suyton serve`."""
    place = tmp_path_factory.mktemp("served")
    with House(place) as house:
        doors = open_doorkeeper(str(place), clock=now_micros, plain=True)
        doors.accounts.open("admin", name="Admin", password=PASSWORD, administrator=True)
        furnish(house, 20, "person")
        convene(house, "hall", 20)
        open_poll(house, "vote", "hall")
        code = doors.codes.issue(str(house.id_of(LEDGER)), "hall", ["m0"])["m0"]
        doors.close()
    with servers.ours(place, "--plain-http") as port:
        joined = Phone(port, "").ask("POST", "/join", f"code={code}".encode())
        cookie = re.search(rb"set-cookie: ([^;\r]+)", joined, re.IGNORECASE)
        assert cookie is not None, joined
        yield Phone(port, cookie[1].decode())


def test_a_phone_loads_less_than_thirty_kilobytes_with_all_that_belongs_to_it(phone: Phone) -> None:
    page = phone.ask("GET", "/vote")
    head, _, content = page.partition(b"\r\n\r\n")
    text = gzip.decompress(content).decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))

    sizes = {path: len(phone.ask("GET", path)) for path in files} | {"/vote": len(page)}

    assert b"200 OK" in head
    assert "data-vote" in text
    assert len(files) >= 3
    assert sum(sizes.values()) < PHONE_BYTES_MAX, sizes


def test_messages_arrive_at_once_also_for_who_takes_gzip(phone: Phone) -> None:
    text = gzip.decompress(phone.ask("GET", "/vote").partition(b"\r\n\r\n")[2]).decode()
    seen = re.search(r'data-index="(\d+)"', text)
    form = re.search(r'action="(/vote/[^"]+)".*?name="key" value="([^"]+)"', text, re.DOTALL)
    assert seen is not None
    assert form is not None

    live = f"/ledgers/{LEDGER}/live?follow=everything&seen={seen[1]}"
    with closing(phone.open("GET", live)) as wire:
        wire.settimeout(AT_ONCE_SECONDS)
        head = wire.recv(65_536)  # before there is anything to tell
        voting = threading.Thread(
            target=phone.ask, args=("POST", form[1], f"key={form[2]}&view:it=for".encode())
        )
        voting.start()
        told = b""
        while b"data: " not in told:
            told += wire.recv(65_536)
        voting.join()

    assert b"text/event-stream" in head
    assert b"content-encoding" not in head.lower()
    assert b'"index": %d' % (int(seen[1]) + 1) in told
