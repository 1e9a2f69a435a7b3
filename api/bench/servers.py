"""Servers under measurement, each in a process of its own: ours, and the one that stores nothing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OURS = "from api.cli.main import main; main()"
_BASELINE = "from api.bench.http_baseline import main; main()"


@contextmanager
def ours(store: Path | str, *options: str, workers: int = 1) -> Iterator[int]:
    """`suyton serve` over this store, in so many processes; its port."""
    several = ("--workers", str(workers)) if workers > 1 else ()
    words = ("serve", "--port", "0", "--data", str(store), *several, *options)
    with _served(_OURS, *words) as port:
        yield port


def named(name: str, workers: int) -> str:
    """The name of a row measured with so many processes."""
    return f"{name}-{workers}-workers" if workers > 1 else name


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
