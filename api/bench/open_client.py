"""An open workload: requests at times that do not wait for answers.

A server that stalls is not asked less, as it would be by clients that wait for one another; so the
time of an answer counts from the moment at which the request was meant to be sent.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

LEAD_SECONDS = 0.5


class Asked(NamedTuple):
    """One request: when it is meant to be sent, from the start, and its bytes."""

    due: float
    request: bytes


class Came(NamedTuple):
    """Its answer: status, seconds from the intended start, head, and body."""

    status: int
    seconds: float
    head: bytes
    body: bytes


async def phone(port: int, asked: Sequence[Asked], started: float) -> list[Came]:
    """Ask over one connection, opened when the first request is due; late ones follow at once."""
    came: list[Came] = []
    await _until(started + asked[0].due)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for due, request in asked:
            await _until(started + due)
            writer.write(request)
            head, body = await answer(reader)
            came.append(Came(int(head[9:12]), time.perf_counter() - started - due, head, body))
    finally:
        writer.close()
        await writer.wait_closed()
    return came


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The next answer on a connection: its head and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    _, found, rest = head.lower().partition(b"content-length: ")
    return head, await reader.readexactly(int(rest.split(b"\r\n", 1)[0]) if found else 0)


def start() -> float:
    """The moment from which all times of a run count: soon, so that everybody is ready."""
    return time.perf_counter() + LEAD_SECONDS


def in_milliseconds(seconds: Sequence[float]) -> tuple[float, float, float]:
    """The median, the 99th of a hundred, and the longest, in milliseconds."""
    ordered = sorted(seconds)
    return tuple(
        round(1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)
        for share in (0.5, 0.99, 1.0)
    )  # type: ignore[return-value]  # of three there are three


async def _until(moment: float) -> None:
    left = moment - time.perf_counter()
    if left > 0:
        await asyncio.sleep(left)
