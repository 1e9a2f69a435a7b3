"""What a line says: one command by its name, as in a season file, and what stands beside it.

    {"enter-scores": {"candidate": "U1", "stage": "self", "marks": […]}, "key": "…", "on": 1767225600000000}

A line without a `key` gets one made of the name of its batch and its number, so that the same file sent
again is the same commands, and a file that has grown goes on after what was sent before.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from api.bodies import beside_of
from api.bulk.errors import BatchNameMissing, LineCommandUnclear
from api.errors import FieldComputed
from engine.commands.base import Command
from engine.commands.registry import COMMANDS
from engine.commands.submit import command_of
from engine.errors.values import FieldInvalid

_BESIDE = ("key", "on", "for", "with")


class Told(NamedTuple):
    """A command of a line, its key, and what is said beside it."""

    command: Command
    key: str
    beside: dict[str, Any]


def told_by(said: Mapping[str, Any], *, line: int, batch: str) -> Told:
    """The command of a line.

    Refuses `LineCommandUnclear`, `BatchNameMissing`, `CommandUnknown`, `FieldComputed`, `FieldInvalid`.
    """
    names = [name for name in said if name not in _BESIDE]
    if len(names) != 1:
        raise LineCommandUnclear(found=tuple(name[:64] for name in names[:4]))
    name, fields = names[0], said[names[0]]
    kind = COMMANDS.get(name)
    if kind is not None and not isinstance(fields, dict):
        raise FieldInvalid(field=name, expected="an object of fields")
    for computed in () if kind is None else kind.COMPUTED:
        if computed in fields:
            raise FieldComputed(field=computed)
    key = said.get("key")
    if key is None:
        if not batch:
            raise BatchNameMissing
        key = f"{batch}:{line}"
    if not isinstance(key, str) or not key:
        raise FieldInvalid(field="key", expected="text")
    command = command_of(name, fields)
    return Told(command, key, beside_of({each: said[each] for each in _BESIDE[1:] if each in said}))
