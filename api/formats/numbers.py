"""Exact decimals: points as a file writes them, counted in one unit for the whole file."""

import re

from msgspec.json import Decoder

_read_numbers = Decoder(list[int]).decode
_DECIMAL = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,9}))?", re.ASCII)


class Decimals(dict[str, tuple[int, int] | None]):
    """Text to (digits as a whole number, decimals); None for what is no decimal number.

    >>> Decimals()["-3.50"]
    (-350, 2)
    """

    def __missing__(self, text: str) -> tuple[int, int] | None:
        told = _DECIMAL.fullmatch(text)
        value = None
        if told is not None:
            digits = int(told[2] + (told[3] or ""))
            value = (-digits if told[1] else digits, len(told[3] or ""))
        self[text] = value
        return value

    @property
    def places(self) -> int:
        """The most decimals met so far."""
        return max((value[1] for value in self.values() if value), default=0)

    def points(self, text: str, places: int) -> int:
        """The number in units of 10**-places. It must be a decimal number."""
        value = self[text]
        assert value is not None, "what is no number was refused before"
        return int(value[0] * 10 ** (places - value[1]))


def row_of_numbers(listed: str) -> bytes:
    r"""Numbers with commas between them as a row, a byte each. They are JSON but for the brackets,
    and a JSON reader takes a third of the time of any other. Raises DecodeError, and ValueError
    for a number that a byte does not hold.

    >>> row_of_numbers("3,1, 2")
    b'\x03\x01\x02'
    """
    return bytes(_read_numbers(f"[{listed}]"))


def decimal(points: int, unit: tuple[int, int]) -> str | None:
    """Points of this unit as a decimal with as many places as the unit has; None if it has none.

    >>> decimal(350, (1, 100)), decimal(-5, (1, 1)), decimal(1, (1, 3))
    ('3.50', '-5', None)
    """
    numerator, denominator = unit
    places = next((p for p in range(10) if 10**p % denominator == 0), None)
    if places is None:
        return None
    whole = abs(points * numerator) * (10**places // denominator)
    sign = "-" if points * numerator < 0 else ""
    told = str(whole).rjust(places + 1, "0")
    return sign + (f"{told[:-places]}.{told[-places:]}" if places else told)
