"""Bringing judges to one scale: what one ballot's marks say relative to one another.

- `rank`: the share of the judge's other options that stand below, a tie being half below.
  Exact, and the default; the only option a judge marks stands at 1/2.
- `min-max`: (mark - lowest) / (highest - lowest); 1/2 if he gives all the same. Exact.
- `z-score`: (mark - mean) / standard deviation; 0 if he gives all the same. The square root is
  worked in decimals of 28 digits, and the score is rounded half-even to a stated place before
  anything is added, so that the order of the judges cannot matter.

Source for the decimals: M. Cowlishaw, *General Decimal Arithmetic Specification*, which fixes every
digit of a division and a square root.

Scores are whole numerators over one denominator, since a panel has many marks and few scales.

>>> by_rank({"ada": 9, "bob": 7, "cid": 7})
Scaled(scores={'ada': 4, 'bob': 1, 'cid': 1}, denominator=4)
"""

from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation
from typing import NamedTuple

from engine.rules.ballots import OptionId

_DECIMALS = Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation])


class Scaled(NamedTuple):
    """One judge's marks on the common scale: per option a numerator, over one denominator."""

    scores: dict[OptionId, int]
    denominator: int


def by_rank(marks: Mapping[OptionId, int]) -> Scaled:
    """Per option, the share of the others that stand below it."""
    if len(marks) == 1:
        return Scaled(dict.fromkeys(marks, 1), 2)
    times = Counter(marks.values())
    twice_below: dict[int, int] = {}
    passed = 0
    for mark in sorted(times):
        twice_below[mark] = 2 * passed + times[mark] - 1
        passed += times[mark]
    scores = {option: twice_below[mark] for option, mark in marks.items()}
    return Scaled(scores, 2 * (len(marks) - 1))


def by_range(marks: Mapping[OptionId, int]) -> Scaled:
    """Per option, where it lies between the judge's lowest and highest mark.

    >>> by_range({"ada": 9, "bob": 7, "cid": 5})
    Scaled(scores={'ada': 4, 'bob': 2, 'cid': 0}, denominator=4)
    """
    lowest, highest = min(marks.values()), max(marks.values())
    if lowest == highest:
        return Scaled(dict.fromkeys(marks, 1), 2)
    return Scaled({option: mark - lowest for option, mark in marks.items()}, highest - lowest)


def by_deviation(marks: Mapping[OptionId, int], *, sample: bool, places: int) -> Scaled:
    """Per option, how many standard deviations it lies above the judge's mean.

    The deviation is of the population, or of a sample (n - 1). With n marks of sum S and sum of
    squares Q, a mark x scores (nx - S) over the root of nQ - S², or for a sample of
    (nQ - S²) n / (n - 1): one root a judge, and everything before it is whole.

    >>> by_deviation({"ada": 9, "bob": 7, "cid": 5}, sample=True, places=4)
    Scaled(scores={'ada': 10000, 'bob': 0, 'cid': -10000}, denominator=10000)
    >>> by_deviation({"ada": 9, "bob": 7, "cid": 5}, sample=False, places=4).scores["ada"]
    12247
    """
    number, total = len(marks), sum(marks.values())
    spread = number * sum(mark * mark for mark in marks.values()) - total * total
    if not spread:
        return Scaled(dict.fromkeys(marks, 0), 10**places)
    squared = Decimal(spread)
    if sample:
        squared = _DECIMALS.divide(Decimal(spread * number), Decimal(number - 1))
    root = _DECIMALS.sqrt(squared)
    return Scaled(
        {
            option: _units(Decimal(number * mark - total), root, places)
            for option, mark in marks.items()
        },
        10**places,
    )


def _units(above: Decimal, root: Decimal, places: int) -> int:
    """A quotient of 28 digits in units of the last stated place, halves to the even one."""
    quotient = _DECIMALS.divide(above, root)
    return int(_DECIMALS.to_integral_value(_DECIMALS.scaleb(quotient, places)))
