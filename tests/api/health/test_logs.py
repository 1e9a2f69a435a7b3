"""The log: one line an event, known fields only, never a ballot, a name, or anybody's words."""

import io
import json
import logging
import re
import signal
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.examples import STORY
from api.health import watching
from api.health.health import Health
from api.health.logs import EVENTS, FIELDS, begin, level_of, log, request_id
from api.house import House
from engine.errors.values import FieldInvalid
from tests.api.health.conftest import SLUG
from tests.api.http.conftest import sent
from tests.engine.persistence.small_season import opening, poll, season
from tests.faults.serving import Client, Server, ballot_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "operating.md"
SECONDS_MAX = 30


@pytest.fixture
def stream(quiet: None) -> io.StringIO:
    """A log at its most talkative."""
    to = io.StringIO()
    begin("debug", to=to)
    return to


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_field_and_event_is_documented() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))

    assert rows == {**FIELDS, **EVENTS}


def test_a_request_is_one_line_with_its_id_in_and_out(
    client: TestClient, stream: io.StringIO
) -> None:
    answer = client.get(f"/v1/ledgers/{SLUG}/polls", headers={"X-Request-Id": "proxy-7.A_b"})
    other = client.get("/livez", headers={b"X-Request-Id": "Nguyễn Văn A".encode()})

    assert answer.headers["x-request-id"] == "proxy-7.A_b"
    assert re.fullmatch("[0-9a-f]{32}", other.headers["x-request-id"])
    first, second = lines(stream)
    assert {**first, "at": "", "milliseconds": 0} == {
        "at": "",
        "level": "debug",
        "event": "answered",
        "request": "proxy-7.A_b",
        "route": "/v1/ledgers/{ledger}/polls",
        "method": "GET",
        "status": 200,
        "milliseconds": 0,
    }
    assert second["request"] == other.headers["x-request-id"]


@pytest.mark.parametrize("said", ["", "a" * 65, "a b", "a\n{}", "ộ"])
def test_an_id_that_could_be_something_else_is_replaced(said: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", request_id(said))


def test_no_two_requests_get_the_same_id() -> None:
    assert len({request_id("") for _ in range(1_000)}) == 1_000


def test_a_fault_is_told_by_its_place_and_not_by_its_words(
    house: House, client: TestClient, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("U1 voted for a")

    monkeypatch.setattr(house, "submit", fail)
    sent = {"Idempotency-Key": "k1", "X-Request-Id": "r1"}

    answer = client.post(f"/v1/ledgers/{SLUG}/polls/P1/ballots", json=ballot_of("U1"), headers=sent)

    assert (answer.status_code, answer.headers["x-request-id"]) == (500, "r1")
    fault, answered = lines(stream)
    assert (fault["event"], fault["reason"], fault["request"]) == ("fault", "KeyError", "r1")
    assert fault["where"][-1].startswith("test_logs.py") or "test_logs.py" in fault["where"][-1]
    assert (answered["event"], answered["status"]) == ("answered", 500)
    assert "voted" not in stream.getvalue()


def test_a_slow_request_is_a_warning(
    client: TestClient, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([10.0, 11.5])
    monkeypatch.setattr(watching, "perf_counter", lambda: next(times))

    client.get("/livez")

    (told,) = lines(stream)
    assert (told["level"], told["milliseconds"]) == ("warning", 1_500)


def test_a_screen_that_listens_for_hours_was_answered_when_it_began_to(
    house: House, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listened(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n"})

    times = iter([10.0, 10.2, 7_210.0])
    monkeypatch.setattr(watching, "perf_counter", lambda: next(times))

    TestClient(watching.Watching(listened, Health(house))).get("/")

    (told,) = lines(stream)
    assert (told["level"], told["milliseconds"]) == ("debug", 200)


def test_what_is_not_on_the_list_is_left_out(stream: io.StringIO) -> None:
    log.warning("fault", ballot="a", reason="KeyError")
    logging.getLogger("some.library").warning("U1 voted for %s", "a")
    error = ValueError("U1 voted for a")
    logging.getLogger("some.library").error("U1", exc_info=error)
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=error)

    assert [(line["event"], line.get("logger"), line.get("reason")) for line in lines(stream)] == [
        ("fault", None, "KeyError"),
        ("library-spoke", "some.library", None),
        ("library-spoke", "some.library", "ValueError"),
    ]
    assert "voted" not in stream.getvalue()


def test_people_at_a_terminal_get_lines_for_people(quiet: None) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    to = Terminal()
    begin("info", to=to)

    log.info("serving")
    log.debug("answered")

    assert "serving" in to.getvalue()
    assert "answered" not in to.getvalue()
    assert not to.getvalue().startswith("{")


def test_a_level_that_is_not_one_is_refused() -> None:
    with pytest.raises(FieldInvalid) as refused:
        level_of("loud")

    assert refused.value.facts["expected"] == "debug, info, warning"


def test_a_whole_season_leaves_no_word_of_it_in_the_log(
    tmp_path: Path, stream: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    with House(tmp_path) as house:
        app = create_app(house)
        client = TestClient(app, raise_server_exceptions=False)
        for number, example in enumerate(STORY):
            assert sent(client, example, f"step-{number}").status_code == 201
        for number, example in enumerate(STORY):
            sent(client, example, f"again-{number}")  # mostly refused, with facts
            sent(client, example, f"step-{number}")
            client.post(f"/v1/ledgers/{example.ledger}/{number}", json=dict(example.fields))
        for slug in {example.ledger for example in STORY}:
            for route in ("ranking", "polls", "members", "timeline?limit=500", "nothing-there"):
                client.get(f"/v1/ledgers/{slug}/{route}")

    told = stream.getvalue() + "".join(capfd.readouterr())
    said = {word for example in STORY for word in words_of(dict(example.fields))}
    paths = " ".join(app.openapi()["paths"])
    ours = {*FIELDS, *EVENTS, watching.OTHER, *re.findall(r"[\w-]+", paths)}
    assert {"Person One", "Person Two", "U1"} <= said
    assert len(lines(stream)) > 4 * len(STORY)
    assert {
        word
        for word in said
        if word.lower() not in ours
        and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", told, re.IGNORECASE)
    } == set()


def words_of(value: object) -> Iterator[str]:
    """Every text in a value, however deep, that could be told from our own."""
    if isinstance(value, str):
        if re.search(r"[^\W\d_]", value):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from words_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from words_of(each)
    elif isinstance(value, msgspec.Struct):
        yield from words_of(msgspec.to_builtins(value))


def test_a_real_server_writes_json_and_nothing_of_what_it_is_sent(tmp_path: Path) -> None:
    with House(tmp_path / "data") as house:
        house.open_ledger(opening(), key="open")
        for number, command in enumerate([*season()[1:], poll("P1")]):
            house.carry_out(SLUG, command, key=f"given-{number}")
    file = tmp_path / "log"

    with Server(tmp_path / "data", log=file, SUYTON_LOG="debug") as server:
        with Client(server.port) as client:
            client.post("polls/P1/ballots", ballot_of("U1"), "secret-key")
            client.connection.request("GET", "/v1/secret-address?secret=1")
            assert client.connection.getresponse().status == 404
        with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS_MAX) as wire:
            wire.sendall("GET /secret-line Đỗ Thị Hạnh\r\n\r\n".encode())
            wire.recv(1_000)
        server.signal(signal.SIGTERM)
        server.ended()

    text = file.read_text("utf-8")
    events = [json.loads(line)["event"] for line in text.splitlines()]
    assert (events[0], events[-1]) == ("serving", "ended")
    assert events.count("answered") == 2
    assert "library-spoke" in events
    assert not re.search("secret|U1|Hạnh|choice", text)
