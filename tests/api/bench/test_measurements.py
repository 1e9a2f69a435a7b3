"""Measurements, small: each runs, compares what it says it compares, and leaves nothing behind."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

from api.bench import append, asof, large, memory, query, record, replay
from api.bench.hall import LEDGER, ballots, close_poll, fill, furnish, open_poll
from api.bench.place import place_of
from api.cli.bench import ANYWHERE, BENCHES
from api.house import House
from engine.persistence.codec import is_canonical, open_envelope
from projections import snapshots
from projections.state import State
from tests.api.cli.running import run
from tests.api.cli.test_reading_json import fits

SMALL = {
    record: {"OURS": 20, "STOCK": 5},
    append: {"MEMBERS": 20, "POLLS": 2},
    replay: {"MEMBERS": 20, "POLLS": 2, "STOCK": 20},
    asof: {"MEMBERS": 20, "POLLS": 12, "MOMENTS": 6},
    query: {"MEMBERS": 20, "POLLS": 2, "TIMES": 5},
    memory: {"MEMBERS": 20, "POLLS": 11, "TOGETHER": 4},
    large: {"MEMBERS": 20, "POLLS": 11},
}
ROWS = ["record", "append", "replay", "replay-stock", "asof", "asof-slowest"]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: dict[ModuleType, dict[str, int]] = SMALL
    for module, told in sizes.items():
        for name, size in told.items():
            monkeypatch.setattr(module, name, size)
    monkeypatch.setattr(snapshots, "EVERY", 50)
    monkeypatch.setattr(snapshots, "BYTES_EACH", 1_000)


def test_the_rows_of_a_run_fit_their_schema() -> None:
    ran = run("bench", *ANYWHERE, "query", "--json")

    told = json.loads(ran.out)
    fits("bench", told)
    assert ran.code == 0
    assert [each["name"] for each in told["rows"]] == [*ROWS, "query"]
    assert all(each["ratio"] > 0 for each in told["rows"])
    assert {*ANYWHERE, "query"} <= {*BENCHES}


def test_the_same_is_measured_on_a_server_and_nothing_is_left_there(postgres_url: str) -> None:
    def databases() -> set[str]:
        with psycopg.connect(postgres_url) as connection:
            found = connection.execute("SELECT datname FROM pg_database").fetchall()
        return {name for (name,) in found}

    before = databases()
    ran = run("bench", "--data", postgres_url, "--json")

    assert [each["name"] for each in json.loads(ran.out)["rows"]] == ROWS
    assert databases() == before


def test_a_large_ledger_is_made_replayed_asked_and_measured() -> None:
    rows = {each.name: each for each in large.measure()}

    assert set(rows) == {
        "large-make",
        "large-bytes",
        "large-memory",
        "large-replay-whole",
        "large-first-view",
        "large-asof",
        "large-asof-slowest",
        "large-snapshots",
        "large-export",
        "large-export-memory",
        "large-export-bytes",
    }
    assert 10 < rows["large-export-memory"].ours[0] < 500
    assert rows["large-export-bytes"].ours > rows["large-export-bytes"].baseline
    assert rows["large-bytes"].ours > rows["large-bytes"].baseline
    assert rows["large-snapshots"].ours[0] > 0
    assert 0.5 < rows["large-memory"].ratio < 1.5
    assert 10 < rows["large-memory"].ours[0] < 500


def test_memory_alone_is_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "told_by", lambda *words: memory.Told(1024 * words[-1], 5.0))

    rows = memory.measure()

    assert [each.name for each in rows] == ["memory", "replay-whole"]
    assert rows[0].ratio == pytest.approx(10, rel=0.1)


def test_the_ballots_that_are_filled_in_are_those_the_writer_stores(tmp_path: Path) -> None:
    with House(tmp_path) as house:
        furnish(house, 6)
        fill(house, ["filled"], 6)
        open_poll(house, "cast")
        for ballot in ballots("cast", 6):
            house.carry_out(LEDGER, ballot, key=f"cast-{ballot.member}")
        close_poll(house, "cast")
        ledger = house.id_of(LEDGER)
        rows = [row for row in house.store.read(ledger) if row.topic == "ballot-cast"]
        with house.answers.view(ledger) as view:
            tallies = view.state.tallies.tallies

        filled, cast = rows[:6], rows[6:]
        assert tallies["filled"].ballots == tallies["cast"].ballots
        for ours, theirs in zip(filled, cast, strict=True):
            assert is_canonical(ours)
            mine, other = open_envelope(ours), open_envelope(theirs)
            assert (mine.by, mine.data.member) == (other.by, other.data.member)
            assert mine.data.ballot == other.data.ballot
        again = house.carry_out(LEDGER, ballots("filled", 6)[0], key="filled-m0")
        assert again.repeated
        assert again.first == filled[0].index


def test_figures_of_nothing_are_none() -> None:
    assert asof.figures(State()) == {}


@pytest.mark.parametrize("data", ["", "server"])
def test_a_bare_table_holds_the_same_rows(
    data: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with House(tmp_path) as house:
        furnish(house, 3)
        rows = list(house.store.read(house.id_of(LEDGER)))
    address: Callable[[], str] = lambda: request.getfixturevalue("postgres_url")  # noqa: E731

    with place_of(address() if data else "") as place, place.bare() as table:
        table.insert(rows)

        assert table.select() == len(rows)
