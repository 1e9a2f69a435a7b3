"""The common part of the positional rules: points for places, count-back, best results."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step, number
from engine.rules.parameters import Parameter
from engine.rules.placing import OwnStep, placed
from engine.rules.positional.table import Scale, Table
from engine.rules.rule import Question

TIES = Parameter(
    name="ties",
    kind="choice",
    default="average",
    choices=("average", "highest", "lowest"),
    help="What tied options are paid, of the places they fill together.",
)
SKIPPED = Parameter(
    name="skipped",
    kind="choice",
    default="close",
    choices=("close", "hold"),
    help="Whether the ranks below a skipped rank move up, or the rank stays empty.",
)
COUNT_BACK = Parameter(
    name="count_back",
    kind="choice",
    default="none",
    choices=("none", "highest", "support"),
    help=(
        "How equal points are told apart: not; by most first places, then most second places, and "
        "so on; or by most ballots that pay the option anything, then by the places."
    ),
)


def vector_scale(vector: Sequence[Fraction], ties: str) -> Scale:
    """The scale of a vector of points; a place beyond its end is worth nothing."""

    def worth(place: int, _: int) -> Fraction:
        return vector[place] if place < len(vector) else Fraction(0)

    return Scale(worth=worth, ties=ties)


def total(paid: Counter[Fraction], best: int = 0) -> Fraction:
    """The sum of what an option was paid; of its best payments only, if so many are told."""
    if not best:
        return sum((worth * times for worth, times in paid.items()), Fraction(0))
    points, left = Fraction(0), best
    for worth in sorted(paid, reverse=True):
        times = min(left, paid[worth])
        points += worth * times
        left -= times
    return points


def counted_back(
    count_back: str,
    paid: Mapping[OptionId, Counter[Fraction]],
    places: Mapping[OptionId, tuple[int, ...]],
) -> tuple[OwnStep, ...]:
    """The rule's own steps for equal points."""
    if count_back == "none":
        return ()
    highest: OwnStep = ("count-back", places)
    if count_back == "highest":
        return (highest,)
    support = {
        option: (sum(times for worth, times in counts.items() if worth > 0),)
        for option, counts in paid.items()
    }
    return (("support", support), highest)


def scored(rule: str, question: Question, scale: Scale, *, best: int = 0) -> Outcome:
    """The outcome of a rule that pays for places: the most points win."""
    hold = question.text("skipped") == "hold"
    table = Table(question.options, question.tally.whole, hold=hold)
    paid = table.paid(scale)
    points = {option: total(paid[option], best) for option in table.options}
    own = counted_back(question.text("count_back"), paid, table.places())
    figures: dict[OptionId, dict[str, Fact]] = {
        option: {"points": number(points[option])} for option in table.options
    }
    return placed(points, seats=question.seats, ties=question.ties, own=own).outcome(
        rule,
        question,
        figures=figures,
        totals={"ballots": table.weight},
        trace=(
            Step("places", {"places": tuple(table.places().items())}),
            Step("paid", {"paid": tuple((o, told(paid[o])) for o in table.options)}),
        ),
    )


def told(paid: Counter[Fraction]) -> Fact:
    """How often an option was paid how much, the most first."""
    return tuple((number(worth), paid[worth]) for worth in sorted(paid, reverse=True))
