"""The measurements through HTTP, small: real servers are asked, every vote counts, and all end."""

import pytest

from api.bench import http, latency, phones


def test_both_servers_answer_every_ballot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MEMBERS", 40)
    monkeypatch.setattr(http, "ROUNDS", 1)

    (row,) = http.measure()

    assert (row.name, row.target, row.better) == ("http", 0.5, "higher")
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
