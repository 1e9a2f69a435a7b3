"""Limited vote: fewer marks than seats, so that a minority can win one.

Source: International IDEA, *Electoral System Design*, 2005, "Limited Vote".

By hand: three seats, two marks. 5 ballots mark `ada` and `bob`, 3 mark `cid` and `dan`. The
majority wins two seats with 5 marks each; `cid` and `dan` have 3 each and tie for the last.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid", "dan"))
>>> tally.add(Choice(("ada", "bob")), 5)
>>> tally.add(Choice(("cid", "dan")), 3)
>>> outcome = RULE.count(tally, seats=3, parameters={"marks_max": 2})
>>> outcome.winners, outcome.undecided
(('ada', 'bob'), ('cid', 'dan'))
"""

from engine.errors.rules import ParameterInvalid
from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule
from engine.rules.threshold.choosing import most_marks
from engine.rules.threshold.marks import Allowed

ID = "limited-1"


def compute(question: Question) -> Outcome:
    """The options with the most marks, a ballot bearing fewer than there are seats."""
    most = question.whole("marks_max")
    limit = max(1, question.seats - 1)
    if most > limit:
        raise ParameterInvalid(
            rule=ID, parameter="marks_max", value=most, expected=f"whole 1..{limit}"
        )
    return most_marks(ID, question, Allowed(most=most))


RULE = Rule(
    id=ID,
    family="threshold",
    title="Limited vote",
    summary="Fewer marks than seats, the most marks win. A minority can win a seat.",
    source="International IDEA, Electoral System Design, 2005",
    ballots=("choice",),
    compute=compute,
    parameters=(
        Parameter(
            name="marks_max",
            kind="whole",
            default=1,
            minimum=1,
            help="The most options a ballot may mark, fewer than there are seats.",
        ),
    ),
    paradoxes=("clones", "vote-splitting"),
    boxes=("paper",),
)
