"""The server as a person starts it: it answers, it ends with Ctrl-C, it takes no taken port."""

import gc
import json
import signal
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest
import uvicorn
from fastapi import FastAPI

from api.serving.server import OBJECTS_NEW
from api.serving.server import run as serve_app
from tests.api.cli.running import run
from tests.api.serving import SECONDS_MAX, served


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_a_server_answers_and_ends_cleanly(played_seasons: Path, number: signal.Signals) -> None:
    with served(played_seasons) as (address, process):
        with urlopen(f"{address}/v1/ledgers/bloc-of-nine/ranking", timeout=SECONDS_MAX) as answer:
            told = json.load(answer)
        process.send_signal(number)
        out, err = process.communicate(timeout=SECONDS_MAX)

    assert told["places"][0]["id"] == "U2"
    assert (out, err) == ("", "")
    assert process.returncode in {0, -number}
    assert number != signal.SIGINT or process.returncode == 0


def test_a_server_makes_its_store(tmp_path: Path) -> None:
    with (
        served(tmp_path / "data") as (address, _),
        urlopen(f"{address}/v1/ledgers", timeout=SECONDS_MAX) as answer,
    ):
        assert answer.status == 200

    assert (tmp_path / "data" / "ledgers.sqlite").exists()


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ran = run("serve", "--port", str(port), data=tmp_path / "data")

    assert ran.code == 2
    assert str(port) in ran.err
    assert not (tmp_path / "data").exists()


def test_the_port_of_another_server_is_refused(tmp_path: Path) -> None:
    with served(tmp_path) as (address, _):
        ran = run("serve", "--port", address.rpartition(":")[2], data=tmp_path)

    assert ran.code == 2


def test_garbage_is_looked_for_seldom_and_not_in_the_program_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, bool]] = []
    before = gc.get_threshold()
    monkeypatch.setattr(
        uvicorn.Server,
        "run",
        lambda *_, **__: seen.append((gc.get_threshold()[0], gc.get_freeze_count() > OBJECTS_NEW)),
    )

    try:
        with socket.socket() as unused:
            serve_app(FastAPI(), unused)
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)

    assert seen == [(OBJECTS_NEW, True)]
