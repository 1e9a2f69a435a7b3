"""Parameters of rules: declared, checked, never silently defaulted away.

A parameter's value in force is plain data (text, whole number, truth value), so it can be
recorded with the outcome; a share or decimal is text and read exactly by `fraction`.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from engine.errors.rules import ParameterInvalid, ParameterUnknown

Value: TypeAlias = str | int | bool
Kind = Literal["whole", "flag", "choice", "share", "number", "list"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One named knob of a rule.

    `kind`: `whole` (integer), `flag`, `choice` (one of `choices`), `share` (exact fraction of
    0..1 such as `2/3` or `70%`), `number` (exact decimal or fraction), `list` (comma-separated
    numbers). `minimum` and `maximum` bound whole numbers and numbers.
    """

    name: str
    kind: Kind
    default: Value
    help: str
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


def fraction(text: str) -> Fraction:
    """An exact number from `2/3`, `70%`, `0.05` or `12`. Raises ValueError.

    >>> fraction("70%"), fraction("2/3"), fraction("1.25")
    (Fraction(7, 10), Fraction(2, 3), Fraction(5, 4))
    """
    bare = text.strip()
    if len(bare) > 40 or "e" in bare.lower():
        raise ValueError(text)
    try:
        return Fraction(bare[:-1]) / 100 if bare.endswith("%") else Fraction(bare)
    except ZeroDivisionError:
        raise ValueError(text) from None


def in_force(
    rule: str, declared: tuple[Parameter, ...], given: Mapping[str, Value]
) -> dict[str, Value]:
    """Every declared parameter with the value given or its default, each checked.

    Text is read where another kind is declared, as it comes from a command line. Refuses
    `ParameterUnknown` and `ParameterInvalid`.
    """
    known = {parameter.name: parameter for parameter in declared}
    for name in given:
        if name not in known:
            raise ParameterUnknown(rule=rule, parameter=name, known=tuple(sorted(known)))
    return {name: _read(rule, known[name], given.get(name, known[name].default)) for name in known}


def _read(rule: str, parameter: Parameter, value: Value) -> Value:
    try:
        return _READERS[parameter.kind](parameter, value)
    except ValueError:
        raise ParameterInvalid(
            rule=rule, parameter=parameter.name, value=value, expected=expected(parameter)
        ) from None


def expected(parameter: Parameter) -> str:
    """What a parameter allows, in symbols a person can read: `0..5`, `droop | hare`, `share`."""
    if parameter.choices:
        return " | ".join(parameter.choices)
    if parameter.minimum is not None or parameter.maximum is not None:
        low = "" if parameter.minimum is None else str(parameter.minimum)
        high = "" if parameter.maximum is None else str(parameter.maximum)
        return f"{parameter.kind} {low}..{high}"
    return "true | false" if parameter.kind == "flag" else parameter.kind


def _bounded(parameter: Parameter, number: Fraction | int) -> None:
    if parameter.minimum is not None and number < parameter.minimum:
        raise ValueError(number)
    if parameter.maximum is not None and number > parameter.maximum:
        raise ValueError(number)


def _whole(parameter: Parameter, value: Value) -> Value:
    if isinstance(value, bool):
        raise ValueError(value)
    number = int(value)
    _bounded(parameter, number)
    return number


def _flag(parameter: Parameter, value: Value) -> Value:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise ValueError(value)
    return value == "true"


def _choice(parameter: Parameter, value: Value) -> Value:
    if value not in parameter.choices:
        raise ValueError(value)
    return value


def _number(parameter: Parameter, value: Value) -> Value:
    if isinstance(value, bool):
        raise ValueError(value)
    exact = fraction(str(value))
    _bounded(parameter, exact)
    return str(exact)


def _share(parameter: Parameter, value: Value) -> Value:
    text = _number(parameter, value)
    if not 0 <= Fraction(str(text)) <= 1:
        raise ValueError(value)
    return text


def _list(parameter: Parameter, value: Value) -> Value:
    parts = [part for part in str(value).split(",") if part.strip()]
    for part in parts:
        _bounded(parameter, fraction(part))
    return ",".join(str(fraction(part)) for part in parts)


_READERS = {
    "whole": _whole,
    "flag": _flag,
    "choice": _choice,
    "number": _number,
    "share": _share,
    "list": _list,
}
