"""Examples of any event struct, made from its type: the least it can hold, and everything.

Only used where a golden file is made for the first time, or for a field that none shows yet.
What was written then is kept as bytes and never made again.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

from engine.events.base import Event

VARIANTS_MAX = 12


def examples(kind: type[Event]) -> Iterator[tuple[str, Event]]:
    """Named examples: `least` holds what is required, `full-1` everything, and the further ones
    the other choices of every field.
    """
    yield "least", msgspec.convert(_Example(full=False, turn=0).of(inspect.type_info(kind)), kind)
    seen: list[Event] = []
    for turn in range(VARIANTS_MAX):
        event = msgspec.convert(_Example(full=True, turn=turn).of(inspect.type_info(kind)), kind)
        if event not in seen:
            seen.append(event)
            yield f"full-{len(seen)}", event


class _Example:
    """One value of a type; of several choices the one whose turn it is."""

    def __init__(self, *, full: bool, turn: int) -> None:
        self.full = full
        self.turn = turn
        self._numbers = count(1)

    def of(self, kind: inspect.Type, name: str = "") -> Any:
        match kind:
            case inspect.StructType(fields=fields):
                return self._struct(kind, fields)
            case inspect.UnionType(types=types):
                left = [each for each in types if not isinstance(each, inspect.NoneType)]
                return self.of(left[self.turn % len(left)], name)
            case inspect.LiteralType(values=values):
                return values[self.turn % len(values)]
            case inspect.Metadata(type=inner):
                return self.of(inner, name)
            case inspect.VarTupleType(item_type=item):
                return [self.of(item, name) for _ in range(2 if self.full else 0)]
            case inspect.TupleType(item_types=items):
                return [self.of(item, name) for item in items]
            case inspect.DictType(value_type=value):
                return {f"{name}-key": self.of(value, name)} if self.full else {}
            case _:
                return self._plain(kind, name)

    def _struct(self, kind: inspect.StructType, fields: tuple[inspect.Field, ...]) -> Any:
        tag = {} if kind.tag is None or kind.tag_field is None else {kind.tag_field: kind.tag}
        named = {
            field.encode_name: self.of(field.type, field.name)
            for field in fields
            if field.required or self.full
        }
        return [*named.values()] if kind.array_like else tag | named

    def _plain(self, kind: inspect.Type, name: str) -> Any:
        number = next(self._numbers)
        match kind:
            case inspect.StrType(pattern=pattern):
                return _text(pattern or "", name, number)
            case inspect.IntType(ge=least):
                return (0 if least is None else least) + 200 * number
            case inspect.BytesType():
                return bytes(range(number, number + 32))
            case inspect.BoolType():
                return self.turn % 2 == 0
            case inspect.UUIDType():
                return UUID(int=2**127 + number)
            case _:
                raise TypeError(f"no example for {kind}")


def _text(pattern: str, name: str, number: int) -> str:
    if r"\d{4}-\d{2}" in pattern:
        return f"2025-01-{number:02d}"
    if pattern:
        return f"{name}-{number}"
    return f"{name} thứ {number}: chữ Ỷ có dấu"
