"""Processes that submit commands to a store, seen from the test that starts them."""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_CLERK = (sys.executable, "-m", "tests.engine.persistence.clerk")


class Clerk:
    """One process of `tests.engine.persistence.clerk`. It begins when it is told to."""

    def __init__(self, address: str, what: str, name: str, number: int) -> None:
        self._process = subprocess.Popen(
            [*_CLERK, address, what, name, str(number)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> None:
        """Wait until it has opened the store."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def begin(self) -> None:
        """Let it work."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def told(self) -> list[str]:
        """What it was told until its end, which must be a good one."""
        told, _ = self._process.communicate(timeout=120)
        assert self._process.returncode == 0
        return told.splitlines()

    def kill(self) -> list[str]:
        """End it as a power cut would end a program; the whole lines it had written."""
        self._process.kill()
        told, _ = self._process.communicate()
        return told.splitlines(keepends=True)


def begin(*clerks: Clerk) -> None:
    """Let all begin at once, when all are ready."""
    for clerk in clerks:
        clerk.ready()
    for clerk in clerks:
        clerk.begin()
