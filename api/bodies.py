"""From the bytes of a request to a command: bounded, JSON, one object, nothing said twice.

Text is passed on as it was sent; the engine refuses what is not NFC.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request

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

KEY_HEADER = b"idempotency-key"
JSON = "application/json"


class Sent(NamedTuple):
    """A command, and what is said beside it."""

    command: Command
    beside: dict[str, Any]
    """Of `on`, `acting_for` and `second`, those that were said."""


def bytes_max(kind: type[Command]) -> int:
    """How long the body of this command may be."""
    return DOCUMENT_BYTES_MAX if kind in (FileAttachment, AdoptMinutes) else BODY_BYTES_MAX


def key_of(request: Request) -> str:
    """The request's idempotency key. Refuses `IdempotencyKeyMissing`, and any query, as a change
    takes none.
    """
    key = _header(request, KEY_HEADER)
    if not key:
        raise IdempotencyKeyMissing
    if request.scope["query_string"]:
        raise QueryUnknown(parameter=shown(next(iter(request.query_params), "")), known=())
    return key


async def body_of(request: Request, size_max: int) -> bytes:
    """The body. Refuses `BodyTooLarge` before more than that is in memory, `MediaTypeNotJson`."""
    media_type = _header(request, b"content-type")
    if media_type is not None and media_type.partition(";")[0].strip().lower() != JSON:
        raise MediaTypeNotJson(media_type=shown(media_type), expected=JSON)
    announced = _header(request, b"content-length")
    if announced is not None and announced.isdecimal() and int(announced) > size_max:
        raise BodyTooLarge(size_max=size_max)
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > size_max:
            raise BodyTooLarge(size_max=size_max)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _header(request: Request, name: bytes) -> str | None:
    value: bytes
    for told, value in request.scope["headers"]:
        if told == name:
            return value.decode("latin-1")
    return None


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
