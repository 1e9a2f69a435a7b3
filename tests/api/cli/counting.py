"""Running `suyton count` and `suyton rules` in a test."""

import json
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

from api.cli.count import count
from api.cli.rules import rules

APP = typer.Typer()
APP.command()(count)
APP.command()(rules)

BLT = "3 1\n4 1 2 3 0\n3 2 1 0\n2 3 2 0\n0\nAda\nBob\nCy\nLead of the project\n"


def run(*words: object) -> Result:
    """The command with these words; an exception that is no exit fails the test."""
    result = CliRunner().invoke(APP, [str(word) for word in words], env={"SUYTON_LANG": "en"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def counted(*words: object) -> dict[str, Any]:
    """The JSON answer of `count`, which must succeed."""
    result = run("count", *words, "--json")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def refused(*words: object) -> dict[str, Any]:
    """The problem that `count` answers with, which must be refused."""
    result = run("count", *words, "--json")
    assert result.exit_code == 2, result.output
    problem: dict[str, Any] = json.loads(result.stdout)
    assert result.stderr == problem["detail"] + "\n"
    return problem


def ballots(folder: Path, text: str = BLT, name: str = "ballots.blt") -> Path:
    """A file of ballots."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
