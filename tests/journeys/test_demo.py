"""The demo as a person runs it: four seasons from first event to decision, and the same earlier."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from api.access.doorkeeper import open_doorkeeper
from api.access.errors import CodeNotValid, SignInWrong
from api.house import House, now_micros
from engine.commands.meeting import CloseMeeting

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 120
SUYTON = "from api.cli.main import main; main()"
BALLOTS = """4 3
3 1 2 0
2 2 1 3 0
2 4 3 0
0
"Ada"
"Ben"
"Cao"
"Dũng"
"Ballots"
"""


def demo(data: Path, *words: str, language: str = "en") -> "subprocess.CompletedProcess[str]":
    """Run scripts/demo.py with a store of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SUYTON_DATA": str(data),
        "SUYTON_LANG": language,
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "demo.py"), *words],
        env=environment,
        cwd=data.parent,  # it finds its own way
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def shown(data: Path) -> str:
    """What the demo prints on a new store."""
    ran = demo(data, "--no-serve")
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def part(shown: str, command: str) -> str:
    """What stands under one command of the demo; the last, where it stands twice."""
    return shown.rsplit(f"$ suyton {command}\n", maxsplit=1)[-1].split("\n$ suyton ", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("ranking hoa-binh-2024", ["1  Ủy ban Kiểm tra Tỉnh ủy", "given no place"]),
        ("awards hoa-binh-2024", ["Ủy ban Kiểm tra Tỉnh ủy", "submitted"]),
        ("ranking bloc-of-nine", ["1  U2    99.00", "2  U3    97.50", "3  U4    97.50", "on hold"]),
        ("awards bloc-of-nine", ["granted", "310/QĐ", "nominated"]),
        ("ranking cluster-1000-points", ["no lawful order", "submitted are D"]),
        ("ranking cluster-1000-points --stage self", ["1  D     912.75", "self-scores"]),
        ("awards council-of-fifteen", ["granted", "refused", "annulled", "not passed"]),
        ("poll council-of-fifteen flag", ["11/15", "10/15", "11/14", "10/12"]),
    ],
)
def test_the_demo_shows_the_figures_of_its_seasons(
    shown: str, command: str, told: list[str]
) -> None:
    answer = part(shown, command)

    for each in told:
        assert each in answer


@pytest.mark.parametrize(
    ("ledger", "first"), [("bloc-of-nine", "1  U5"), ("cluster-1000-points", "1  D")]
)
def test_the_demo_shows_the_moment_before_the_scores_were_verified(
    shown: str, ledger: str, first: str
) -> None:
    before = next(
        told for told in shown.split("The same, as of index ")[1:] if f" of {ledger}:" in told
    )
    index = before.split(" ")[0]

    assert "no lawful order" in part(before, f"ranking {ledger} --as-of {index}")
    assert first in part(before, f"ranking {ledger} --as-of {index} --stage self")
    assert "Nothing to show." in part(before, f"awards {ledger} --as-of {index}")


def test_the_demo_speaks_the_reader_s_language(data: Path, shown: str) -> None:
    assert "Playing 4 seasons" in shown

    told = demo(data, "--no-serve", language="vi").stdout

    assert "Đang chạy 4 mùa thi đua" in told
    assert "the moment before" not in told


def test_the_demo_says_how_to_go_on(shown: str, data: Path) -> None:
    assert "suyton serve" in shown
    assert str(data) in shown


def test_the_commands_of_the_readme_answer_on_what_the_demo_left(
    shown: str, data: Path, tmp_path: Path
) -> None:
    assert f"\n  export SUYTON_DATA={data}\n" in shown
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    console = next(each for each in readme.split("```console\n")[1:] if "SUYTON_DATA" in each)
    first, *commands = re.findall(r"^\$ (.*)$", console.partition("```")[0], re.MULTILINE)
    assert "SUYTON_DATA=$PWD/var/demo" in first
    (tmp_path / "ballots.blt").write_text(BALLOTS, encoding="utf-8")

    for command in commands:
        words = [sys.executable, "-c", SUYTON, *shlex.split(command, comments=True)[1:]]
        environment = {"PATH": "", "PYTHONPATH": str(ROOT), "SUYTON_DATA": str(data)}
        ran = subprocess.run(
            words, env=environment, cwd=tmp_path, capture_output=True, timeout=60, check=False
        )
        assert ran.stderr == b"", command
        # A what-if that comes to something else says so by 1, as `diff` of files does.
        assert ran.returncode == (1 if "--set" in command else 0), command
        assert ran.stdout, command


def test_the_demo_run_again_plays_nothing_twice(shown: str, data: Path) -> None:
    ran = demo(data, "--no-serve", language="vi")

    assert ran.returncode == 0
    assert ran.stdout.count("Không có gì mới") == 5
    assert part(shown, "awards council-of-fifteen").count("310/QĐ") == ran.stdout.split(
        "$ suyton awards council-of-fifteen\n"
    )[1].split("\n$ suyton ")[0].count("310/QĐ")


def test_the_demo_prepares_a_conference_and_draws_its_secrets_anew(shown: str, data: Path) -> None:
    told = "127.0.0.1:8000/sign-in?to=/desk/demo-conference/meetings/conference"
    assert told in shown
    before = secrets_of(shown)
    assert len(before) == 5  # two passwords, three codes

    again = demo(data, "--no-serve").stdout

    assert len(secrets_of(again)) == 5
    assert not before & secrets_of(again)
    doors = open_doorkeeper(str(data), clock=now_micros)
    try:
        assert doors.is_locked
        for sign_in in ("demo-secretary", "demo-admin"):
            doors.accounts.sign_in(sign_in, password_of(again, sign_in))
            with pytest.raises(SignInWrong):
                doors.accounts.sign_in(sign_in, password_of(shown, sign_in))
        with pytest.raises(CodeNotValid):
            doors.codes.exchange(code_of(shown, "U1"))
        session, _ = doors.codes.exchange(code_of(again, "U1"))
        assert (session.member, session.meeting) == ("U1", "conference")
    finally:
        doors.close()


def test_a_conference_that_was_held_is_not_called_ready(shown: str, data: Path) -> None:
    assert "It is ready" in shown
    with House(str(data)) as house:
        house.carry_out(
            house.id_of("demo-conference"), CloseMeeting(meeting="conference"), key="held"
        )

    again = demo(data, "--no-serve")

    assert again.returncode == 0
    assert "It is ready" not in again.stdout
    assert "Its meeting no longer sits" in again.stdout


def secrets_of(shown: str) -> set[str]:
    """Every password and code that a demo printed."""
    return set(re.findall(r"\b(?:[A-Z2-9]{4}-){5}[A-Z2-9]{4}\b", shown))


def password_of(shown: str, sign_in: str) -> str:
    """The password printed beside a sign-in name."""
    found: str = re.findall(rf"^  {sign_in}   (\S+)$", shown, re.MULTILINE)[0]
    return found


def code_of(shown: str, member: str) -> str:
    """The code in the address printed for a member's phone."""
    found: str = re.findall(rf"^  {member}  \S+/join#(\S+)$", shown, re.MULTILINE)[0]
    return found


def test_a_demo_that_cannot_play_ends_with_the_code_of_its_refusal(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")

    ran = demo(tmp_path / "data", "--no-serve")

    assert ran.returncode == 2
    assert "expected a folder" in ran.stderr
