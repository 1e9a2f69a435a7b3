"""From the bytes of a request to a command: bounded, JSON, one object, nothing said twice.

Text is passed on as it was sent; the engine refuses what is not NFC.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from api.errors import (
    BodyNotJson,
    BodyTooLarge,
    FieldComputed,
    FieldTwice,
    IdempotencyKeyMissing,
    MediaTypeNotJson,
    QueryUnknown,
)
from engine.commands.base import Command
from engine.commands.document import FileAttachment
from engine.commands.meeting import AdoptMinutes
from engine.commands.submit import command_of, invalid_field
from engine.values.numbers import Micros
from engine.values.text import Code, shown

BODY_BYTES_MAX = 4 * 1024 * 1024
"""A rulebook with a thousand criteria is a tenth of this."""
DOCUMENT_BYTES_MAX = 24 * 1024 * 1024
"""An attachment of 16 MiB in base64, and what stands beside it."""
SMALL = 64 * 1024
"""Bodies up to here are read on the event loop; longer ones would keep others waiting."""

JSON = b"application/json"


class Sent(NamedTuple):
    """A command, and what is said beside it."""

    command: Command
    beside: dict[str, Any]
    """Of `on`, `acting_for` and `second`, those that were said."""


def bytes_max(kind: type[Command]) -> int:
    """How long the body of this command may be."""
    return DOCUMENT_BYTES_MAX if kind in (FileAttachment, AdoptMinutes) else BODY_BYTES_MAX


Headers: TypeAlias = Mapping[bytes, bytes]


def headers_of(scope: Scope) -> Headers:
    """The headers of a request by their names; of one that was sent twice, the first."""
    return dict(reversed(scope["headers"]))


def key_in(scope: Scope, headers: Headers) -> str:
    """The request's idempotency key. Refuses `IdempotencyKeyMissing`, and any query, as a change
    takes none.
    """
    key = headers.get(b"idempotency-key")
    if not key:
        raise IdempotencyKeyMissing
    if scope["query_string"]:
        names = iter(Request(scope).query_params)
        raise QueryUnknown(parameter=shown(next(names, "")), known=())
    return key.decode("latin-1")


async def read_body(headers: Headers, receive: Receive, size_max: int) -> bytes:
    """The body. Refuses `BodyTooLarge` before more than that is in memory, `MediaTypeNotJson`."""
    media_type = headers.get(b"content-type", JSON)
    if media_type != JSON and media_type.partition(b";")[0].strip().lower() != JSON:
        told = shown(media_type.decode("latin-1"))
        raise MediaTypeNotJson(media_type=told, expected=JSON.decode())
    announced = headers.get(b"content-length", b"")
    if announced.isdigit() and int(announced) > size_max:
        raise BodyTooLarge(size_max=size_max)
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        size += len(part)
        if size > size_max:
            raise BodyTooLarge(size_max=size_max)
        parts.append(part)
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def sent(kind: type[Command], body: bytes, address: Mapping[str, str]) -> Sent:
    """The command of a body and the fields of its address.

    Refuses `BodyNotJson`, `FieldTwice`, `FieldComputed`, `FieldInvalid`.
    """
    fields = fields_of(body)
    for name, value in address.items():
        if fields.setdefault(name, value) != value:
            raise FieldTwice(field=name, path=value, body=shown(str(fields[name])))
    for name in kind.COMPUTED:
        if name in fields:
            raise FieldComputed(field=name)
    beside = beside_of(fields)
    return Sent(command_of(kind.NAME, fields), beside)


def beside_of(fields: dict[str, Any]) -> dict[str, Any]:
    """Take out of the fields what is said beside a command. Refuses `FieldInvalid`."""
    return {
        name: _beside(said, fields.pop(said), type_)
        for said, (name, type_) in _ENVELOPE.items()
        if said in fields
    }


def fields_of(body: bytes) -> dict[str, Any]:
    """The members of a body; no body has none. Refuses `BodyNotJson`."""
    try:
        fields = msgspec.json.decode(body) if body else {}
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BodyNotJson(reason=shown(str(error))) from error
    except RecursionError as error:
        raise BodyNotJson(reason="nested too deeply") from error
    if not isinstance(fields, dict):
        raise BodyNotJson(reason=type(fields).__name__)
    return fields


_ENVELOPE: dict[str, tuple[str, Any]] = {
    "on": ("on", Micros | None),
    "for": ("acting_for", Code | None),
    "with": ("second", Code | None),
}
"""As in a season file; no command has a field of such a name, and a test says so."""


def _beside(said: str, value: object, type_: Any) -> Any:
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        refusal = invalid_field(error)
        raise type(refusal)(**{**refusal.facts, "field": said}) from error
