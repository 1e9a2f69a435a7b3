"""What a line of a stream of commands is, and a line of the verdicts on it, as JSON Schemas."""

from typing import Any

KEY_MAX = 150
"""Of the name of a batch, which begins the keys of its lines."""


def bulk_components(commands: dict[str, Any], beside: dict[str, Any]) -> dict[str, Any]:
    """The components of the bulk address. `commands`: name -> the schema of its fields; `beside`:
    what may stand beside a command.
    """
    key = {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "The command's idempotency key; without it, one is made of the batch's name "
        "and the line's number.",
    }
    return {
        "BulkCommand": {
            "title": "BulkCommand",
            "description": "One command by its name, with its fields, and what stands beside it.",
            "type": "object",
            "properties": {**commands, "key": key, **beside},
            "additionalProperties": False,
            "oneOf": [{"required": [name]} for name in commands],
        },
        "BulkVerdict": {
            "title": "BulkVerdict",
            "description": "What became of one line: the indexes of its events, null where nothing "
            "needed recording, or its refusal.",
            "type": "object",
            "required": ["line"],
            "properties": {
                "line": {"type": "integer", "minimum": 1},
                "first": {"type": ["integer", "null"], "minimum": 0},
                "last": {"type": ["integer", "null"], "minimum": 0},
                "count": {"type": "integer", "minimum": 0},
                "repeated": {
                    "type": "boolean",
                    "description": "It was recorded before; this is its first answer.",
                },
                "refused": {
                    "type": "object",
                    "required": ["code"],
                    "properties": {"code": {"type": "string"}},
                    "description": "The refusal's code, and its facts beside it.",
                },
            },
            "additionalProperties": False,
            "oneOf": [
                {"required": ["first", "last", "count", "repeated"]},
                {"required": ["refused"]},
            ],
        },
        "BulkSums": {
            "title": "BulkSums",
            "description": "The last line. An answer without it is not whole: send the same again.",
            "type": "object",
            "required": [
                "lines", "recorded", "repeated", "refused", "stopped", "ledger", "events",
            ],
            "properties": {
                **{
                    name: {"type": "integer", "minimum": 0}
                    for name in ("lines", "recorded", "repeated", "refused", "events")
                },
                "stopped": {
                    "type": "boolean",
                    "description": "A refusal ended it, as was asked.",
                },
                "ledger": {"type": "string"},
            },
            "additionalProperties": False,
        },
    }  # fmt: skip
