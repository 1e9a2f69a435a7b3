"""Around every request: its id, in and out; how long it took; what went wrong and where."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.health.health import Health
from api.health.logs import request_id

REQUEST_ID = "X-Request-Id"
OTHER = "other"
EVENTS = "text/event-stream"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Watching:
    """ASGI middleware, outside all others."""

    def __init__(
        self, app: ASGIApp, health: Health, plain: Mapping[Callable[..., Any], str]
    ) -> None:
        """`plain`: the addresses of what answers without a route of the framework."""
        self.app = app
        self._health = health
        self._plain = plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = request_id(Headers(scope=scope).get(REQUEST_ID, ""))
        status, streamed = 500, None

        async def told(message: Message) -> None:
            nonlocal status, streamed
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = id_
                if headers.get("Content-Type", "").startswith(EVENTS):
                    streamed = perf_counter()
            await send(message)

        begun = perf_counter()
        with bound_contextvars(request=id_):
            try:
                await self.app(scope, receive, told)
            except Exception as error:
                self._health.fault(self._route(scope), _method(scope), error)
                raise
            finally:
                # A screen listens for hours; it had its answer when it began to.
                seconds = (streamed or perf_counter()) - begun
                self._health.answered(self._route(scope), _method(scope), status, seconds)

    def _route(self, scope: Mapping[str, Any]) -> str:
        """The address with the names of its parts in braces: few, and nobody's own words."""
        endpoint = scope.get("endpoint")
        if endpoint is not None and endpoint in self._plain:
            return self._plain[endpoint]
        path = getattr(scope.get("route"), "path", None)
        if path is None:
            return OTHER
        versioned = scope["path"].startswith("/v1/") and not path.startswith("/v1/")
        return f"/v1{path}" if versioned else path


def _method(scope: Mapping[str, Any]) -> str:
    method: str = scope["method"]
    return method if method in METHODS else OTHER
