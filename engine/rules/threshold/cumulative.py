"""Cumulative vote: a ballot has several points and may heap them on one option.

Source: L. Guinier, *The Tyranny of the Majority*, 1994.

By hand: three points a ballot, two seats. 4 ballots give `ada` 2 and `bob` 1, 3 ballots give `cid`
all 3: `cid` has 9, `ada` 8, `bob` 4.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid"))
>>> tally.add(Choice(("ada", "ada", "bob")), 4)
>>> tally.add(Choice(("cid", "cid", "cid")), 3)
>>> RULE.count(tally, seats=2, parameters={"points": 3}).winners
('cid', 'ada')
"""

from engine.errors.rules import BallotInvalid
from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule
from engine.rules.threshold.choosing import most_marks
from engine.rules.threshold.marks import Allowed

ID = "cumulative-1"


def compute(question: Question) -> Outcome:
    """The options with the most points. Refuses `BallotInvalid` for points that are not whole."""
    if question.tally.unit != (1, 1):
        raise BallotInvalid(ballot="scores", expected=("whole-points",))
    most = question.whole("points") or question.seats
    each = question.whole("points_each") or most
    return most_marks(ID, question, Allowed(most=most, each=each))


RULE = Rule(
    id=ID,
    family="threshold",
    title="Cumulative vote",
    summary="Several points a ballot, heaped or spread; the most points win.",
    source="L. Guinier, The Tyranny of the Majority, 1994",
    ballots=("choice", "scores"),
    compute=compute,
    parameters=(
        Parameter(
            name="points",
            kind="whole",
            default=0,
            minimum=0,
            help="The points a ballot may give away; with more it is spoilt. 0: as many as seats.",
        ),
        Parameter(
            name="points_each",
            kind="whole",
            default=0,
            minimum=0,
            help="The points one option may be given; with more a ballot is spoilt. 0: all.",
        ),
    ),
    paradoxes=("clones", "vote-splitting"),
    boxes=("paper",),
)
