"""Every script says what it is for, can be started, and reads as the language it claims to be."""

import ast
import os
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(
    path for path in [*(_ROOT / "scripts").iterdir(), _ROOT / ".ci" / "run"] if path.is_file()
)
SHELL = [path for path in SCRIPTS if path.suffix != ".py"]
PYTHON = [path for path in SCRIPTS if path.suffix == ".py"]
COMMANDS = [path for path in SHELL if not path.name.startswith("_")]


def _name(path: Path) -> str:
    return str(path.relative_to(_ROOT))


def test_the_commands_of_the_readme_are_among_the_scripts() -> None:
    assert {"demo", "test", "check", "lock", "run"} <= {path.name for path in COMMANDS}


@pytest.mark.parametrize("path", COMMANDS, ids=_name)
def test_a_command_can_be_started_and_stops_at_the_first_error(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert os.access(path, os.X_OK)
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines


@pytest.mark.parametrize("path", SHELL, ids=_name)
def test_a_shell_script_opens_with_what_it_is_for(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    first = lines[1] if lines[0].startswith("#!") else lines[0]

    assert first.startswith("# ")
    assert first[2].isupper()


@pytest.mark.parametrize("path", SHELL, ids=_name)
def test_a_shell_script_is_bash(path: Path) -> None:
    checked = subprocess.run(["bash", "-n", path], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_python_script_opens_with_what_it_is_for() -> None:
    undocumented = [
        _name(path)
        for path in PYTHON
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert undocumented == []
