"""Sum of points: every judge's marks added, the highest sum wins.

An option that a judge leaves out gets nothing from him; where judges recuse themselves, use a
mean. With `weights` each channel (a criterion, a stage) is multiplied before it is added.

Source: the ordinary sheet of points, such as the 100- and 1,000-point sheets of emulation blocs.

By hand: two judges give ada 8 and 7, bob 9 and 5. ada has 15, bob 14.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob"))
>>> tally.add(Scores((("ada", 8), ("bob", 9))))
>>> tally.add(Scores((("ada", 7), ("bob", 5))))
>>> [told["points"] for told in RULE.count(tally).figures.values()]
['15', '14']
"""

from fractions import Fraction

from engine.rules.outcome import Outcome
from engine.rules.points.judging import SUMS, Marks, Reading, back_steps, judged
from engine.rules.rule import Question, Rule

ID = "points-sum-1"


def compute(question: Question) -> Outcome:
    """The options with the highest weighed sums."""

    def added(_: str, marks: Marks) -> Reading:
        return Reading(sum((mark * times for mark, times in marks.items()), Fraction(0)))

    return judged(ID, question, added, own=back_steps(question))


RULE = Rule(
    id=ID,
    family="points",
    title="Sum of points",
    summary="Every mark added, criteria and stages weighed. For sheets without recusals.",
    source="The ordinary sheet of points",
    ballots=("scores",),
    compute=compute,
    parameters=SUMS,
    paradoxes=("recusal", "strategic"),
    boxes=("channels",),
)
