"""`suyton replay`: 0 where the record is what it must be, 1 where not, 2 where nobody can tell."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.persistence.codec import encode
from tests.api.cli.running import run
from tests.api.cli.test_reading_json import fits


@pytest.fixture
def forged(played_seasons: Path, tmp_path: Path) -> Path:
    """A store of the seasons that a test may spoil."""
    return Path(shutil.copytree(played_seasons, tmp_path / "forged"))


def spoil(data: Path, slug: str, topic: str, change: Callable[[dict[str, Any]], None]) -> int:
    """Change the first event of this topic behind the program's back; its index."""
    with sqlite3.connect(data / "ledgers.sqlite") as database:
        index, state, number = database.execute(
            "SELECT idx, state, number FROM event JOIN ledger ON ledger = number "
            "WHERE slug = ? AND topic = ? ORDER BY idx LIMIT 1",
            (slug, topic),
        ).fetchone()
        envelope = msgspec.msgpack.decode(state)
        change(envelope["data"])
        database.execute(
            "UPDATE event SET state = ? WHERE ledger = ? AND idx = ?",
            (encode(envelope), number, index),
        )
    database.close()
    return int(index)


def nobody_won(data: dict[str, Any]) -> None:
    data["winners"] = []


def test_an_honest_ledger_is_equal(played_seasons: Path) -> None:
    ran = run("replay", "bloc-of-nine", data=played_seasons)

    assert ran.code == 0
    assert "17 recorded results recomputed: all are equal, byte for byte." in ran.out


def test_before_anything_was_decided_there_is_nothing_to_recompute(played_seasons: Path) -> None:
    ran = run("replay", "bloc-of-nine", "--as-of", "3", data=played_seasons, language="vi")

    assert (ran.code, "Chưa có kết quả nào" in ran.out) == (0, True)


def test_a_forged_outcome_is_shown_with_the_first_event_that_parts(forged: Path) -> None:
    index = spoil(forged, "hoa-binh-2024", "outcome-announced", nobody_won)

    ran = run("replay", "hoa-binh-2024", data=forged)
    told = json.loads(run("replay", "hoa-binh-2024", "--json", data=forged).out)

    assert ran.code == 1
    assert f"the first at event {index}" in ran.out
    assert 'winners: recorded [], recomputed ["uy-ban-kiem-tra"]' in " ".join(ran.out.split())
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert (told["equal"], told["first"]) == (False, index)
    fits("replay", told)


def test_a_moment_before_the_forgery_is_equal(forged: Path) -> None:
    index = spoil(forged, "hoa-binh-2024", "outcome-announced", nobody_won)

    assert run("replay", "hoa-binh-2024", "--as-of", str(index - 1), data=forged).code == 0


def test_a_record_that_contradicts_itself_is_unusable(forged: Path) -> None:
    spoil(forged, "hoa-binh-2024", "poll-closed", lambda data: data.update(poll="gone"))

    ran = run("replay", "hoa-binh-2024", "--json", data=forged)

    assert ran.code == 2
    assert json.loads(ran.out)["code"] == "event-not-folded"


def test_all_ledgers_are_told_one_by_one(forged: Path) -> None:
    honest = run("replay", "--all", "--workers", "2", data=forged)
    spoil(forged, "hoa-binh-2024", "outcome-announced", nobody_won)
    different = run("replay", "--all", "--workers", "1", data=forged)
    spoil(forged, "bloc-of-five", "poll-closed", lambda data: data.update(poll="gone"))
    unusable = run("replay", "--all", "--workers", "1", "--json", data=forged)

    assert (honest.code, different.code, unusable.code) == (0, 1, 2)
    assert "differs from event" in different.out
    told = json.loads(unusable.out)
    fits("replay-all", told)
    assert {row["slug"]: row["refused"] for row in told["ledgers"] if row["refused"]} == {
        "bloc-of-five": "ledger-not-replayable"
    }


@pytest.mark.parametrize("words", [(), ("bloc-of-nine", "--all"), ("--all", "--as-of", "3")])
def test_either_one_ledger_or_all_of_them(played_seasons: Path, words: tuple[str, ...]) -> None:
    ran = run("replay", *words, data=played_seasons)

    assert ran.code == 2
    assert "--all" in ran.err
