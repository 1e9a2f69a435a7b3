"""Weights of channels: jury and public, stages of a contest, criteria of a sheet.

A weight multiplies what its channel gives. Weights that are told must name every channel that
has ballots, so that none is weighed by accident.
"""

from fractions import Fraction

from engine.errors.rules import ParameterInvalid
from engine.rules.parameters import Parameter, weights_of
from engine.rules.rule import Question

WEIGHTS = Parameter(
    name="weights",
    kind="weights",
    default="",
    help="The weight of each channel, such as `jury=1,public=1/2`; empty: every channel 1.",
)


def channel_weights(
    rule: str, question: Question, channels: tuple[str, ...]
) -> dict[str, Fraction]:
    """The weight of each of these channels. Refuses `ParameterInvalid` if one is not named."""
    told = weights_of(question.text(WEIGHTS.name))
    if not told:
        return dict.fromkeys(channels, Fraction(1))
    missing = tuple(name for name in channels if name not in told)
    if missing and any(question.tally.boxes[name] for name in missing):
        raise ParameterInvalid(
            rule=rule,
            parameter=WEIGHTS.name,
            value=question.text(WEIGHTS.name),
            expected=",".join(f"{name}=…" for name in channels),
        )
    return {name: told.get(name, Fraction(1)) for name in channels}
