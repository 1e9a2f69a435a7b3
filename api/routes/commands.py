"""Changes: one POST for every command, its body the command's own fields.

The body's schema is made from the command's struct, so documentation and checks cannot part.
Every change needs an `Idempotency-Key`; a repetition gets the first answer again, with
`Idempotent-Replayed: true`.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from api.errors import (
    BodyNotJson,
    BodyTooLarge,
    FieldComputed,
    FieldTwice,
    IdempotencyKeyMissing,
)
from api.house import House
from api.routes.paths import PATHS
from api.schemas import body_schema
from engine.commands.base import Command
from engine.commands.registry import COMMANDS
from engine.commands.season import OpenLedger
from engine.commands.submit import command_of
from engine.persistence.writer import Verdict

BODY_BYTES_MAX = 24 * 1024 * 1024
"""An attachment of 16 MiB in base64, and what stands beside it."""

router = APIRouter()

IdempotencyKey = Annotated[
    str | None,
    Header(description="Any text of 1 to 200 characters that the client chose for this change."),
]


class RecordedOut(BaseModel):
    """The change is recorded: its events have the indexes `first` to `last`."""

    ledger: str
    first: int
    last: int
    count: int
    repeated: bool


async def fields_of(request: Request) -> dict[str, Any]:
    """The body as an object, with the fields of the path. Refuses what is not."""
    size = int(request.headers.get("content-length") or 0)
    body = b"" if size > BODY_BYTES_MAX else await request.body()
    if size > BODY_BYTES_MAX or len(body) > BODY_BYTES_MAX:
        raise BodyTooLarge(size_max=BODY_BYTES_MAX)
    try:
        fields = msgspec.json.decode(body) if body else {}
    except msgspec.DecodeError as error:
        raise BodyNotJson(reason=str(error)) from error
    if not isinstance(fields, dict):
        raise BodyNotJson(reason=type(fields).__name__)
    for name, value in request.path_params.items():
        if name == "ledger":
            continue
        if fields.setdefault(name, value) != value:
            raise FieldTwice(field=name, path=value, body=str(fields[name]))
    return fields


def checked(kind: type[Command], fields: dict[str, Any]) -> Command:
    """The command; fields that the server computes may not be sent."""
    for name in kind.COMPUTED:
        if name in fields:
            raise FieldComputed(field=name)
    return command_of(kind.NAME, fields)


def answered(verdict: Verdict, response: Response) -> RecordedOut:
    """A verdict as the answer to a change."""
    last = verdict.first + verdict.count - 1
    response.headers["ETag"] = f'"{verdict.ledger}-{last}"'
    response.headers["Idempotent-Replayed"] = "true" if verdict.repeated else "false"
    return RecordedOut(
        ledger=str(verdict.ledger),
        first=verdict.first,
        last=last,
        count=verdict.count,
        repeated=verdict.repeated,
    )


def _route(kind: type[Command]) -> Callable[..., Awaitable[RecordedOut]]:
    async def change(
        request: Request, response: Response, idempotency_key: IdempotencyKey = None
    ) -> RecordedOut:
        if not idempotency_key:
            raise IdempotencyKeyMissing
        command = checked(kind, await fields_of(request))
        house: House = request.app.state.house
        ledger = request.path_params["ledger"]
        if command.COMPUTED:
            # Counting and reading back may take a while: off the event loop.
            verdict = await run_in_threadpool(house.carry_out, ledger, command, key=idempotency_key)
        else:
            future = house.submit(ledger, command, key=idempotency_key)
            verdict = await asyncio.wrap_future(future)
        return answered(verdict, response)

    return change


@router.post("/ledgers", status_code=201, openapi_extra=body_schema(OpenLedger), tags=["ledgers"])
async def open_ledger(
    request: Request, response: Response, idempotency_key: IdempotencyKey = None
) -> RecordedOut:
    """Open a ledger: one season of one body."""
    if not idempotency_key:
        raise IdempotencyKeyMissing
    command = checked(OpenLedger, await fields_of(request))
    assert isinstance(command, OpenLedger), "checked makes what it is asked for"
    house: House = request.app.state.house
    verdict = await run_in_threadpool(house.open_ledger, command, key=idempotency_key)
    return answered(verdict, response)


for _name, _path in PATHS.items():
    _kind = COMMANDS[_name]
    _taken = tuple(re.findall(r"{(\w+)}", _path))
    router.add_api_route(
        f"/ledgers/{{ledger}}/{_path}",
        _route(_kind),
        methods=["POST"],
        status_code=201,
        name=_name,
        summary=_name.replace("-", " ").capitalize(),
        description=_kind.__doc__,
        tags=[_path.split("/")[0]],
        openapi_extra=body_schema(_kind, _taken),
    )
