"""The page of what may be supposed: a row for every path, and examples that change something."""

import json
import re
from pathlib import Path

import pytest

from projections.whatif.paths import KINDS, PATHS
from tests.api.cli.conftest import play_seasons
from tests.api.cli.running import run

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "what-if.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \| .+? \| `([^`]+)` \| ", PAGE, re.MULTILINE)
SAME = {"ties.BALLOT", "nomination.AWARD", "papers.POLL.USE"}
"""Their examples change nothing in the shipped seasons, and say so."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return play_seasons(tmp_path_factory.mktemp("what-if"))


def test_the_page_has_a_row_for_every_path_and_no_other() -> None:
    assert [path for path, _ in ROWS] == list(PATHS)
    assert [path.partition(".")[0] for path in PATHS] == list(KINDS)


@pytest.mark.parametrize(("path", "example"), ROWS)
def test_an_example_is_run_and_changes_what_it_says(data: Path, path: str, example: str) -> None:
    ran = run("replay", *example.split(), "--json", data=data)

    told = json.loads(ran.out)
    assert told["is_hypothetical"] is True
    assert told["equal"] is (path in SAME)
    assert ran.code == int(path not in SAME)
