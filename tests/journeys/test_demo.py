"""The demo as a person runs it: four seasons from first event to decision, and the same earlier."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 120


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


def test_the_demo_run_again_plays_nothing_twice(shown: str, data: Path) -> None:
    ran = demo(data, "--no-serve", language="vi")

    assert ran.returncode == 0
    assert ran.stdout.count("Không có gì mới") == 4
    assert part(shown, "awards council-of-fifteen").count("310/QĐ") == ran.stdout.split(
        "$ suyton awards council-of-fifteen\n"
    )[1].split("\n$ suyton ")[0].count("310/QĐ")


def test_a_demo_that_cannot_play_ends_with_the_code_of_its_refusal(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")

    ran = demo(tmp_path / "data", "--no-serve")

    assert ran.returncode == 2
    assert "expected a folder" in ran.stderr
