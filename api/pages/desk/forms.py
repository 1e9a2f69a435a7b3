"""From the fields of a form to the fields of a command, by the names they carry.

    member                 a text; left out where nothing is filled in
    present[]              a list: the field may stand many times
    subject.kind           a field inside another one
    marks.0.criterion      an item of a list
    …:points               a decimal, 97.50 or 97,50, kept as hundredths
    …:lines                a list: one item a line
    …:moment               a date and time of day in the ledger's zone, kept as microseconds

Text is brought into NFC, as every keyboard writes letters in its own way.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from api.typed import typed
from engine.errors.values import FieldInvalid
from engine.values.text import shown

ASIDE = ("key", "back", "second_name", "second_password")
"""Fields that are said beside the command."""
_POINTS = re.compile(r"-?\d{1,9}([.,]\d{1,2})?")
DEPTH_MAX = 4


def fields_of(form: FormData, *, zone: str) -> dict[str, Any]:
    """The fields of a command. Refuses `FieldInvalid`."""
    fields: dict[str, Any] = {}
    for name, value in form.multi_items():
        if name in ASIDE or not isinstance(value, str):
            continue
        text = typed(value)
        path, _, form_of_value = name.partition(":")
        if form_of_value == "lines":
            _put(fields, path, [line for line in map(typed, text.splitlines()) if line])
        elif text:
            told: object = text
            if form_of_value == "points":
                told = hundredths(text, field=path)
            elif form_of_value == "moment":
                told = _micros(text, zone, field=path)
            _put(fields, path, told)
    return {name: _lists(value) for name, value in fields.items()}


def hundredths(text: str, *, field: str) -> int:
    """Points as they are written, in hundredths. Refuses `FieldInvalid`.

    >>> hundredths("97,5", field="points"), hundredths("-0.25", field="points")
    (9750, -25)
    """
    if _POINTS.fullmatch(text) is None:
        raise FieldInvalid(field=field, value=shown(text), expected="97.50")
    try:
        return int(Decimal(text.replace(",", ".")) * 100)
    except InvalidOperation as error:
        raise FieldInvalid(field=field, value=shown(text), expected="97.50") from error


def _micros(text: str, zone: str, *, field: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise FieldInvalid(field=field, value=shown(text), expected="2025-01-02T08:00") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _put(fields: dict[str, Any], path: str, value: object) -> None:
    many = path.endswith("[]")
    *outer, last = path.removesuffix("[]").split(".")
    if len(outer) >= DEPTH_MAX:
        raise FieldInvalid(field=shown(path), expected="known-field")
    inside = fields
    for part in outer:
        inside = inside.setdefault(part, {})
        if not isinstance(inside, dict):
            raise FieldInvalid(field=shown(path), expected="known-field")
    if many:
        inside.setdefault(last, []).append(value)
    else:
        inside[last] = value


def _lists(value: Any) -> Any:
    """Maps whose keys are numbers are lists; items of which only a part is filled in stay."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in _in_order(inner)]
    return inner


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=int)
