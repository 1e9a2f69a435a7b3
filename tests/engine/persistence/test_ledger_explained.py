"""The reader that docs/explanation/ledger.md shows reads a ledger of ours."""

import doctest
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from engine.commands.submit import Submitter
from engine.persistence.sqlite_store import SQLiteStore
from projections.tree import root_at
from tests.engine.persistence.small_season import LEDGER, ballot, person, play, poll, season

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "ledger.md"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder with the ledger that the page tells of, still open."""
    times, chance = count(1_735_800_000_000_000), count()
    store = SQLiteStore(tmp_path)
    submitter = Submitter(
        store,
        clock=lambda: next(times),
        entropy=lambda size: sha256(next(chance).to_bytes(4, "big")).digest() * (size // 32),
    )
    *before, rulebook = season()
    play(submitter, [*before, person("P", "Đỗ Thị Hạnh"), rulebook, poll("P1")])
    play(submitter, [ballot("P1", "U1", "a"), ballot("P1", "U2", "b")])
    yield tmp_path
    submitter.close()
    store.close()


def test_the_reader_of_the_page_reads_a_ledger(folder: Path) -> None:
    store = SQLiteStore(folder)
    told = {"folder": folder, "root_told": root_at(store, LEDGER, 9)}
    store.close()

    result = doctest.testfile(str(PAGE), module_relative=False, globs=told, encoding="utf-8")

    assert result.failed == 0
    assert result.attempted > 20


def test_the_page_names_every_table_and_column(folder: Path) -> None:
    store = SQLiteStore(folder)
    with store.datastore.transaction(commit=False) as cursor:
        cursor.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        tables = [name for (name,) in cursor.fetchall()]
        columns = {}
        for table in tables:
            cursor.execute(f"PRAGMA table_info({table})")
            columns[table] = [line[1] for line in cursor.fetchall()]
    store.close()
    page = PAGE.read_text(encoding="utf-8")

    for table in tables:
        line = f"| `{table}` | {', '.join(f'`{column}`' for column in columns[table])} |"
        assert line in page
