"""Servers under measurement, each in a process of its own: ours, and the one that stores nothing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OURS = "from api.cli.main import main; main()"
_BASELINE = "from api.bench.http_baseline import main; main()"


@contextmanager
def ours(place: Path, *options: str) -> Iterator[int]:
    """`suyton serve` over this store; its port."""
    with _served(_OURS, "serve", "--port", "0", "--data", str(place), *options) as port:
        yield port


@contextmanager
def baseline() -> Iterator[int]:
    """The FastAPI route that validates the same body and stores nothing; its port."""
    with _served(_BASELINE) as port:
        yield port


@contextmanager
def _served(code: str, *words: str) -> Iterator[int]:
    """A server, and the port it tells on its first line."""
    command = [sys.executable, "-c", code, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None, "its output was asked for"
            line = server.stdout.readline()
            yield int(line.partition("127.0.0.1:")[2].partition("/")[0])
        finally:
            server.terminate()
