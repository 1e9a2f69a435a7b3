"""What the how-to for keepers shows is what the commands do."""

import re
import shlex
from pathlib import Path

import pytest

from tests.api.cli.running import run

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "keep-a-store.md"
SEASON = ROOT / "api" / "seasons" / "2-bloc-of-nine.yaml"


def test_the_commands_of_the_page_answer_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`…` stands for what differs from day to day."""
    monkeypatch.chdir(tmp_path)
    run("play", str(SEASON), data=tmp_path / "data")
    page = PAGE.read_text(encoding="utf-8")

    shown = re.findall(r"^\$ suyton (.*)\n((?:(?!\$|```).*\n)*)", page, re.MULTILINE)

    assert len(shown) == 7
    for words, printed in shown:
        answer = run(*shlex.split(words), data=tmp_path / "data")
        assert (answer.code, answer.err) == (0, "")
        expected = ".*".join(re.escape(part) for part in " ".join(printed.split()).split("…"))
        assert re.match(expected, " ".join(answer.out.split())), answer.out
