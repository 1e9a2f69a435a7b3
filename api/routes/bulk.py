"""Commands in bulk over HTTP: a stream of lines in, a stream of verdicts out.

    POST /v1/ledgers/{ledger}/commands      Content-Type: application/x-ndjson | application/vnd.msgpack

Verdicts are sent while the body still comes, one line of JSON for each command in order, and the sums
last. A client that does not read before it has sent everything is no problem: what it has not fetched
waits in a file without a name, not in memory. An answer without its last line is not whole: send again.
"""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Self

import anyio
import anyio.to_thread
import msgspec
from anyio import CapacityLimiter
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.access.errors import SignInNeeded
from api.access.gate import check_may_change, second_of, who_of
from api.bulk.bulk import Answered, Bulk
from api.bulk.commands import Told
from api.bulk.lines import Form, items_of
from api.bulk.schema import KEY_MAX
from api.errors import MediaTypeNotJson, QueryUnknown
from api.house import House
from api.routes.documented import bulk
from engine.errors.values import FieldInvalid
from engine.values.text import shown

ADDRESS = "/ledgers/{ledger}/commands"
FORMS: dict[str, Form] = {
    "application/x-ndjson": "ndjson",
    "application/vnd.msgpack": "msgpack",
    "application/x-msgpack": "msgpack",
}
THREADS = 4
"""Streams that are worked on at once; the others wait for their turn."""
SPOOL_BYTES = 1024 * 1024
SEND_BYTES = 64 * 1024

_encode = msgspec.json.Encoder(enc_hook=str).encode


async def send_commands(request: Request) -> Response:
    """Take a stream of commands. Refuses what concerns all of it; each line has its own verdict."""
    who = await who_of(request)
    if who.is_public:
        raise SignInNeeded(may=())
    form, batch, stop = _form(request), _batch(request), _stop(request)
    house: House = request.app.state.house
    ledger: str = request.path_params["ledger"]

    def admit(told: Told) -> dict[str, Any]:
        if who.everything:
            return told.beside
        check_may_change(house, who, ledger, type(told.command), told.command)
        second = second_of(request, who, told.beside.get("second"))
        return {**told.beside, "by": who.id, "second": second}

    limiter: CapacityLimiter = request.app.state.bulk_threads
    bulk = await anyio.to_thread.run_sync(
        lambda: Bulk(house, ledger, items_of(form), batch=batch, stop_at_first=stop, admit=admit),
        limiter=limiter,
    )
    return _Verdicts(house, ledger, bulk, limiter)


router = APIRouter()
router.add_api_route(ADDRESS, send_commands, methods=["POST"], **bulk(FORMS))


def _form(request: Request) -> Form:
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if told not in FORMS:
        raise MediaTypeNotJson(media_type=shown(told), expected=" | ".join(FORMS))
    return FORMS[told]


def _batch(request: Request) -> str:
    batch = request.headers.get("idempotency-key", "")
    if len(batch) > KEY_MAX:
        raise FieldInvalid(field="Idempotency-Key", expected=f"at most {KEY_MAX} characters")
    return batch


def _stop(request: Request) -> bool:
    for name in request.query_params:
        if name != "stop_at_first":
            raise QueryUnknown(parameter=shown(name), known=("stop_at_first",))
    told = request.query_params.get("stop_at_first", "false")
    if told not in ("true", "false"):
        raise FieldInvalid(field="stop_at_first", value=shown(told), expected="true | false")
    return told == "true"


class _Verdicts(Response):
    """Reads the body and answers it, both at once."""

    def __init__(self, house: House, ledger: str, bulk: Bulk, limiter: CapacityLimiter) -> None:
        super().__init__()
        self._house = house
        self._ledger = ledger
        self._bulk = bulk
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the one request."""
        headers = [(b"content-type", b"application/x-ndjson"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with _Spool() as spool:
            async with anyio.create_task_group() as both:
                both.start_soon(self._take, Request(scope, receive), spool)
                while data := await spool.next():
                    await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _take(self, request: Request, spool: "_Spool") -> None:
        """Send every command of the body; what was recorded stays, also if the client goes."""
        bulk = self._bulk
        try:
            async for data in request.stream():
                spool.put(await self._apart(partial(_fed, bulk, data)))
                if bulk.sums.stopped:
                    break
            spool.put(await self._apart(lambda: _lines(bulk.end())))
            events = await self._apart(self._events)
            sums = {**msgspec.structs.asdict(bulk.sums), "ledger": self._ledger, "events": events}
            spool.put(_encode(sums) + b"\n")
        except ClientDisconnect:
            await self._apart(lambda: _lines(bulk.end()))
        finally:
            spool.end()

    async def _apart(self, work: Callable[[], Any]) -> Any:
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)

    def _events(self) -> int:
        return self._house.store.head(self._house.id_of(self._ledger)).size


def _fed(bulk: Bulk, data: bytes) -> bytes:
    """The verdicts of these bytes; whoever waits for them before sending more gets them."""
    return _lines(bulk.feed(data)) + _lines(bulk.rest())


def _lines(answered: Iterable[Answered]) -> bytes:
    return b"".join(_encode(each.told()) + b"\n" for each in answered)


class _Spool:
    """What waits to be fetched: little of it in memory, the rest in a file without a name."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115  # closed with the answer
        self._read = self._written = 0
        self._ended = False
        self._changed = anyio.Event()

    def put(self, data: bytes) -> None:
        """Lay down what is to be sent next."""
        self._file.seek(self._written)
        self._written += self._file.write(data)
        self._changed.set()

    def end(self) -> None:
        """Nothing more comes."""
        self._ended = True
        self._changed.set()

    async def next(self) -> bytes:
        """The next bytes to send; none at the end."""
        while self._read == self._written and not self._ended:
            self._changed = anyio.Event()
            await self._changed.wait()
        self._file.seek(self._read)
        data = self._file.read(min(SEND_BYTES, self._written - self._read))
        self._read += len(data)
        if self._read == self._written:
            self._file.truncate(0)
            self._read = self._written = 0
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._file.close()
