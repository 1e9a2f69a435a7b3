"""A change on its way: submitted without blocking the event loop, answered after its commit.

Waiting for a verdict costs no thread. What reads a long body, asks for an unknown ledger or
computes an answer first goes to threads of its own, so that questions never wait for changes.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import anyio.to_thread
import msgspec
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from api.access.gate import check_may_change, second_of, who_of
from api.bodies import SMALL, Sent, bytes_max, headers_of, key_in, read_body, sent
from api.house import House
from api.schemas import Recorded
from api.verdicts import waited
from engine.commands.base import Command
from engine.commands.season import OpenLedger
from engine.persistence.promise import Promise
from engine.persistence.writer import Verdict

THREADS = 16
"""Changes that are read or computed at once; the others wait for their turn."""

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


async def make(request: Request, kind: type[Command]) -> Response:
    """The change that a request asks for, by a command of this kind. Raises its refusal."""
    headers = headers_of(request.scope)
    key = key_in(request.scope, headers)
    address = dict(request.path_params)
    ledger: str = address.pop("ledger", "")
    house: House = request.app.state.house
    who = await who_of(request)
    if not who.everything:
        await apart(request, lambda: check_may_change(house, who, ledger, kind))
    body = await read_body(headers, request.receive, bytes_max(kind))

    def read() -> Sent:
        told = sent(kind, body, address)
        if who.everything:
            return told
        check_may_change(house, who, ledger, kind, told.command)
        second = second_of(request, who, told.beside.get("second"))
        return Sent(told.command, {**told.beside, "by": who.id, "second": second})

    def submitted(told: Sent) -> Promise:
        return house.submit(ledger, told.command, key=key, **told.beside)

    def carried_out(told: Sent) -> Verdict:
        if isinstance(told.command, OpenLedger):
            return house.open_ledger(told.command, key=key, **told.beside)
        return house.carry_out(ledger, told.command, key=key, **told.beside)

    if kind is OpenLedger or kind.COMPUTED:
        return answered(house, await apart(request, lambda: carried_out(read())))
    if len(body) > SMALL or house.known(ledger) is None or not who.everything:
        return answered(house, await waited(await apart(request, lambda: submitted(read()))))
    return answered(house, await waited(submitted(read())))


async def apart(request: Request, work: Callable[[], T]) -> T:
    """Do this in a thread for changes."""
    limiter: CapacityLimiter = request.app.state.change_threads
    return await anyio.to_thread.run_sync(work, limiter=limiter)


class Told(NamedTuple):
    """An answer as it goes out."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def told(house: House, verdict: Verdict) -> Told:
    """A verdict as the answer to a change: the same for the first request and for every retry."""
    ledger, first, count = verdict.ledger, verdict.first, verdict.count
    slug, id_ = house.names_of(ledger)
    recorded = Recorded(
        ledger=slug,
        ledger_id=id_,
        first=first if count else None,
        last=first + count - 1 if count else None,
        count=count,
    )
    body = _encode(recorded)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"idempotent-replayed", b"true" if verdict.repeated else b"false"),
    ]
    if count:
        events = f"/v1/ledgers/{slug}/timeline?after={first - 1}&limit={count}"
        headers.append((b"location", events.encode()))
    return Told(201 if count else 200, headers, body)


def answered(house: House, verdict: Verdict) -> Response:
    """The same, for the framework."""
    status, headers, body = told(house, verdict)
    answer = Response(body, status)
    answer.raw_headers = headers
    return answer
