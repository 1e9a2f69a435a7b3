"""How changes are documented: address, key, body with an example, answers."""

from collections.abc import Iterable
from typing import Any

from api.bulk.schema import KEY_MAX
from api.examples import EXAMPLES
from api.routes.paths import ADDRESSES, FIELDS, taken
from api.schemas import PROBLEM, REF, field_schema
from engine.commands.base import Command

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "What the client calls this change, best a random UUID. Sent again with the "
    "same content it is answered as the first time and changes nothing.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "example": "6f2b1c0e-5d1f-4c8e-9b1a-0a6f5d3c7e21",
}
_LEDGER = {
    "name": "ledger",
    "in": "path",
    "required": True,
    "description": "Slug or id of the ledger.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64},
}
_REPLAYED = {
    "description": "`true`: this key was answered before, and this is that answer.",
    "schema": {"enum": ["true", "false"]},
}


def change(kind: type[Command]) -> dict[str, Any]:
    """What FastAPI is told of the route of a command."""
    address = ADDRESSES[kind.NAME]
    return {
        "name": kind.NAME,
        "summary": kind.NAME.replace("-", " ").capitalize(),
        "description": _told(kind),
        "tags": [address.split("/")[3 if "{ledger}" in address else 1]],
        "status_code": 201,
        "response_model": None,
        "responses": {
            201: _recorded("Recorded."),
            200: _recorded("It is so already; nothing needed recording."),
            "4XX": PROBLEM,
            "5XX": PROBLEM,
        },
        "openapi_extra": {
            "operationId": kind.NAME,
            "parameters": [
                _KEY,
                *([_LEDGER] if "{ledger}" in address else []),
                *(_in_path(kind, name) for name in taken(address) if name != "ledger"),
            ],
            "requestBody": _body(kind),
        },
    }


def bulk(media_types: Iterable[str]) -> dict[str, Any]:
    """What FastAPI is told of the route of a stream of commands."""
    line = {"$ref": REF.format(name="BulkCommand")}
    verdicts = [{"$ref": REF.format(name=name)} for name in ("BulkVerdict", "BulkSums")]
    stop = {
        "name": "stop_at_first",
        "in": "query",
        "description": "Send nothing after a refusal; each command waits for the one before it.",
        "schema": {"type": "boolean", "default": False},
    }
    batch = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "The name of the batch: with the number of a line it makes the key of a line "
        "that has none.",
        "schema": {"type": "string", "maxLength": KEY_MAX},
        "example": "scores-of-march",
    }
    return {
        "name": "send-commands",
        "summary": "Send commands",
        "description": "A stream of commands, in order, many in flight; the schemas are those of "
        "one line, or of one MessagePack value, of which there are as many as you like. A verdict for "
        "each comes as a line while the body still comes, and the sums come last. A line that is "
        "refused spoils no other.",
        "tags": ["commands"],
        "response_model": None,
        "responses": {
            200: {
                "description": "Verdicts, one a line, and the sums as the last line.",
                "content": {"application/x-ndjson": {"schema": {"anyOf": verdicts}}},
            },
            "4XX": PROBLEM,
            "5XX": PROBLEM,
        },
        "openapi_extra": {
            "operationId": "send-commands",
            "parameters": [batch, _LEDGER, stop],
            "requestBody": {
                "required": True,
                "content": {media_type: {"schema": line} for media_type in media_types},
            },
        },
    }


def _told(kind: type[Command]) -> str:
    lines = (line.strip() for line in (kind.__doc__ or "").strip().splitlines())
    return "\n".join(lines)


def _in_path(kind: type[Command], name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": field_schema(kind, name),
        "example": EXAMPLES[kind.NAME].fields[name],
    }


def _body(kind: type[Command]) -> dict[str, Any]:
    fields = EXAMPLES[kind.NAME].body(FIELDS[kind.NAME])
    schema = {"$ref": REF.format(name=kind.__name__)}
    return {
        "required": bool(fields),
        "content": {"application/json": {"schema": schema, "example": fields}},
    }


def _recorded(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": {"Idempotent-Replayed": _REPLAYED},
        "content": {"application/json": {"schema": {"$ref": REF.format(name="Recorded")}}},
    }
