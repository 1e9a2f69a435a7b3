"""Rounding, each one named: how many places, and which way.

Nothing rounds by itself. A published mean of 20.125 is 20.13 to a Polish jury and 20.12 to a bank;
a rule that rounds says how, and where it says `none` the number stays exact.

>>> [shown(rounded(Fraction(20125, 1000), 2, mode), 2, mode) for mode in ("half-up", "half-even")]
['20.13', '20.12']
"""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, trunc
from typing import Final, Literal, TypeAlias

from engine.rules.outcome import number

RoundMode: TypeAlias = Literal["half-up", "half-even", "down", "floor", "ceiling", "none"]


def _half_up(value: Fraction) -> int:
    """Halves away from zero, as people round by hand."""
    whole = floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


_MODES: Final[dict[str, Callable[[Fraction], int]]] = {
    "half-up": _half_up,
    "half-even": round,
    "down": trunc,
    "floor": floor,
    "ceiling": ceil,
}
MODES: tuple[RoundMode, ...] = ("half-up", "half-even", "down", "floor", "ceiling", "none")


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """The value to so many decimal places; exact if the mode is `none`."""
    if mode == "none":
        return value
    scale = 10**places
    return Fraction(_MODES[mode](value * scale), scale)


def shown(value: Fraction, places: int, mode: str) -> str:
    """A value that was rounded so, as canonical text: fixed decimals, or `p/q` if exact."""
    if mode == "none":
        return number(value)
    units = int(value * 10**places)
    assert units == value * 10**places, "only a rounded value is shown in decimals"
    if not places:
        return str(units)
    whole, part = divmod(abs(units), 10**places)
    return f"{'-' if units < 0 else ''}{whole}.{part:0{places}}"
