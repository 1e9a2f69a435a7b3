"""The way of one vote begins here: parse, make the command, answer. No decision is taken here.

The busiest address of a conference, so it reads a ballot of the usual form in one go; whatever
is not of that form is read as every other change is, and refused in the same words.
"""

import re
from functools import partial
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import changes
from api.access.doorkeeper import SECOND_HEADER
from api.access.gate import check_may_change, nobody_signs_in, second_of, who_of
from api.access.who import Who
from api.bodies import Sent, headers_of, key_in, read_body, sent
from api.changes import Told
from api.guard import Refuse
from api.house import House
from api.routes.paths import ADDRESSES
from api.verdicts import waited
from engine.commands.ballot import CastBallot
from engine.commands.base import Command
from engine.errors import DomainError
from engine.rules.ballots import Ballot

BALLOT_BYTES_MAX = 256 * 1024
"""Four times what a ballot may come to in the ledger."""

ADDRESS = f"/v1{ADDRESSES[CastBallot.NAME]}"
_ADDRESS = re.compile(re.sub(r"{\w+}", "([^/]+)", ADDRESS))


class _Usual(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A ballot with nothing said beside it. Its fields are checked with the command's."""

    member: str
    ballot: Ballot
    holder: str | None = None


_usual = msgspec.json.Decoder(_Usual).decode


class BallotsFirst:
    """ASGI middleware: ballots are answered here, before what the framework does for addresses
    with parameters, dependencies and models; this one has none of them. Everything else takes the
    usual way.
    """

    def __init__(self, app: ASGIApp, *, house: House, refuse: Refuse) -> None:
        self.app = app
        self._house = house
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        found = None
        if scope["type"] == "http" and scope["method"] == "POST":
            found = _ADDRESS.fullmatch(scope["path"])
        if found is None:
            await self.app(scope, receive, send)
            return
        scope["address"] = ADDRESS
        try:
            told = await self._cast(scope, receive, found[1], found[2])
        except Exception as error:
            answer = await self._refuse(Request(scope, receive), error)
            await answer(scope, receive, send)
            if not isinstance(error, DomainError):
                raise  # a fault, told to whoever runs the server
            return
        await send({"type": "http.response.start", "status": told.status, "headers": told.headers})
        await send({"type": "http.response.body", "body": told.body})

    async def _cast(self, scope: Scope, receive: Receive, ledger: str, poll: str) -> Told:
        """The answer when the ballot is on the disk. Raises its refusal."""
        house = self._house
        headers = headers_of(scope)
        key = key_in(scope, headers)
        beside: dict[str, Any]
        if nobody_signs_in(scope):
            command, beside = _read(await read_body(headers, receive, BALLOT_BYTES_MAX), poll)
            if house.known(ledger) is None:
                await changes.apart(Request(scope), lambda: house.id_of(ledger))
        else:
            request = Request(scope, receive)
            who = await who_of(request)
            await self._check(request, who, ledger)
            command, beside = _read(await read_body(headers, receive, BALLOT_BYTES_MAX), poll)
            await self._check(request, who, ledger, command)
            second = beside.get("second")
            if second is not None or SECOND_HEADER.encode() in headers:
                second = await changes.apart(request, lambda: second_of(request, who, second))
            beside = {**beside, "by": who.id, "second": second}
        return changes.told(house, await waited(house.submit(ledger, command, key=key, **beside)))

    async def _check(
        self, request: Request, who: Who, ledger: str, command: Command | None = None
    ) -> None:
        """Refuse who may not vote here. A delegate's right is in its session: nothing is looked up."""
        check = partial(check_may_change, self._house, who, ledger, CastBallot, command)
        if who.member is not None and self._house.known(ledger) is not None:
            check()
        else:
            await changes.apart(request, check)


def _read(body: bytes, poll: str) -> Sent:
    try:
        usual = _usual(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return sent(CastBallot, body, {"poll": poll})
    command = CastBallot(poll=poll, member=usual.member, ballot=usual.ballot, holder=usual.holder)
    return Sent(command, {})
