"""The measurements through HTTP, small: real servers are asked, every vote counts, and all end."""

import json
from pathlib import Path

import pytest

from api.bench import http, latency, phones, room
from tests.api.cli.running import run


def test_both_servers_answer_every_ballot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MEMBERS", 40)
    monkeypatch.setattr(http, "ROUNDS", 1)

    (row,) = http.measure()

    assert (row.name, row.target, row.better) == ("http", 0.8, "higher")
    assert row.ratio > 0


def test_both_servers_answer_at_a_steady_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latency, "BALLOTS", 60)
    monkeypatch.setattr(latency, "RATE", 120)
    monkeypatch.setattr(latency, "SOON_SECONDS", 60.0)

    (row,) = latency.measure()

    assert (row.name, row.ratio) == ("latency", 1.0)
    assert [0 < each < 60_000 for each in (*row.ours, *row.baseline)] == [True] * 6


def test_a_hall_votes_and_its_screens_show_every_vote() -> None:
    held = phones.hold("hall", phones=60, screens=3, seconds=1.5)

    assert [came.status for came in held.ballots] == [201] * 60
    assert {came.status for came in held.looks} <= {200, 304}
    assert held.turnout == 60


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {"PHONES": 6, "WALLS": 1, "SECONDS": 0.6, "LAST_LOOK_SECONDS": 1.0}
    for name, size in sizes.items():
        monkeypatch.setattr(room, name, size)


def test_several_workers_over_a_database_are_measured_by_name_and_leave_nothing(
    small: None, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    ran = run("bench", "room", "--data", postgres_url, "--workers", "2", "--json")

    rows = [each["name"] for each in json.loads(ran.out)["rows"]]
    assert rows[0] == "room-joins-2-workers"
    assert len(rows) == 5
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words", [("query", "--workers", "2"), ("query", "--data", "postgresql://")]
)
def test_what_goes_through_no_server_has_no_workers_and_what_has_no_place_no_address(
    words: tuple[str, ...],
) -> None:
    ran = run("bench", *words)

    assert ran.code == 2
    assert "room" in ran.err
