"""Answers, compressed on their way out: which of them, and why that gives nothing away.

How long a compressed answer is tells how often parts of it repeat. Whoever reads the network and
makes a browser ask, again and again, for a page that repeats a guess beside a secret, learns that
secret sign by sign (BREACH, 2013). No page here holds a key: sessions are in cookies, which are not
compressed, and forged requests are told by `Origin` and `Sec-Fetch-Site`, not by a token. What
remains is what a ledger keeps from the public. So whatever repeats what was asked to somebody who
has shown who they are is left as it is:

- only a `GET` answered with 200 is compressed: refusals repeat addresses, answers to forms
  what was typed;
- none that has a query and a session's cookie or a token;
- none that may not be kept (`no-store`), such as a page of fresh codes.

An answer that comes in parts (a stream of messages, of verdicts, a bundle) passes as it comes.
"""

import gzip

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.doorkeeper import COOKIES

KINDS = ("text/html", "text/css", "text/javascript", "text/csv", "application/json")
BYTES_MIN = 600
"""What fits into one packet with its headers gains nothing."""
LEVEL = 5
"""A page of 12 KB in a tenth of a millisecond, within a tenth of what 9 makes of it."""
APART_BYTES_MIN = 128 * 1024
"""From here on in a thread: others wait less than a millisecond."""


class Squeezing:
    """ASGI middleware: compress what may be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "GET" or not may_squeeze(scope):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        held: Message | None = None

        async def squeezed(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _is_wanted(message):
                held = message  # until its content is there, which says how long it is
                return
            if held is not None:
                start, held = held, None
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    message = await _answered(start, message, asked)
                await send(start)
            await send(message)

        await self.app(scope, receive, squeezed)


def _is_wanted(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    if "accept-encoding" in headers.get("vary", "").lower():
        return False  # who answers has chosen
    if start["status"] == 304:
        return True
    return (
        start["status"] == 200
        and headers.get("content-type", "").startswith(KINDS)
        and "content-encoding" not in headers
        and "no-store" not in headers.get("cache-control", "")
    )


async def _answered(start: Message, body: Message, asked: Headers) -> Message:
    """The body to send; the headers of the start are made to fit."""
    headers = MutableHeaders(raw=start["headers"])
    start["headers"] = headers.raw
    headers.add_vary_header("Accept-Encoding")
    # Byte by byte the compressed answer is another one under the same tag (RFC 9110, 8.8.3.3).
    etag, weak = headers.get("etag"), f"W/{headers.get('etag')}"
    if start["status"] == 304:
        if weak in asked.get("if-none-match", ""):
            headers["ETag"] = weak
        return body
    data = body.get("body", b"")
    if len(data) < BYTES_MIN or not takes_gzip(asked):
        return body
    apart = len(data) >= APART_BYTES_MIN
    small = await run_sync(squeeze, data) if apart else squeeze(data)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(small))
    if etag is not None and not etag.startswith("W/"):
        headers["ETag"] = weak
    return {**body, "body": small}


def may_squeeze(scope: Scope) -> bool:
    """Does the answer not repeat a query to somebody who has shown who they are."""
    if not scope["query_string"]:
        return True
    asked = Headers(scope=scope)
    return "authorization" not in asked and COOKIES.isdisjoint(Request(scope).cookies)


def takes_gzip(asked: Headers) -> bool:
    """Does an `Accept-Encoding` name gzip, and not as what is unwanted (RFC 9110, 12.5.3).

    >>> takes_gzip(Headers({"accept-encoding": "br, gzip;q=0.5"}))
    True
    >>> takes_gzip(Headers({"accept-encoding": "gzip;q=0, *"})), takes_gzip(Headers({}))
    (False, False)
    """
    for part in asked.get("accept-encoding", "").split(","):
        coding, _, quality = part.partition(";")
        if coding.strip().lower() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def squeeze(data: bytes, level: int = LEVEL) -> bytes:
    """The same bytes for the same content, whenever they are made."""
    return gzip.compress(data, level, mtime=0)
