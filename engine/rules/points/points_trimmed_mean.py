"""Trimmed mean: the highest and the lowest marks are dropped, and the mean is of the rest.

An option with too few marks to leave any has no score, and no place.

Source: International Skating Union, Special Regulations, rule 353: the highest and the lowest
judge of each mark are dropped, the panel's score is rounded to two places.

By hand: marks 8.5, 9.0, 8.75, 8.0, 9.0, 9.25, 8.75, 8.25, 8.5; 9.25 and 8.0 are dropped. The rest
is 60.75 over 7 = 8.678…, rounded half-up 8.68.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada",), unit=(1, 100))
>>> for mark in (850, 900, 875, 800, 900, 925, 875, 825, 850):
...     tally.add(Scores((("ada", mark),)))
>>> RULE.count(tally, parameters={"round_mode": "half-up"}).figures["ada"]["points"]
'8.68'
"""

from collections import Counter
from fractions import Fraction

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.points.judging import MEANS, Marks, Reading, histogram, judged, mean
from engine.rules.rule import Question, Rule

ID = "points-trimmed-mean-1"


def compute(question: Question) -> Outcome:
    """The options with the highest weighed means after dropping."""
    high = question.whole("drop_high")
    low = question.whole("drop_low")

    def trimmed(_: str, marks: Marks) -> Reading:
        if marks.total() <= high + low:
            return Reading(None)
        highest = _dropped(marks, sorted(marks, reverse=True), high)
        lowest = _dropped(marks, sorted(marks), low)
        kept = marks - highest - lowest
        return Reading(mean(kept), {"dropped": histogram(highest + lowest)})

    return judged(ID, question, trimmed)


def _dropped(marks: Marks, order: list[Fraction], number: int) -> Marks:
    """So many marks from the beginning of an order."""
    dropped: Marks = Counter()
    for mark in order:
        times = min(marks[mark], number)
        number -= times
        dropped[mark] += times
    return +dropped


def _drop(end: str) -> Parameter:
    return Parameter(
        name=f"drop_{end}",
        kind="whole",
        default=1,
        minimum=0,
        help=f"How many of the {end}est marks of each option are dropped.",
    )


RULE = Rule(
    id=ID,
    family="points",
    title="Trimmed mean of points",
    summary="Highest and lowest marks dropped, mean of the rest. Blunts a single biased judge.",
    source="International Skating Union, Special Regulations, rule 353",
    ballots=("scores",),
    compute=compute,
    parameters=(_drop("high"), _drop("low"), *MEANS),
    paradoxes=("strategic", "severity"),
    boxes=("channels",),
)
