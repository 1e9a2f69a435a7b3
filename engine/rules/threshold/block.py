"""Block vote: as many marks as there are seats, the most marks win.

Source: IDEA, *Electoral System Design*, 2005, "Block Vote".

By hand: two seats; 3 ballots mark `ada` and `bob`, 2 mark `cid` and `dan`. The majority takes both.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid", "dan"))
>>> tally.add(Choice(("ada", "bob")), 3)
>>> tally.add(Choice(("cid", "dan")), 2)
>>> RULE.count(tally, seats=2).winners
('ada', 'bob')
"""

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.threshold.choosing import most_marks
from engine.rules.threshold.marks import Allowed

ID = "block-1"


def compute(question: Question) -> Outcome:
    """The options with the most marks, a ballot bearing at most as many as there are seats."""
    return most_marks(ID, question, Allowed(most=question.seats))


RULE = Rule(
    id=ID,
    family="threshold",
    title="Block vote",
    summary="As many marks as seats, the most marks win. The largest group can take every seat.",
    source="International IDEA, Electoral System Design, 2005",
    ballots=("choice",),
    compute=compute,
    paradoxes=("clones", "sweep"),
    boxes=("paper",),
)
