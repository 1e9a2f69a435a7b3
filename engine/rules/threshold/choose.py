"""Choose up to k, with a share to reach: the ballot of award conferences.

A bloc proposes certificates: every unit marks up to the quota, an option must reach two thirds
of the units, and the most marks fill the quota. Whoever does not reach the share gets nothing,
even if seats stay empty.

Source: Circular 04/2016/TT-TANDTC, Art. 17(1): two thirds of the units of the cluster.

By hand: nine units, quota 3, two thirds of nine is six. `u3` and `u4` have 8 marks, `u1` 6,
`u6` 2: the first three reach six and fill the quota.

>>> from engine.rules.tally import PaperCount, Tally
>>> votes = (("u1", "for", 6), ("u3", "for", 8), ("u4", "for", 8), ("u6", "for", 2))
>>> paper = PaperCount(issued=9, returned=9, valid=8, spoilt=1, blank=0, votes=votes)
>>> tally = Tally(options=("u1", "u3", "u4", "u6"), paper=paper, bases={"members": 9})
>>> RULE.count(tally, seats=3, parameters={"share": "2/3", "base": "members"}).winners
('u3', 'u4', 'u1')
"""

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.threshold.choosing import MARKS_MIN, at_least_too, marks_max, passing_marks
from engine.rules.threshold.measure import NO_SHARE, SHARE_PARAMETERS

ID = "choose-1"


def compute(question: Question) -> Outcome:
    """The options with the most marks among those that reach the share."""
    most = question.whole("marks_max") or question.seats
    return passing_marks(ID, question, at_least_too(ID, question, most))


RULE = Rule(
    id=ID,
    family="threshold",
    title="Choose up to k",
    summary=(
        "Mark up to k options; an option must reach a share of a stated base, and the most marks "
        "fill the quota. The usual ballot for certificates and flags."
    ),
    source="Circular 04/2016/TT-TANDTC, Art. 17(1)",
    ballots=("choice",),
    compute=compute,
    parameters=(marks_max(0, "as many as seats"), MARKS_MIN, NO_SHARE, *SHARE_PARAMETERS),
    paradoxes=("clones", "sweep"),
    boxes=("paper",),
)
