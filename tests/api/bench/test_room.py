"""The hall that votes through the pages, small: everybody comes in, votes, and is seen to."""

import json

import pytest

from api.bench import room
from api.bench.open_client import Came
from api.bench.phones import row_of
from tests.api.cli.running import run
from tests.api.cli.test_reading_json import fits


def test_a_small_hall_votes_through_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"PHONES": 12, "WALLS": 2, "SECONDS": 1.0, "LAST_LOOK_SECONDS": 1.0}.items():
        monkeypatch.setattr(room, name, size)

    ran = run("bench", "room", "--json")

    told = json.loads(ran.out)
    fits("bench", told)
    rows = {each["name"]: each for each in told["rows"]}
    assert [*rows] == ["room-joins", "room-pages", "room-votes", "room-recorded", "room-walls"]
    for each in rows.values():
        assert each["against"].endswith("0 errors")
        assert 0 < each["ours"][0] <= each["ours"][1] <= each["ours"][2]


def test_what_is_not_answered_counts_as_an_error_and_has_no_time() -> None:
    lost = Came(0, float("inf"), b"", b"")

    row = row_of("some", [Came(200, 0.1, b"", b""), Came(303, 2.0, b"", b""), lost], "asked")

    assert row.ratio == pytest.approx(0.3333)
    assert row.ours == (2000.0, 2000.0, 2000.0)
    assert row.against == "asked, 1 errors"
    assert not row.met
    assert row_of("none", [lost], "asked").ours == ()
