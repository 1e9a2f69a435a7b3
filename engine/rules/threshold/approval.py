"""Approval: mark everybody you approve, the most approvals win, with a share to reach if stated.

With several seats it is block approval (the Python Steering Council); with a share and
`all_passing` it elects whoever reaches it (the Baseball Hall of Fame: 75 % of ballots cast, at
most ten names).

Source: S. Brams and P. Fishburn, "Approval Voting", *American Political Science Review* 72, 1978.

By hand: 4 ballots, 75 % of 4 is 3. `ada` is approved by 4, `bob` by 3, `cid` by 1.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid"))
>>> tally.add(Choice(("ada", "bob")), 3)
>>> tally.add(Choice(("ada", "cid")), 1)
>>> RULE.count(tally, parameters={"share": "75%", "all_passing": True}).winners
('ada', 'bob')
"""

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.threshold.choosing import MARKS_MIN, at_least_too, marks_max, passing_marks
from engine.rules.threshold.measure import NO_SHARE, SHARE_PARAMETERS

ID = "approval-1"


def compute(question: Question) -> Outcome:
    """The options with the most approvals among those that reach the share."""
    most = question.whole("marks_max") or len(question.options)
    return passing_marks(ID, question, at_least_too(ID, question, most))


RULE = Rule(
    id=ID,
    family="threshold",
    title="Approval",
    summary="Mark everybody you approve; the most approvals win. Not harmed by similar options.",
    source="S. Brams and P. Fishburn, American Political Science Review 72, 1978",
    ballots=("choice",),
    compute=compute,
    parameters=(marks_max(0, "any number"), MARKS_MIN, NO_SHARE, *SHARE_PARAMETERS),
    paradoxes=("majority", "condorcet-loser"),
    boxes=("paper",),
)
