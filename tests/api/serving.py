"""Real servers for tests: started as a person does, on a free port of this machine."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 30


@contextlib.contextmanager
def served(data: Path | str, *options: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server over this store, and its address. Killed at the end if it still runs."""
    words = [sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port", "0"]
    environment = {"PATH": os.environ["PATH"], "SUYTON_DATA": str(data), "SUYTON_LANG": "en"}
    with subprocess.Popen(
        [*words, *options],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            yield found[0], process
        finally:
            if process.poll() is None:
                process.kill()


class Told(NamedTuple):
    """An answer: its status, headers (names in lower case), and bytes."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class Caller:
    """One client with one connection, as a phone has. Threads each take their own."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=SECONDS_MAX)

    def get(self, path: str, **headers: str) -> Told:
        return self._asked("GET", path, None, headers)

    def post(self, path: str, body: object, key: str) -> Told:
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return self._asked("POST", path, json.dumps(body).encode(), headers)

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Told:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Told(answer.status, named, answer.read())

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def wait_until_read(address: str, count: int) -> None:
    """Until the server has so many connections and has read all that was sent on each: from
    there on it owes an answer. Read from the kernel's table of connections.
    """
    port = f":{urlsplit(address).port:04X}"
    last = time.monotonic() + SECONDS_MAX
    while True:
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        rows = [line.split() for line in lines]
        queues = [row[4] for row in rows if row[1].endswith(port) and row[3] == "01"]
        if len(queues) == count and all(queue.endswith(":00000000") for queue in queues):
            return
        assert time.monotonic() < last, f"the server has read {queues} of {count}"
        time.sleep(0.02)
