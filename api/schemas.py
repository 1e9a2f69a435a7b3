"""JSON Schemas of commands for OpenAPI, made from the structs that check them."""

from typing import Any

import msgspec

from engine.commands.base import Command
from engine.commands.registry import COMMANDS

REF = "#/components/schemas/{name}"


def components() -> dict[str, Any]:
    """Every schema that a command's body refers to."""
    _, found = msgspec.json.schema_components(list(COMMANDS.values()), ref_template=REF)
    for kind in COMMANDS.values():
        found[kind.__name__] = _without(found[kind.__name__], kind.COMPUTED)
    return found


def body_schema(kind: type[Command], in_path: tuple[str, ...] = ()) -> dict[str, Any]:
    """What FastAPI adds to a route: the body and the parameters of the path."""
    schema: dict[str, Any] = {"$ref": REF.format(name=kind.__name__)}
    if in_path or kind.COMPUTED:
        _, found = msgspec.json.schema_components([kind], ref_template=REF)
        schema = _without(found[kind.__name__], (*in_path, *kind.COMPUTED))
    named = ({"ledger"} if kind.NAME != "open-ledger" else set()) | set(in_path)
    return {
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 64},
            }
            for name in sorted(named)
        ],
        "requestBody": {
            "required": bool(schema.get("required", True)),
            "content": {"application/json": {"schema": schema}},
        },
    }


def _without(schema: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    properties = {k: v for k, v in schema["properties"].items() if k not in fields}
    required = [name for name in schema.get("required", ()) if name not in fields]
    return {**schema, "properties": properties, "required": required}
