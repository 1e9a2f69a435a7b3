"""The door-keeper in front of every request: which host was asked, and how answers may be used.
Who asks only for the head of an answer gets that.

Before an administrator exists, everything that reaches the server may do everything. It listens on
the loopback address; a page of the web could still reach it through its reader's browser. It
cannot change anything (a change needs a header that other sites may not send, or comes from a page
of ours), and it cannot read anything under another host's name: such requests are turned away here
(DNS rebinding).
"""

from collections.abc import Awaitable, Callable, Collection

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import HostNotServed
from engine.values.text import shown

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def is_loopback(host: str) -> bool:
    """Is this an address that only this machine reaches."""
    return host == "localhost" or host.startswith("127.")


NOSNIFF = (b"x-content-type-options", b"nosniff")

Refuse = Callable[[Request, Exception], Awaitable[Response]]


class Guard:
    """ASGI middleware: `hosts` are served (None: any), others refused by `refuse`."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] | None, refuse: Refuse) -> None:
        self.app = app
        self._hosts = hosts
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        only_head = scope["method"] == "HEAD"
        if only_head:  # answered as GET is, less the content
            scope = {**scope, "method": "GET"}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], NOSNIFF]
            elif only_head:
                message = {**message, "body": b""}
            await send(message)

        if self._hosts is not None:
            host = _host(scope)
            if host not in self._hosts:
                refusal = HostNotServed(host=shown(host), expected=tuple(sorted(self._hosts)))
                answer = await self._refuse(Request(scope), refusal)
                await answer(scope, receive, guarded)
                return
        await self.app(scope, receive, guarded)


def _host(scope: Scope) -> str:
    """The host that was asked for, without its port, in lower case; empty without one."""
    for name, value in scope["headers"]:
        if name == b"host":
            told: str = value.decode("latin-1").lower()
            return told if told.endswith("]") else told.rpartition(":")[0] or told
    return ""
