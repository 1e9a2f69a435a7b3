"""`suyton migrate`, and what every other command says to a store that waits for it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.persistence.sqlite_schema import SCHEMA_VERSION
from engine.persistence.sqlite_store import FILE_NAME
from tests.api.cli.running import run

GOLDEN = Path(__file__).parents[2] / "golden" / "stores" / "sqlite-1.sql"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of a store as version 1 wrote it."""
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        file.executescript(GOLDEN.read_text(encoding="utf-8"))
    return tmp_path


@pytest.mark.parametrize("language", ["en", "vi"])
def test_other_commands_name_the_remedy(old: Path, language: str) -> None:
    ran = run("ledgers", data=old, language=language)

    assert (ran.code, ran.out) == (2, "")
    assert "`suyton migrate`" in ran.err


def test_after_migrating_the_store_answers(old: Path) -> None:
    first = run("migrate", data=old)
    again = run("migrate", "--json", data=old)
    ledgers = run("ledgers", "--json", data=old)

    assert f"from version 1 to version {SCHEMA_VERSION}" in first.out
    assert json.loads(again.out)["was"] == SCHEMA_VERSION
    assert [each["slug"] for each in json.loads(ledgers.out)] == ["bloc-2024"]


def test_where_there_is_no_store_nothing_is_migrated(tmp_path: Path) -> None:
    ran = run("migrate", "--json", data=tmp_path / "none")

    assert ran.code == 2
    assert json.loads(ran.out)["code"] == "store-not-found"
