"""Mean of points: the mean of the marks an option was given, the highest mean wins.

A judge who leaves an option out (a recusal) neither helps nor harms it.

Source: juries with recusals, as at the 19th International Fryderyk Chopin Piano Competition, 2025,
where jurors do not mark their own pupils.

By hand: ada has 8 and 7, bob has 9 of one judge only. The means are 15/2 and 9.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob"))
>>> tally.add(Scores((("ada", 8), ("bob", 9))))
>>> tally.add(Scores((("ada", 7),)))
>>> [told["points"] for told in RULE.count(tally).figures.values()]
['15/2', '9']
"""

from engine.rules.outcome import Outcome
from engine.rules.points.judging import MEANS, Marks, Reading, judged, mean
from engine.rules.rule import Question, Rule

ID = "points-mean-1"


def compute(question: Question) -> Outcome:
    """The options with the highest weighed means."""

    def averaged(_: str, marks: Marks) -> Reading:
        return Reading(mean(marks))

    return judged(ID, question, averaged)


RULE = Rule(
    id=ID,
    family="points",
    title="Mean of points",
    summary="The mean of the marks given. For juries whose members recuse themselves.",
    source="Rules of the International Fryderyk Chopin Piano Competition",
    ballots=("scores",),
    compute=compute,
    parameters=MEANS,
    paradoxes=("strategic", "severity"),
    boxes=("channels",),
)
