"""A change on its way: submitted without blocking the event loop, answered after its commit.

Waiting for a verdict costs no thread. What reads a long body, asks for an unknown ledger or
computes an answer first goes to threads of its own, so that questions never wait for changes.
"""

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
import msgspec
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from api.access.gate import check_may_change, second_of, who_of
from api.bodies import SMALL, Sent, body_of, bytes_max, key_of, sent
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
    key = key_of(request)
    address = dict(request.path_params)
    ledger: str = address.pop("ledger", "")
    house: House = request.app.state.house
    who = await who_of(request)
    if not who.everything:
        await apart(request, lambda: check_may_change(house, who, ledger, kind))
    body = await body_of(request, bytes_max(kind))

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


def answered(house: House, verdict: Verdict) -> Response:
    """A verdict as the answer to a change: the same for the first request and for every retry."""
    changed = verdict.count > 0
    slug = house.slug_of(verdict.ledger)
    told = Recorded(
        ledger=slug,
        ledger_id=str(verdict.ledger),
        first=verdict.first if changed else None,
        last=verdict.first + verdict.count - 1 if changed else None,
        count=verdict.count,
    )
    headers = {
        "Idempotent-Replayed": "true" if verdict.repeated else "false",
        "Location": f"/v1/ledgers/{slug}/timeline?after={verdict.first - 1}&limit={verdict.count}",
    }
    if not changed:
        del headers["Location"]
    return Response(_encode(told), 201 if changed else 200, headers, media_type="application/json")
