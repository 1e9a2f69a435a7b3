"""Majority judgment: the option with the highest median grade wins.

Grades are the points 0 (worst) up to `grades` - 1; their names are the poll's. Of an even number
of grades the lower of the middle two is the median. Equal medians are told apart by taking one
median grade after the other out of each option, until the medians differ: the majority value.
A grade not given is the lowest (as the rule's authors have it), or no opinion; options with
unequal numbers of grades are then compared as if each grade were given as many times as makes
the numbers equal.

Reference: M. Balinski and R. Laraki, *Majority Judgment*, MIT Press, 2010, chapters 1 and 13.

By hand: a is given 3, 2, 0 and b 2, 2, 1. Both have the median 2; without it a has 0 and 3, b has
1 and 2, whose lower medians are 0 and 1: b wins.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> told = ((3, 2), (2, 2), (0, 1))
>>> ballots = {Scores((("a", a), ("b", b))): 1 for a, b in told}
>>> outcome = MAJORITY_JUDGMENT.count(Tally(options=("a", "b"), ballots=ballots))
>>> outcome.winners, outcome.figures["a"]["median"]
(('b',), 2)
"""

from fractions import Fraction
from math import lcm

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.parameters import Parameter
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule
from engine.rules.score.card import Card
from engine.rules.score.medians import majority_values, median

_ID = "majority-judgment-1"


def _compute(question: Question) -> Outcome:
    card = Card(question.tally)
    card.check(Fraction(question.whole("grades") - 1), whole=True)
    given = {option: _grades(question, card, option) for option in card.options}
    graded = {option: counts for option, counts in given.items() if sum(counts)}
    together = lcm(*map(sum, graded.values()))
    level = {
        option: [count * (together // sum(counts)) for count in counts]
        for option, counts in graded.items()
    }
    values = majority_values(level)
    order = sorted(set(values.values()))
    points = {o: order.index(values[o]) if o in values else -1 for o in card.options}
    figures = {option: _figures(given[option]) for option in card.options}
    eligible = graded if question.text("blank") == "no-opinion" else None
    return placed(points, seats=question.seats, ties=question.ties, eligible=eligible).outcome(
        _ID,
        question,
        figures=figures,
        totals={"ballots": card.voters},
        trace=[
            *(Step("majority-judgment-grades", {"option": o, **figures[o]}) for o in card.options),
            *(
                Step("majority-value", {"option": o, "medians": values[o]})
                for o in card.options
                if o in values
            ),
        ],
    )


def _grades(question: Question, card: Card, option: OptionId) -> list[int]:
    """How many voters gave each grade, lowest first."""
    counts = [0] * question.whole("grades")
    for units, times in card.units[option].items():
        counts[int(units * card.worth)] += times
    if question.text("blank") == "lowest":
        counts[0] += card.voters - card.marks(option)
    return counts


def _figures(counts: list[int]) -> dict[str, Fact]:
    """The grades, the median, and how many voters gave more and less than it."""
    told: dict[str, Fact] = {"grades": tuple(counts)}
    if not sum(counts):
        return told
    middle = median(counts)
    return told | {
        "median": middle,
        "above": sum(counts[middle + 1 :]),
        "below": sum(counts[:middle]),
    }


MAJORITY_JUDGMENT = Rule(
    id=_ID,
    family="score",
    title="Majority judgment",
    summary=(
        "Elects the option with the best median grade. For juries and electorates that judge "
        "each option in words, such as Excellent to Reject."
    ),
    source="Balinski and Laraki, Majority Judgment, 2010",
    ballots=("scores",),
    parameters=(
        Parameter(
            name="grades",
            kind="whole",
            default=6,
            minimum=2,
            maximum=100,
            help="how many grades there are, from 0 (worst) upwards",
        ),
        Parameter(
            name="blank",
            kind="choice",
            default="lowest",
            choices=("lowest", "no-opinion"),
            help="a grade not given: the lowest, or no opinion",
        ),
    ),
    compute=_compute,
    paradoxes=("majority", "condorcet", "no-show", "reinforcement", "later-harm"),
)
