"""The real server as a process of its own, and clients that vote over HTTP and remember."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from pathlib import Path
from typing import Any, Self

from tests.faults.checking import Told

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 60
SLUG = "bloc-2024"
NOBODY: Mapping[str, str] = {}
"""Signs in."""


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
    """One connection to a server. Errors of the connection are raised as they are.

    `cookies`: each member's session, once the house is locked.
    """

    def __init__(self, port: int, cookies: Mapping[str, str] = NOBODY) -> None:
        self.cookies = cookies
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_MAX)

    def post(
        self, path: str, body: Mapping[str, Any], key: str, by: str = ""
    ) -> tuple[int, dict[str, Any], Message]:
        """Send a change; status, body and headers of its answer."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if by in self.cookies:
            headers |= {"Cookie": self.cookies[by], "Sec-Fetch-Site": "same-origin"}
        self.connection.request("POST", f"/v1/ledgers/{SLUG}/{path}", json.dumps(body), headers)
        with self.connection.getresponse() as answer:
            return answer.status, json.loads(answer.read()), answer.headers

    def get(self, path: str, by: str = "") -> bytes:
        """The bytes of an answer, which is one and no refusal."""
        headers = {"Cookie": self.cookies[by]} if by in self.cookies else {}
        self.connection.request("GET", path, headers=headers)
        with self.connection.getresponse() as answer:
            told = answer.read()
            assert answer.status < 400, f"{path}: {answer.status} {told[:200]!r}"
            return told

    def follow(self, by: str) -> Iterator[bytes]:
        """The lines of the stream of events that a wall follows."""
        headers = {"Cookie": self.cookies[by]}
        self.connection.request("GET", f"/ledgers/{SLUG}/live", headers=headers)
        with self.connection.getresponse() as answer:
            assert answer.status == 200, answer.status
            while line := answer.readline():
                yield line

    def vote(self, told: Told, poll: str, member: str, key: str, by: str = "") -> bool:
        """Cast a member's ballot under a key and note what was told; was it a repetition.

        It is sent by the member, if not by another.
        """
        told.sent.setdefault(key, (poll, member))
        path = f"polls/{poll}/ballots"
        status, body, headers = self.post(path, ballot_of(member), key, by or member)
        if status == 201:
            told.answer(key, body["first"])
            return headers["Idempotent-Replayed"] == "true"
        assert key not in told.acked, f"{key} was acknowledged, and then refused: {body}"
        if status in {403, 409}:
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


def vote_all(
    port: int, told: Told, poll: str, members: Sequence[str], cookies: Mapping[str, str]
) -> None:
    """Vote for each, and then try once more under another key, until the server is gone; where
    people sign in, try to vote for the one before, too.
    """
    client, before = Client(port, cookies), members[-1]
    try:
        for member in members:
            if cookies:
                client.vote(told, poll, before, f"{poll}-{before}-by-{member}", by=member)
            client.vote(told, poll, member, f"{poll}-{member}")
            client.vote(told, poll, member, f"{poll}-{member}-again")
            before = member
    except (OSError, http.client.HTTPException):
        pass
    finally:
        client.close()


def voters(
    port: int,
    told: Told,
    poll: str,
    members: list[str],
    *,
    threads: int,
    cookies: Mapping[str, str],
) -> list[threading.Thread]:
    """Threads that vote at the same time, each for its part of the members; started."""
    started = [
        threading.Thread(target=vote_all, args=(port, told, poll, members[at::threads], cookies))
        for at in range(threads)
    ]
    for each in started:
        each.start()
    return started
