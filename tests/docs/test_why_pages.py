"""The how-tos of explaining and replaying: their examples are run."""

import re
from pathlib import Path

import pytest

from tests.api.cli.conftest import play_seasons
from tests.api.cli.running import run

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = ("explain-an-award.md", "replay-a-decision.md")
EXAMPLES = [
    example
    for page in PAGES
    for example in re.findall(r"^\$ suyton (.+)$", (FOLDER / page).read_text("utf-8"), re.MULTILINE)
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return play_seasons(tmp_path_factory.mktemp("why"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_answers(data: Path, example: str) -> None:
    ran = run(*example.split(), data=data)

    assert ran.code == (1 if "--set" in example else 0)
    assert ran.out


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_it_names_are_there(page: str) -> None:
    for address in re.findall(r"\]\(([^)#]+)\)", (FOLDER / page).read_text("utf-8")):
        assert (FOLDER / address).exists(), address
