"""A client that costs little: prepared requests over kept-alive connections, one at a time each."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import cast

CONNECTIONS = 256
"""As many are in flight at once, as in the row that records in process."""


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one is answered."""

    def __init__(self, waiting: deque[bytes], done: "asyncio.Future[None]") -> None:
        self._waiting = waiting
        self._done = done
        self._transport: asyncio.Transport | None = None
        self._got = b""
        self.refused: list[bytes] = []
        self.lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one by behaviour only
        self._next()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        if not head.startswith(b"HTTP/1.1 201"):
            self.refused.append(self._got)
        self._got = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionResetError())
        self.lost.set()

    async def close(self) -> None:
        """End the connection, before its loop ends."""
        assert self._transport is not None, "only an open connection is closed"
        self._transport.close()
        await self.lost.wait()

    def _next(self) -> None:
        assert self._transport is not None, "only an open connection is answered"
        if self._waiting:
            self._transport.write(self._waiting.popleft())
        elif not self._done.done():
            self._done.set_result(None)


async def _send_all(port: int, requests: Sequence[bytes]) -> float:
    loop = asyncio.get_running_loop()
    waiting = deque(requests)
    connections: list[_Connection] = []
    done: list[asyncio.Future[None]] = []
    started = time.perf_counter()
    for _ in range(CONNECTIONS):
        over: asyncio.Future[None] = loop.create_future()
        _, connection = await loop.create_connection(
            partial(_Connection, waiting, over), "127.0.0.1", port
        )
        connections.append(connection)
        done.append(over)
    await asyncio.gather(*done)
    seconds = time.perf_counter() - started
    for connection in connections:
        await connection.close()
    refused = [answer for each in connections for answer in each.refused]
    assert not refused, f"not recorded: {refused[0].decode()}"
    return seconds


def rate(port: int, requests: Sequence[bytes]) -> float:
    """Requests a second, every one answered 201."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return len(requests) / runner.run(_send_all(port, requests))


def post(path: str, key: str, body: bytes) -> bytes:
    """One request as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
