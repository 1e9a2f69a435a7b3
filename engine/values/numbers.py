"""Numbers that decide: whole numbers in named units, and exact shares. Never a float."""

from fractions import Fraction
from typing import Annotated, TypeAlias

import msgspec

Hundredths: TypeAlias = Annotated[int, msgspec.Meta(ge=-(10**12), le=10**12)]
"""Points in hundredths: 97.50 points are 9750."""

Weight: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=10**9)]
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Micros: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""Microseconds since the Unix epoch, UTC."""


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exact share between 0 and 1: two thirds are `Share(2, 3)`, in the terms given."""

    num: Annotated[int, msgspec.Meta(ge=0, le=10**6)]
    den: Annotated[int, msgspec.Meta(ge=1, le=10**6)]

    @property
    def fraction(self) -> Fraction:
        """The share as an exact number."""
        return Fraction(self.num, self.den)

    def needed(self, base: int, *, strict: bool = False) -> int:
        """The least whole number of votes that reaches this share of `base`.

        >>> Share(2, 3).needed(9), Share(9, 10).needed(9), Share(1, 2).needed(8, strict=True)
        (6, 9, 5)
        """
        if strict:
            return self.num * base // self.den + 1
        return -(-self.num * base // self.den)


def points(hundredths: int) -> str:
    """Hundredths as a decimal with two places.

    >>> points(9750), points(-5), points(0)
    ('97.50', '-0.05', '0.00')
    """
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02d}"
