"""Median of points: the middle mark; half of the judges must agree to move it.

Source: F. Galton, "One vote, one value", *Nature* 75, 1907.

By hand: ada's marks are 3, 8, 9: the middle is 8. bob's are 6, 7, 8, 10: the two in the middle are
7 and 8, their mean 15/2; `low` takes 7.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob"))
>>> for ada, bob in ((3, 6), (8, 7), (9, 8)):
...     tally.add(Scores((("ada", ada), ("bob", bob))))
>>> tally.add(Scores((("bob", 10),)))
>>> [told["points"] for told in RULE.count(tally).figures.values()]
['8', '15/2']
>>> RULE.count(tally, parameters={"middle": "low"}).winners
('ada',)
"""

from fractions import Fraction
from itertools import accumulate

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.points.judging import MEANS, Marks, Reading, judged
from engine.rules.rule import Question, Rule

ID = "points-median-1"


def compute(question: Question) -> Outcome:
    """The options with the highest weighed medians."""
    middle = question.text("middle")

    def median(_: str, marks: Marks) -> Reading:
        low = _at(marks, (marks.total() + 1) // 2)
        high = _at(marks, marks.total() // 2 + 1)
        return Reading({"low": low, "high": high, "mean": (low + high) / 2}[middle])

    return judged(ID, question, median)


def _at(marks: Marks, position: int) -> Fraction:
    """The mark at a position, counted from 1 at the lowest."""
    ordered = sorted(marks)
    passed = accumulate(marks[mark] for mark in ordered)
    return next(mark for mark, so_far in zip(ordered, passed, strict=True) if so_far >= position)


RULE = Rule(
    id=ID,
    family="points",
    title="Median of points",
    summary="The middle mark. No minority of judges can move it far.",
    source="F. Galton, Nature 75, 1907",
    ballots=("scores",),
    compute=compute,
    parameters=(
        Parameter(
            name="middle",
            kind="choice",
            default="mean",
            choices=("mean", "low", "high"),
            help="Which of the two middle marks of an even number counts, or their mean.",
        ),
        *MEANS,
    ),
    paradoxes=("ties", "no-show"),
    boxes=("channels",),
)
