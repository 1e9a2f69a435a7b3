"""The real server as a process of its own, and clients that vote over HTTP and remember."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from email.message import Message
from pathlib import Path
from typing import Any, Self

from tests.faults.checking import Told

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 60
SLUG = "bloc-2024"


class Server:
    """`suyton serve` on a free port of the loopback address; killed at the end at the latest."""

    def __init__(
        self, data: str | Path, *words: str, log: Path | None = None, **environment: str
    ) -> None:
        said = log.open("wb") if log else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from api.cli.main import main; main()",
                "serve",
                "--port",
                "0",
                *words,
            ],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "SUYTON_DATA": str(data),
                "SUYTON_LANG": "en",
                **environment,
            },
            text=True,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        if not isinstance(said, int):
            said.close()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert found is not None, f"no server: {line!r}"
        self.port = int(found[1])

    def signal(self, number: signal.Signals) -> None:
        """Send a signal and go on."""
        self.process.send_signal(number)

    def ended(self) -> int:
        """Wait for the end."""
        self.process.communicate(timeout=SECONDS_MAX)
        return self.process.returncode

    def kill(self) -> None:
        """`kill -9`, at once."""
        self.process.kill()
        self.process.communicate(timeout=SECONDS_MAX)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class Client:
    """One connection to a server. Errors of the connection are raised as they are."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_MAX)

    def post(
        self, path: str, body: Mapping[str, Any], key: str
    ) -> tuple[int, dict[str, Any], Message]:
        """Send a change; status, body and headers of its answer."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        self.connection.request("POST", f"/v1/ledgers/{SLUG}/{path}", json.dumps(body), headers)
        with self.connection.getresponse() as answer:
            return answer.status, json.loads(answer.read()), answer.headers

    def get(self, path: str) -> bytes:
        """The bytes of an answer."""
        self.connection.request("GET", path)
        with self.connection.getresponse() as answer:
            return answer.read()

    def vote(self, told: Told, poll: str, member: str, key: str) -> bool:
        """Cast a ballot under a key and note what was told; was it a repetition."""
        told.sent.setdefault(key, (poll, member))
        status, body, headers = self.post(f"polls/{poll}/ballots", ballot_of(member), key)
        if status == 201:
            told.answer(key, body["first"])
            return headers["Idempotent-Replayed"] == "true"
        assert key not in told.acked, f"{key} was acknowledged, and then refused: {body}"
        if status == 409:
            told.refused[key] = body["code"]
        else:
            assert status == 503, body  # nothing is known of it
        return False

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ballot_of(member: str) -> dict[str, Any]:
    """The body of a ballot."""
    return {"member": member, "ballot": {"type": "choice", "marks": ["a"]}}


def vote_all(port: int, told: Told, poll: str, members: Iterable[str]) -> None:
    """Vote for each, and then try once more under another key, until the server is gone."""
    client = Client(port)
    try:
        for member in members:
            client.vote(told, poll, member, f"{poll}-{member}")
            client.vote(told, poll, member, f"{poll}-{member}-again")
    except (OSError, http.client.HTTPException):
        pass
    finally:
        client.close()


def voters(
    port: int, told: Told, poll: str, members: list[str], threads: int
) -> list[threading.Thread]:
    """Threads that vote at the same time, each for its part of the members; started."""
    started = [
        threading.Thread(target=vote_all, args=(port, told, poll, members[at::threads]))
        for at in range(threads)
    ]
    for each in started:
        each.start()
    return started
