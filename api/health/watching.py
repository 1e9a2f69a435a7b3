"""Around every request: its id, in and out; how long it took; what went wrong and where."""

from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.health.health import Health
from api.health.logs import REQUEST, request_id

REQUEST_ID = b"x-request-id"
OTHER = "other"
EVENTS = b"text/event-stream"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Watching:
    """ASGI middleware, outside all others."""

    def __init__(self, app: ASGIApp, health: Health) -> None:
        self.app = app
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = request_id(_header(scope["headers"], REQUEST_ID).decode("latin-1"))
        status, streamed = 500, None

        async def told(message: Message) -> None:
            nonlocal status, streamed
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"]
                if _header(headers, b"content-type").startswith(EVENTS):
                    streamed = perf_counter()
                message["headers"] = [*headers, (REQUEST_ID, id_.encode())]
            await send(message)

        begun = perf_counter()
        outside = REQUEST.set(id_)
        try:
            await self.app(scope, receive, told)
        except Exception as error:
            self._health.fault(_route(scope), _method(scope), error)
            raise
        finally:
            # A screen listens for hours; it had its answer when it began to.
            seconds = (streamed or perf_counter()) - begun
            self._health.answered(_route(scope), _method(scope), status, seconds)
            REQUEST.reset(outside)


def _header(headers: Iterable[tuple[bytes, bytes]], asked: bytes) -> bytes:
    for name, value in headers:
        if name == asked:
            return value
    return b""


def _route(scope: Mapping[str, Any]) -> str:
    """The address with the names of its parts in braces: few, and nobody's own words. What answers
    without a route of the framework says its `address`.
    """
    address: str | None = scope.get("address")
    if address is not None:
        return address
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is None:
        return OTHER
    versioned = scope["path"].startswith("/v1/") and not path.startswith("/v1/")
    return f"/v1{path}" if versioned else path


def _method(scope: Mapping[str, Any]) -> str:
    method: str = scope["method"]
    return method if method in METHODS else OTHER
