"""Plurality: one mark a ballot, the most marks win.

With several seats it is the single non-transferable vote. A ranking gives its first choice; a
ballot that marks two, or ranks two first, is spoilt.

Source: P. Norris, *Electoral Engineering*, 2004, chapter 2 (first past the post, SNTV).

By hand: 3 ballots for `ada`, 2 for `bob`, 1 marks both and is spoilt: `ada` wins 3 to 2.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob"))
>>> for marks, weight in ((("ada",), 3), (("bob",), 2), (("ada", "bob"), 1)):
...     tally.add(Choice(marks), weight)
>>> RULE.count(tally).figures
{'ada': {'votes': 3}, 'bob': {'votes': 2}}
"""

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.threshold.choosing import most_marks
from engine.rules.threshold.marks import Allowed

ID = "plurality-1"


def compute(question: Question) -> Outcome:
    """The options with the most first choices."""
    return most_marks(ID, question, Allowed(most=1))


RULE = Rule(
    id=ID,
    family="threshold",
    title="Plurality",
    summary="One mark a ballot, the most marks win. Simple, and open to vote-splitting.",
    source="P. Norris, Electoral Engineering, 2004, chapter 2",
    ballots=("choice", "ranking"),
    compute=compute,
    paradoxes=("clones", "condorcet-loser", "vote-splitting"),
    boxes=("paper",),
)
