"""How every command ends: exit codes, one sentence, and nothing where nobody listens."""

import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from tests.api.cli.running import run

ROOT = Path(__file__).parents[3]
SUYTON = (sys.executable, "-c", "from api.cli.main import main; main()")


def shell(
    *words: str, data: Path, stdout: int = subprocess.PIPE, **more: str
) -> "subprocess.Popen[bytes]":
    """The command as a process of its own; `more` is for its environment."""
    environment = {"PATH": os.environ["PATH"], "SUYTON_DATA": str(data), "LANG": "C.UTF-8", **more}
    return subprocess.Popen(
        [*SUYTON, *words], cwd=ROOT, env=environment, stdout=stdout, stderr=subprocess.PIPE
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(("ranking",), "Missing argument 'LEDGER'", id="no-argument"),
        pytest.param(("ranking", "x", "--nope"), "No such option: --nope", id="no-such-option"),
        pytest.param(("conquer",), "No such command 'conquer'", id="no-such-command"),
        pytest.param(("ledgers", "x", "y"), "unexpected extra argument", id="too-much"),
        pytest.param(("serve", "--port", "http"), "--port", id="not-a-number"),
        pytest.param(("serve", "--port", "65536"), "--port", id="no-port"),
        pytest.param(("timeline", "x", "--limit", "0"), "--limit", id="limit-0"),
        pytest.param(("ledgers", "--json", "--csv"), "--json and --csv", id="two-forms"),
        pytest.param(("awards", "x", "--json", "--csv"), "--json and --csv", id="awards-forms"),
    ],
)
def test_wrong_words_are_refused_in_one_sentence(
    tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    ran = run(*words, data=tmp_path)

    assert ran.code == 2
    assert reason in ran.err
    assert "--help`" in ran.err
    assert ran.err.count("\n") == 1


def test_wrong_words_are_told_to_programs_too(tmp_path: Path) -> None:
    ran = run("ranking", "--json", data=tmp_path)

    assert json.loads(ran.out)["code"] == "usage-wrong"
    assert json.loads(ran.out)["help"] == "suyton ranking --help"


@pytest.mark.parametrize("words", [(), ("--help",), ("ranking", "--help")])
def test_help_is_no_refusal(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run(*words, data=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: suyton")


def test_a_fault_of_ours_is_kept_in_a_file_and_told_without_its_trace(tmp_path: Path) -> None:
    kept = {"TMPDIR": str(tmp_path)}
    with (
        mock.patch("api.cli.reading.ledgers_out", side_effect=RuntimeError("a ballot")),
        mock.patch("api.cli.reading.reading_house"),
        mock.patch.dict("os.environ", kept),
        mock.patch("tempfile.tempdir", None),
    ):
        ran = run("ledgers")

    (file,) = tmp_path.glob("suyton-fault-*.txt")
    assert (ran.code, ran.out) == (70, "")
    assert str(file) in ran.err
    assert "a ballot" not in ran.err
    assert "RuntimeError: a ballot" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_ctrl_c_ends_a_command_with_130() -> None:
    with mock.patch("api.cli.reading.reading_house", side_effect=KeyboardInterrupt):
        assert run("ledgers").code == 130


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, id=" ".join(words))
        for words in (
            ("timeline", "bloc-of-nine"),
            ("timeline", "bloc-of-nine", "--json"),
            ("timeline", "bloc-of-nine", "--csv"),
            ("poll", "council-of-fifteen", "flag"),
        )
    ],
)
def test_a_reader_who_has_gone_is_no_failure(played_seasons: Path, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    with shell(*words, data=played_seasons, stdout=writing) as process:
        os.close(writing)
        told = process.communicate()[1]

    assert (process.returncode, told) == (0, b"")


@pytest.mark.parametrize(
    "words", [("ranking", "bloc-of-nine"), ("poll", "bloc-of-nine", "flag"), ("ledgers",)]
)
def test_what_goes_into_a_pipe_has_no_colour(played_seasons: Path, words: tuple[str, ...]) -> None:
    with shell(*words, data=played_seasons) as process:
        out = process.communicate()[0]

    assert process.returncode == 0
    assert b"\x1b" not in out


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)], ids=["words", "csv", "json"])
def test_a_terminal_that_lacks_letters_gets_its_answer(
    played_seasons: Path, form: tuple[str, ...]
) -> None:
    words = ("ranking", "hoa-binh-2024", *form)

    with shell(*words, data=played_seasons, PYTHONIOENCODING="ascii") as process:
        out, err = process.communicate()

    assert (process.returncode, err) == (0, b"")
    assert ("Ủy ban".encode() if form else b"?y ban") in out
