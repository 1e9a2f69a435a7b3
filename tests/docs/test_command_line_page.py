"""Every command is on the page of the command line, and the page promises no other."""

import inspect
import re
from pathlib import Path

import pytest

from api.cli.main import EXIT_FAULT, app

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (FOLDER / "command-line.md").read_text(encoding="utf-8")
COMMANDS = {
    found.name or found.callback.__name__: found.callback
    for found in app.registered_commands
    if found.callback
}
GROUPS = [found.name for found in app.registered_groups if found.name]


def test_the_page_has_a_row_for_every_command_and_no_other() -> None:
    rows = re.findall(r"^\| `suyton ([a-z]+)", PAGE, re.MULTILINE)

    assert sorted(rows) == sorted([*COMMANDS, *GROUPS])


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_page_says_which_commands_have_which_form(form: str) -> None:
    have = {
        name for name, run in COMMANDS.items() if f"as_{form}" in inspect.signature(run).parameters
    }
    named = re.search(rf"`--{form}` \(([^)]*)\)", PAGE)

    assert have == (set(re.findall(r"`(\w+)`", named[1])) if named else set(COMMANDS) - {"serve"})


def test_commands_that_ask_for_an_earlier_moment_are_the_ones_named() -> None:
    have = {name for name, run in COMMANDS.items() if "as_of" in inspect.signature(run).parameters}
    sentence = re.search(r"## An earlier moment\n\n(.*?) answer as of", PAGE, re.DOTALL)

    assert sentence is not None
    assert set(re.findall(r"`(\w+)`", sentence[1])) == have


def test_the_pages_and_schemas_it_names_are_there() -> None:
    for address in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (FOLDER / address).exists(), address


def test_the_exit_code_of_a_fault_is_the_one_told() -> None:
    assert f"| {EXIT_FAULT} |" in PAGE
