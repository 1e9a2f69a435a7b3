"""The page of the season file is true: its examples are played, its forms are read."""

import re
from pathlib import Path
from typing import Any

import pytest

from api.house import House
from api.playing.play import play_season
from api.playing.season_file import ENVELOPE, read_season
from api.yaml_nodes import read
from api.yaml_text import root_of
from engine.commands.registry import COMMANDS
from engine.errors import DomainError
from engine.rules.ballots import Ballot
from engine.values.numbers import Micros
from engine.values.text import Code

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (FOLDER / "season-file.md").read_text(encoding="utf-8")
SEASON, GROUP = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FORMS = dict(
    re.findall(r"^\| (\w+) \| (.*) \|$", PAGE.split("## How values are written")[1], re.MULTILINE)
)
OPENING = """  - in: other-ledger
    happened:
      - open-ledger:
          slug: other-ledger
          title: Another
          body: {id: other, name: Another, kind: committee}
          season: "2026"
          time_zone: UTC
          disclosure: public
"""


def quoted(form: str) -> list[str]:
    """The examples of a form."""
    return re.findall(r"`([^`]+)`", FORMS[form])


def test_the_example_is_played(tmp_path: Path) -> None:
    found = read_season(SEASON, file="choir.yaml")

    with House(tmp_path) as house:
        played = play_season(house, found, file="choir.yaml")

    assert (played.ledger, played.recorded, played.events) == ("choir-2026", 4, 4)


def test_the_group_belongs_into_a_season_and_goes_to_its_ledger() -> None:
    found = read_season(SEASON + OPENING + GROUP, file="choir.yaml")

    assert found.steps[-1].ledger == "other-ledger"
    assert found.steps[-1].command.NAME == "receive-decision"


def test_the_step_without_computed_fields_is_whole() -> None:
    (step,) = re.findall(r"`(announce-outcome: .*?)`", PAGE)

    found = read_season(f"{SEASON}  - {step}\n", file="choir.yaml")

    assert found.steps[-1].command.NAME == "announce-outcome"


def test_the_page_names_every_key_of_a_file_and_of_a_step() -> None:
    keys = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert keys == ["suyton", "ledger", "happened", *ENVELOPE]


@pytest.mark.parametrize(
    ("form", "type_"),
    [("moment", Micros), ("ballot", Ballot)],
)
def test_the_forms_it_shows_are_read(form: str, type_: Any) -> None:
    for example in quoted(form):
        assert read(root_of(f"x: {example}", file="f").value[0][1], type_, "x") is not None


def test_the_characters_of_a_code_are_those_told() -> None:
    longest = "aZ0._-" + "x" * 58

    assert read(root_of(f"x: {longest}", file="f").value[0][1], Code, "x") == longest
    with pytest.raises(DomainError):
        read(root_of(f"x: {longest}y", file="f").value[0][1], Code, "x")
    assert FORMS["code"].endswith("at most 64")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x: &a 1\ny: *a\n", id="anchor"),
        pytest.param("x: !!str 1\n", id="tag"),
        pytest.param("x: 1\n---\ny: 2\n", id="second-document"),
    ],
)
def test_what_it_says_is_refused_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        root_of(text, file="f")

    assert refusal.value.code == "yaml-feature-refused"


@pytest.mark.parametrize("form", ["points", "share", "day", "moment", "ballot", "code"])
def test_every_form_is_told(form: str) -> None:
    assert form in FORMS


def test_the_commands_it_names_are_commands() -> None:
    named = set(re.findall(r"^\s*- ([a-z]+-[a-z-]+):", SEASON + GROUP, re.MULTILINE))

    assert named
    assert named <= set(COMMANDS)


def test_the_refusals_it_names_are_told_on_their_page() -> None:
    refusals = (FOLDER / "refusals.md").read_text(encoding="utf-8")

    for code in re.findall(r"refused \(`([a-z-]+)`\)", PAGE):
        assert f"| `{code}` |" in refusals


def test_the_pages_it_names_are_there() -> None:
    for address in re.findall(r"\]\(([^)#]+)[^)]*\)", PAGE.replace("\n", " ")):
        assert (FOLDER / address).exists(), address
