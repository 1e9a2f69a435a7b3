"""Parameters of rules: declared, checked, never silently defaulted away.

A parameter's value in force is plain data (text, whole number, truth value), so it can be
recorded with the outcome; a share or decimal is text and read exactly by `fraction`, a list by
`numbers`, weights by `weights_of`.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from engine.errors.rules import ParameterInvalid, ParameterUnknown

Value: TypeAlias = str | int | bool
Kind = Literal[
    "whole", "flag", "choice", "share", "number", "list", "weights", "name", "option", "options"
]

_NUMBER = re.compile(r"[+-]?(?:\d+(?:/\d+|\.\d*)?|\.\d+)%?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,40}", re.ASCII)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,38}[a-z0-9])?", re.ASCII)


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One named knob of a rule.

    `kind`: `whole` (integer), `flag`, `choice` (one of `choices`), `share` (exact fraction of
    0..1 such as `2/3` or `70%`), `number` (exact decimal or fraction), `list` (comma-separated
    numbers), `weights` (`jury=1,public=1/2`: comma-separated numbers by name), `name` (an ASCII
    code, or nothing), `option` (one option of the poll, or nothing), `options` (comma-separated
    options). `minimum` and `maximum` bound every number. That an option exists is for the rule
    to check, which knows the options.
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
    if len(bare) > 40 or not _NUMBER.fullmatch(bare):
        raise ValueError(text)
    try:
        return Fraction(bare[:-1]) / 100 if bare.endswith("%") else Fraction(bare)
    except ZeroDivisionError:
        raise ValueError(text) from None


def numbers(text: str) -> tuple[Fraction, ...]:
    """The numbers of a `list` in force.

    >>> numbers("12,10,15/2")
    (Fraction(12, 1), Fraction(10, 1), Fraction(15, 2))
    """
    return tuple(fraction(part) for part in text.split(",") if part.strip())


def weights_of(text: str) -> dict[str, Fraction]:
    """The numbers of `weights` in force, by name. Raises ValueError.

    >>> weights_of("jury=1,public=50%")
    {'jury': Fraction(1, 1), 'public': Fraction(1, 2)}
    """
    told: dict[str, Fraction] = {}
    for part in filter(str.strip, text.split(",")):
        name, equals, value = part.strip().partition("=")
        if not equals or name in told or not _NAME.fullmatch(name):
            raise ValueError(text)
        told[name] = fraction(value)
    return told


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
        return _READERS[parameter.kind](parameter, _plain(value))
    except ValueError:
        raise ParameterInvalid(
            rule=rule, parameter=parameter.name, value=value, expected=expected(parameter)
        ) from None


def _plain(value: Value) -> Value:
    """The value, if it is of the three kinds it is said to be: a file may hold others."""
    if not isinstance(value, str | int):
        raise ValueError(value)
    return value


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
    text = _text(value).strip()
    if not _WHOLE.fullmatch(text):
        raise ValueError(value)
    number = int(text)
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
    exact = fraction(_text(value))
    _bounded(parameter, exact)
    return str(exact)


def _share(parameter: Parameter, value: Value) -> Value:
    text = _number(parameter, value)
    if not 0 <= Fraction(str(text)) <= 1:
        raise ValueError(value)
    return text


def _list(parameter: Parameter, value: Value) -> Value:
    parts = numbers(_text(value))
    for part in parts:
        _bounded(parameter, part)
    return ",".join(str(part) for part in parts)


def _weights(parameter: Parameter, value: Value) -> Value:
    told = weights_of(_text(value))
    for weight in told.values():
        _bounded(parameter, weight)
    return ",".join(f"{name}={told[name]}" for name in sorted(told))


def _name(parameter: Parameter, value: Value) -> Value:
    text = _text(value)
    if text and not _NAME.fullmatch(text):
        raise ValueError(value)
    return text


def _text(value: Value) -> str:
    if isinstance(value, bool):
        raise ValueError(value)
    return str(value)


def _option(parameter: Parameter, value: Value) -> Value:
    return _text(value).strip()


def _options(parameter: Parameter, value: Value) -> Value:
    codes = {code.strip() for code in _text(value).split(",")}
    return ",".join(sorted(codes - {""}))


_READERS = {
    "whole": _whole,
    "flag": _flag,
    "choice": _choice,
    "number": _number,
    "share": _share,
    "list": _list,
    "weights": _weights,
    "name": _name,
    "option": _option,
    "options": _options,
}
