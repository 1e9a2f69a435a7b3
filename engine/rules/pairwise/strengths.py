"""Bradley–Terry strengths by the MM algorithm, the same to the last digit everywhere.

Source: D. R. Hunter, "MM algorithms for generalized Bradley–Terry models", 2004. The prior is
one opponent more, whom every option is held to have beaten and lost to `prior` times; its own
strength is found with the others', because only ratios mean anything.

All move at once, from the strengths before: nobody is first. Then the mean is brought back to
1. Arithmetic is decimal, in a context of its own (28 digits, half to even), and every sum adds
its terms from the smallest to the largest, so that neither the order of ballots nor the names
of options can change a digit. An iteration that moves no strength by more than one part in
10**12 is the last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from engine.rules.ballots import OptionId
from engine.rules.pairwise.comparisons import Comparisons

DIGITS = 28
STILL = Decimal("1e-12")
_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999)


@dataclass(frozen=True)
class Strengths:
    """Natural logarithms of strengths, with a mean of 0, and how they were found."""

    logarithms: Mapping[OptionId, Decimal]
    iterations: int
    converged: bool


def strengths(comparisons: Comparisons, *, prior: tuple[int, int], iterations: int) -> Strengths:
    """The strengths that make the judgements and the prior likeliest.

    `prior` is a fraction. With a prior of 0 the judgements must connect all options: `connected`.
    """
    with localcontext(_CONTEXT):
        held = Decimal(prior[0]) / Decimal(prior[1])
        current = dict.fromkeys(comparisons.options, Decimal(1))
        opponent = Decimal(1)
        for iteration in range(1, iterations + 1):
            after = _improved(current, opponent, comparisons, held)
            opponent = _met(current, opponent, held)
            mean = _sum(after.values()) / len(after)
            after = {option: strength / mean for option, strength in after.items()}
            opponent /= mean
            still = all(
                abs(after[option] - strength) <= STILL * strength
                for option, strength in current.items()
            )
            current = after
            if still:
                return Strengths(_centred(current), iteration, converged=True)
        return Strengths(_centred(current), iterations, converged=False)


def _improved(
    current: Mapping[OptionId, Decimal], opponent: Decimal, comparisons: Comparisons, held: Decimal
) -> dict[OptionId, Decimal]:
    """One step for all options: half judgements won, over what opponents' strengths expect."""
    after: dict[OptionId, Decimal] = {}
    for option, strength in current.items():
        terms = [
            Decimal(halves) / (strength + current[other])
            for other, halves in comparisons.met[option].items()
        ]
        if held:
            terms.append(4 * held / (strength + opponent))
        expected = _sum(terms)
        # Nobody is expected to win only where a single option met nobody.
        after[option] = (comparisons.won[option] + 2 * held) / expected if expected else strength
    return after


def _met(current: Mapping[OptionId, Decimal], opponent: Decimal, held: Decimal) -> Decimal:
    """The same step for the opponent of the prior: it won half of what it met."""
    if not held:
        return opponent
    return len(current) / _sum(2 / (strength + opponent) for strength in current.values())


def _centred(current: Mapping[OptionId, Decimal]) -> dict[OptionId, Decimal]:
    logarithms = {option: strength.ln() for option, strength in current.items()}
    mean = _sum(logarithms.values()) / len(logarithms)
    return {option: logarithm - mean for option, logarithm in logarithms.items()}


def _sum(terms: Iterable[Decimal]) -> Decimal:
    return sum(sorted(terms), Decimal(0))


def connected(comparisons: Comparisons) -> bool:
    """Whether strengths are finite without a prior (L. R. Ford, 1957): from every option a
    chain of wins or draws leads to every other.
    """
    beats: dict[OptionId, set[OptionId]] = {option: set() for option in comparisons.options}
    loses: dict[OptionId, set[OptionId]] = {option: set() for option in comparisons.options}
    for winner, loser in comparisons.halves:
        beats[winner].add(loser)
        loses[loser].add(winner)
    return all(
        len(_reached(comparisons.options[0], arrows)) == len(beats) for arrows in (beats, loses)
    )


def _reached(start: OptionId, arrows: Mapping[OptionId, set[OptionId]]) -> set[OptionId]:
    reached, waiting = {start}, [start]
    while waiting:
        new = arrows[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return reached
