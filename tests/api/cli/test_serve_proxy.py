"""Behind a proxy: who asks is who the proxy says, where it was named, and nobody else's word counts."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from api.access.doorkeeper import open_doorkeeper
from api.access.tries import OF_ADDRESS
from api.house import House, now_micros
from api.serving.server import uvicorn_config
from tests.api.cli.running import run
from tests.api.serving import SECONDS_MAX, served

FORM = "application/x-www-form-urlencoded"


@contextmanager
def hall(store: Path, *options: str) -> Iterator[str]:
    """A locked server that phones reach by plain HTTP; its host and port."""
    with House(store), closing(open_doorkeeper(str(store), clock=now_micros)) as doors:
        doors.accounts.open("boss", name="Boss", password="a long password", administrator=True)
    with served(store, "--plain-http", *options) as (address, _):
        yield urlsplit(address).netloc


def tried(host: str, phone: str) -> int:
    """A wrong code from this phone, as a proxy passes it on; the status of the answer."""
    with closing(HTTPConnection(host, timeout=SECONDS_MAX)) as connection:
        headers = {"Content-Type": FORM, "Origin": f"http://{host}", "X-Forwarded-For": phone}
        connection.request("POST", "/join", "code=WRONG", headers)
        return connection.getresponse().status


@pytest.mark.parametrize(
    ("options", "other"),
    [
        pytest.param(("--proxy", "127.0.0.1"), 403, id="believed"),
        pytest.param(("--proxy", "192.0.2.0/24"), 429, id="another-proxy"),
    ],
)
def test_a_phone_that_tries_too_often_stops_the_others_only_where_they_look_alike(
    tmp_path: Path, options: tuple[str, ...], other: int
) -> None:
    with hall(tmp_path, *options) as host:
        told = [tried(host, "198.51.100.7") for _ in range(OF_ADDRESS.amount + 1)]

        assert set(told[:-1]) == {403}
        assert told[-1] == 429
        assert tried(host, "198.51.100.8") == other
        # What a phone says of itself stands before what the proxy saw, and is not believed.
        assert tried(host, "198.51.100.9, 198.51.100.7") == 429


def test_without_a_proxy_nobody_is_believed() -> None:
    assert not uvicorn_config(FastAPI()).proxy_headers


def test_several_workers_believe_the_same_proxy(tmp_path: Path) -> None:
    with hall(tmp_path, "--proxy", "127.0.0.1", "--workers", "2") as host:
        told = [tried(host, "198.51.100.7") for _ in range(OF_ADDRESS.amount + 10)]

        assert told.count(403) == OF_ADDRESS.amount, "counted by all workers together"
        assert told[-10:] == [429] * 10
        assert tried(host, "198.51.100.8") == 403


@pytest.mark.parametrize("proxy", ["*", "caddy", "0.0.0.0/0", "::/0", "127.0.0.1:80", ""])
def test_what_is_no_address_of_a_proxy_or_that_of_everybody_is_refused(
    tmp_path: Path, proxy: str
) -> None:
    ran = run("serve", "--port", "0", "--proxy", proxy, data=tmp_path)

    assert ran.code == 2
    assert "proxy" in ran.err
