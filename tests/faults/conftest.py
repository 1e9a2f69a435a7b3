"""What fault tests share, and their counts, printed at the end of `scripts/nightly`."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.postgres_pair import Pair
from tests.faults.rounds import SOAK, is_nightly
from tests.faults.watching import library


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that watches a process's file calls. Skips where it cannot be made."""
    return library(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A primary; a standby is for the test to add."""
    # A socket's path may not be long.
    with tempfile.TemporaryDirectory(prefix="suyton-pair-") as folder:
        opened = Pair(Path(folder))
        try:
            yield opened
        finally:
            opened.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each test that counted something."""
    if not (is_nightly() or os.environ.get(SOAK)):
        return
    terminalreporter.section("faults: rounds and what became of them")
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        if report.when == "call" and report.user_properties:
            told = ", ".join(f"{value} {name}" for name, value in report.user_properties)
            test = report.nodeid.rpartition("/")[2]
            terminalreporter.write_line(
                f"{report.outcome} {test} ({report.duration:.0f} s): {told}"
            )
