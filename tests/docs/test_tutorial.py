"""The tutorial does what it says: its file is played and its commands are run."""

import re
import shlex
from pathlib import Path

import pytest

from tests.api.cli.running import run

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-season.md"


def test_every_command_of_the_tutorial_answers_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (season,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "prize.yaml").write_text(season, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    shown = re.findall(r"^\$ suyton (.*)\n((?:(?!\$|```).*\n)*)", page, re.MULTILINE)

    assert len(shown) == 4
    for words, printed in shown:
        answer = run(*shlex.split(words), data=tmp_path / "data")
        assert (answer.code, answer.out) == (0, printed)
