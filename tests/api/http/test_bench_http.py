"""The measurement through HTTP, small: both servers are asked by the same client, and end."""

import pytest

from api.bench import http


def test_both_servers_answer_every_ballot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MEMBERS", 40)
    monkeypatch.setattr(http, "ROUNDS", 1)

    (row,) = http.measure()

    assert (row.name, row.target, row.better) == ("http", 0.5, "higher")
    assert row.ratio > 0
