"""The way of one vote begins here: parse, make the command, answer. No decision is taken here.

The busiest address of a conference, so it reads a ballot of the usual form in one go; whatever
is not of that form is read as every other change is, and refused in the same words.
"""

import re

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import changes
from api.access.gate import check_may_change, second_of, who_of
from api.bodies import body_of, key_of, sent
from api.guard import Refuse
from api.house import House
from api.routes.paths import ADDRESSES
from api.verdicts import waited
from engine.commands.ballot import CastBallot
from engine.errors import DomainError
from engine.rules.ballots import Ballot

BALLOT_BYTES_MAX = 256 * 1024
"""Four times what a ballot may come to in the ledger."""


class _Usual(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A ballot with nothing said beside it. Its fields are checked with the command's."""

    member: str
    ballot: Ballot
    holder: str | None = None


_usual = msgspec.json.Decoder(_Usual).decode


async def cast_ballot(request: Request) -> Response:
    """Answer when the ballot is on the disk; raise its refusal."""
    key = key_of(request)
    ledger: str = request.path_params["ledger"]
    poll: str = request.path_params["poll"]
    house: House = request.app.state.house
    who = await who_of(request)
    if not who.everything:
        await changes.apart(request, lambda: check_may_change(house, who, ledger, CastBallot))
    body = await body_of(request, BALLOT_BYTES_MAX)
    try:
        usual = _usual(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        command, beside = sent(CastBallot, body, {"poll": poll})
    else:
        command = CastBallot(
            poll=poll, member=usual.member, ballot=usual.ballot, holder=usual.holder
        )
        beside = {}
    if not who.everything:
        await changes.apart(
            request, lambda: check_may_change(house, who, ledger, CastBallot, command)
        )
        beside = {**beside, "by": who.id, "second": second_of(request, who, beside.get("second"))}
    elif house.known(ledger) is None:
        await changes.apart(request, lambda: house.id_of(ledger))
    verdict = await waited(house.submit(ledger, command, key=key, **beside))
    return changes.answered(house, verdict)


class BallotsFirst:
    """ASGI middleware: ballots go straight to `cast_ballot`, past what the framework does for
    addresses with parameters, dependencies and models; this one has none of them. Everything
    else, and every fault, takes the usual way.
    """

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self.app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "POST":
            found = _ADDRESS.fullmatch(scope["path"])
            if found is not None:
                scope["path_params"] = {"ledger": found[1], "poll": found[2]}
                scope["endpoint"] = cast_ballot
                request = Request(scope, receive)
                try:
                    answer = await cast_ballot(request)
                except DomainError as refusal:
                    answer = await self._refuse(request, refusal)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


ADDRESS = f"/v1{ADDRESSES[CastBallot.NAME]}"
_ADDRESS = re.compile(re.sub(r"{\w+}", "([^/]+)", ADDRESS))
