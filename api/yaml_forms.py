"""The forms in which a file writes numbers, shares, flags and ids; each read exactly, or refused.

A reader takes the text as written and raises ValueError for anything but its form. `meant`
guesses what was meant by a text that a reader refused.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, get_args, get_origin
from uuid import UUID

import msgspec

from engine.values.numbers import Hundredths, Micros, Share, points
from engine.values.text import Code, Day

DIGITS_MAX = 18
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_POINTS = re.compile(r"(-?)(0|[1-9]\d*)(?:\.(\d{1,2}))?", re.ASCII)
_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_FRACTION = re.compile(r"(\d{1,7})/(\d{1,7})", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,4}))?%", re.ASCII)
_FLAGS = {"true": True, "false": False}


def hundredths(text: str) -> int:
    """Points with at most two places, as hundredths.

    >>> hundredths("97.50"), hundredths("97.5"), hundredths("-0.05"), hundredths("10")
    (9750, 9750, -5, 1000)
    """
    found = _POINTS.fullmatch(_short(text))
    if found is None:
        raise ValueError(text)
    sign, units, places = found.groups()
    number = int(units) * 100 + int((places or "").ljust(2, "0"))
    return -number if sign else number


def whole(text: str) -> int:
    """A whole number in decimal digits, without separators or leading zeros."""
    if _WHOLE.fullmatch(_short(text)) is None:
        raise ValueError(text)
    return int(text)


def share(text: str) -> Share:
    """A share of 0 to 1 in the terms given.

    >>> share("2/3"), share("70%"), share("12.5%")
    (Share(num=2, den=3), Share(num=70, den=100), Share(num=125, den=1000))
    """
    if found := _FRACTION.fullmatch(text):
        num, den = int(found[1]), int(found[2])
    elif found := _PERCENT.fullmatch(text):
        places = found[2] or ""
        num, den = int(found[1] + places), 10 ** (2 + len(places))
    else:
        raise ValueError(text)
    if not 0 <= num <= den or den == 0:
        raise ValueError(text)
    return msgspec.convert({"num": num, "den": den}, Share)


def flag(text: str) -> bool:
    """`true` or `false`; YAML's other words for them are refused, for `no` is also a country."""
    if text not in _FLAGS:
        raise ValueError(text)
    return _FLAGS[text]


def moment(text: str) -> int:
    """A time with its offset from UTC, as µs since the epoch.

    >>> moment("2025-01-02T08:00+07:00")
    1735779600000000
    """
    told = datetime.fromisoformat(text)
    if told.tzinfo is None or "T" not in text:
        raise ValueError(text)
    return (told - _EPOCH) // timedelta(microseconds=1)


def hexadecimal(text: str) -> bytes:
    """Bytes as pairs of hexadecimal digits."""
    return bytes.fromhex(text)


def _short(text: str) -> str:
    if len(text) > DIGITS_MAX:
        raise ValueError(text)
    return text


FORMS: tuple[tuple[Any, Callable[[str], Any], str], ...] = (
    (Hundredths, hundredths, "0.00"),
    (Share, share, "2/3 | 70%"),
    (Micros, moment, "2025-01-02T08:00+07:00"),
    (bool, flag, "true | false"),
    (int, whole, "whole number"),
    (UUID, UUID, "UUID"),
    (bytes, hexadecimal, "hexadecimal"),
)
"""Type, reader, and the form in symbols."""

_PATTERNS = {Code: "A-Z a-z 0-9 . _ -, 1..64 characters", Day: "YYYY-MM-DD"}
_MEANT = {"yes": "true", "on": "true", "no": "false", "off": "false"}


def meant(text: str, expected: str) -> str | None:
    """What was probably meant by a text that was refused, where there is a guess.

    >>> meant("97,5", "0.00"), meant("0.7", "2/3 | 70%"), meant("Yes", "true | false")
    ('97.5', '70%', 'true')
    """
    if expected == "true | false":
        return _MEANT.get(text.lower(), text.lower() if text.lower() in _FLAGS else None)
    if expected == "2/3 | 70%" and re.fullmatch(r"0\.\d{1,2}", text, re.ASCII):
        return f"{int(text[2:].ljust(2, '0'))}%"
    for separator, instead in ((",", "."), ("_", ""), (" ", "")):
        candidate = text.replace(separator, instead)
        if candidate != text and expected in ("0.00", "whole number"):
            reader = hundredths if expected == "0.00" else whole
            try:
                reader(candidate)
            except ValueError:
                continue
            return candidate
    return None


def expected_of(type_: Any) -> str:
    """What a field of this type asks, in symbols."""
    for known, _, told in FORMS:
        if type_ == known:
            return told
    for known, told in _PATTERNS.items():
        if type_ == known:
            return told
    origin, parts = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _bounds(parts[0], parts[1:])
    if origin is Literal:
        return " | ".join(map(str, parts))
    if origin is tuple:
        return "list"
    if type_ is str:
        return "text"
    if origin is None or origin is dict:
        return "mapping"
    return " | ".join(expected_of(part) for part in parts if part is not type(None))


def bounds_of(type_: Any) -> str:
    """What a value written in the right form must also keep to."""
    if type_ == Hundredths:
        (meta,) = get_args(type_)[1:]
        return f"{points(meta.ge)}..{points(meta.le)}"
    return expected_of(type_)


def _bounds(base: Any, metas: tuple[Any, ...]) -> str:
    """Bounds of a text or number, as `1..160 characters` or `0..1000000000`."""
    for meta in metas:
        if meta.pattern is not None:
            return str(meta.pattern)
        if meta.min_length is not None or meta.max_length is not None:
            unit = "characters" if base is str else "bytes" if base is bytes else "entries"
            return f"{_bound(meta.min_length)}..{_bound(meta.max_length)} {unit}"
        if meta.ge is not None or meta.le is not None:
            return f"{_bound(meta.ge)}..{_bound(meta.le)}"
    return expected_of(base)


def _bound(bound: int | None) -> str:
    return "" if bound is None else str(bound)
