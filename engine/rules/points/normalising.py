"""Bringing judges to one scale: what one ballot's marks say relative to one another.

- `rank`: the share of the judge's other options that stand below, a tie being half below.
  Exact, and the default; the only option a judge marks stands at 1/2.
- `min-max`: (mark - lowest) / (highest - lowest); 1/2 if he gives all the same. Exact.
- `z-score`: (mark - mean) / standard deviation; 0 if he gives all the same. The square root is
  worked in decimals of 28 digits, and the score is rounded half-even to a stated place before
  anything is added, so that the order of the judges cannot matter.

Source for the decimals: M. Cowlishaw, *General Decimal Arithmetic Specification*, which fixes every
digit of a division and a square root.

>>> sorted(by_rank({"ada": 9, "bob": 7, "cid": 7}).items())
[('ada', Fraction(1, 1)), ('bob', Fraction(1, 4)), ('cid', Fraction(1, 4))]
"""

from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation
from fractions import Fraction

from engine.rules.ballots import OptionId
from engine.rules.rounding import rounded

DIGITS = 28
_HALF = Fraction(1, 2)


def by_rank(marks: Mapping[OptionId, int]) -> dict[OptionId, Fraction]:
    """Per option, the share of the others that stand below it."""
    if len(marks) == 1:
        return dict.fromkeys(marks, _HALF)
    times = Counter(marks.values())
    below: dict[int, Fraction] = {}
    passed = 0
    for mark in sorted(times):
        below[mark] = (passed + Fraction(times[mark] - 1, 2)) / (len(marks) - 1)
        passed += times[mark]
    return {option: below[mark] for option, mark in marks.items()}


def by_range(marks: Mapping[OptionId, int]) -> dict[OptionId, Fraction]:
    """Per option, where it lies between the judge's lowest and highest mark."""
    lowest, highest = min(marks.values()), max(marks.values())
    if lowest == highest:
        return dict.fromkeys(marks, _HALF)
    return {option: Fraction(mark - lowest, highest - lowest) for option, mark in marks.items()}


def by_deviation(
    marks: Mapping[OptionId, int], *, sample: bool, places: int
) -> dict[OptionId, Fraction]:
    """Per option, how many standard deviations it lies above the judge's mean.

    The deviation is of the population, or of a sample (n - 1).

    >>> by_deviation({"ada": 9, "bob": 7, "cid": 5}, sample=True, places=4)["ada"]
    Fraction(1, 1)
    >>> by_deviation({"ada": 9, "bob": 7, "cid": 5}, sample=False, places=4)["ada"]
    Fraction(12247, 10000)
    """
    centre = Fraction(sum(marks.values()), len(marks))
    squares = sum(((mark - centre) ** 2 for mark in marks.values()), Fraction(0))
    if not squares:
        return dict.fromkeys(marks, Fraction(0))
    context = Context(
        prec=DIGITS, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation]
    )
    variance = squares / (len(marks) - 1 if sample else len(marks))
    deviation = context.sqrt(_decimal(variance, context))
    return {
        option: rounded(
            Fraction(context.divide(_decimal(mark - centre, context), deviation)),
            places,
            "half-even",
        )
        for option, mark in marks.items()
    }


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))
