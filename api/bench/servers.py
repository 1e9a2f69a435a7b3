"""Servers under measurement, each in a process of its own: ours, and the one that stores nothing."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

WARM_SECONDS = 2.0
_OURS = "from api.cli.main import main; main()"
_BASELINE = "from api.bench.http_baseline import main; main()"


@contextmanager
def ours(store: Path | str, *options: str, workers: int = 1) -> Iterator[int]:
    """`suyton serve` over this store, in so many processes; its port."""
    several = ("--workers", str(workers)) if workers > 1 else ()
    words = ("serve", "--port", "0", "--data", str(store), *several, *options)
    with _served(_OURS, *words) as port:
        if workers > 1:
            _await_workers(port)
        yield port


def _await_workers(port: int) -> None:
    """The port is told before the workers are there: wait for the first answer, and a little for the
    others, who were started with it.
    """
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/livez")
        connection.getresponse().read()
    time.sleep(WARM_SECONDS)


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
