"""What the how-to for bulk imports shows is what the command does."""

import re
import shlex
from pathlib import Path

import pytest

from api.house import House
from tests.api.bulk.scores import a_province
from tests.api.cli.running import run

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "bulk-import.md"


def test_the_commands_of_the_page_answer_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (file,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    (tmp_path / "scores.ndjson").write_text(file, encoding="utf-8")
    with House(tmp_path / "data") as house:
        a_province(house, members=5, criteria=1)
    monkeypatch.chdir(tmp_path)

    shown = re.findall(r"^\$ suyton (.*)\n((?:(?!\$|```).*\n)*)", page, re.MULTILINE)

    assert len(shown) == 2
    for words, printed in shown:
        answer = run(*shlex.split(words), data=tmp_path / "data")
        assert (answer.code, answer.out) == (2, printed)
