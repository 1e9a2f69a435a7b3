"""How long the form of a page may be: what is longer is refused before it is in memory or on a disk.

Forms of `/v1` are bounded where they are read (`api.bodies`). What was sent is read on, and thrown
away, up to some measure: a browser shows an answer only once it has sent everything.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import DOCUMENT_BYTES_MAX
from api.errors import BodyTooLarge
from api.guard import Refuse

FORM_BYTES_MAX = 2 * 1024 * 1024
"""A sheet of scores with five thousand fields is a fifth of this."""
READ_ON_BYTES_MAX = 64 * 1024 * 1024


class Bounded:
    """ASGI middleware: forms that are sent to pages are bounded."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self.app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "POST" or path.startswith("/v1/"):
            await self.app(scope, receive, send)
            return
        size_max = DOCUMENT_BYTES_MAX if path.startswith("/desk/") else FORM_BYTES_MAX
        if _announced(scope) > size_max:
            await _read_on(receive)
            answer = await self._refuse(Request(scope), BodyTooLarge(size_max=size_max))
            await answer(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > size_max:
                raise BodyTooLarge(size_max=size_max)
            return message

        await self.app(scope, counted, send)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _read_on(receive: Receive) -> None:
    size = 0
    while size <= READ_ON_BYTES_MAX:
        message = await receive()
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
