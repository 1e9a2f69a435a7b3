"""The numbers a transferable count works in: decimals cut off at a stated place, or exact fractions.

A statute that says "to five decimal places, any remainder being ignored" is counted in whole
multiples of 0.00001, so that nothing is rounded twice and every count is the same everywhere.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from engine.rules.outcome import number
from engine.rules.transferable.referee import Number


class Arithmetic(Protocol):
    """What a count asks of its numbers."""

    @property
    def one(self) -> Number:
        """The value of one paper at first."""

    def passed_on(self, value: Number, surplus: Number, votes: Number) -> Number:
        """The value with which a paper leaves an option that has this surplus of its votes."""

    def told(self, value: Number) -> str:
        """A number as canonical text."""


@dataclass(frozen=True)
class Exact:
    """Exact fractions."""

    one: Number = Fraction(1)

    def passed_on(self, value: Number, surplus: Number, votes: Number) -> Number:
        """Value × surplus / votes."""
        return value * Fraction(surplus) / votes

    def told(self, value: Number) -> str:
        """As `p/q`."""
        return number(value)


@dataclass(frozen=True)
class Decimals:
    """Fixed decimals, held as whole multiples of the last place. What does not fit is cut off."""

    places: int
    share_first: bool = False
    """Whether surplus / votes is cut off before it is multiplied by the paper's value."""

    @property
    def one(self) -> int:
        """The value of one paper."""
        return int(10**self.places)

    def passed_on(self, value: Number, surplus: Number, votes: Number) -> Number:
        """Value × surplus / votes, cut off.

        >>> Decimals(5).passed_on(100_000, 399_00000, 1752_00000)
        22773
        """
        if self.share_first:
            return value * (surplus * self.one // votes) // self.one
        return value * surplus // votes

    def told(self, value: Number) -> str:
        """As a decimal with all its places.

        >>> Decimals(5).told(12_345_678), Decimals(2).told(-5), Decimals(0).told(7)
        ('123.45678', '-0.05', '7')
        """
        whole, part = divmod(abs(int(value)), self.one)
        sign = "-" if value < 0 else ""
        return f"{sign}{whole}.{part:0{self.places}d}" if self.places else f"{sign}{whole}"
