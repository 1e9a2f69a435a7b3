"""Best n of m: of all its results of a season, only an option's best n count.

A ballot is one event of the season: the points it paid to each option.

Source: FIA Formula One World Championship 1964 (the best six of ten results), as recorded by f1db.

By hand, best two: ada has 9, 6, 4 (15 of 19 count), bob has 9, 9 (18). Best one: 9 each, and with
count-back bob is first, who has two nines.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob"))
>>> for points in ((("ada", 9), ("bob", 9)), (("ada", 6), ("bob", 9)), (("ada", 4),)):
...     tally.add(Scores(points))
>>> [told["points"] for told in RULE.count(tally, parameters={"best": 2}).figures.values()]
['15', '18']
>>> RULE.count(tally, parameters={"best": 1, "count_back": True}).winners
('bob',)
"""

from fractions import Fraction

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.points.judging import SUMS, Marks, Reading, back_steps, judged
from engine.rules.rule import Question, Rule

ID = "points-best-n-1"


def compute(question: Question) -> Outcome:
    """The options with the highest weighed sums of their best results."""
    best = question.whole("best")

    def added(_: str, marks: Marks) -> Reading:
        points, left = Fraction(0), best or marks.total()
        for mark in sorted(marks, reverse=True):
            times = min(left, marks[mark])
            points += mark * times
            left -= times
        return Reading(points, {"left_out": marks.total() - (best or marks.total()) + left})

    return judged(ID, question, added, own=back_steps(question))


RULE = Rule(
    id=ID,
    family="points",
    title="Best n results",
    summary="Only the best n results of each option count. For seasons and series.",
    source="FIA Formula One World Championship, 1950 to 1990",
    ballots=("scores",),
    compute=compute,
    parameters=(
        Parameter(
            name="best",
            kind="whole",
            default=0,
            minimum=0,
            help="How many results of an option count in each channel; 0: all.",
        ),
        *SUMS,
    ),
    paradoxes=("participation",),
    boxes=("channels",),
)
