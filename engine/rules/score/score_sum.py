"""Score voting by sums: the option with the most points wins.

An option that a ballot leaves out is given nothing.

Reference: W. D. Smith, "Range voting", 2000 (rangevoting.org).

By hand: one ballot a 5, b 3; one ballot b 4: a has 5, b has 7.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> ballots = {Scores((("a", 5), ("b", 3))): 1, Scores((("b", 4),)): 1}
>>> outcome = SCORE_SUM.count(Tally(options=("a", "b"), ballots=ballots))
>>> outcome.winners, outcome.figures["a"]["points"]
(('b',), '5')
"""

from engine.rules.outcome import Outcome, Step, number
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule
from engine.rules.score.card import Card

_ID = "score-sum-1"


def _compute(question: Question) -> Outcome:
    card = Card(question.tally)
    points = {option: card.points(option) for option in card.options}
    return placed(points, seats=question.seats, ties=question.ties).outcome(
        _ID,
        question,
        figures={o: {"points": number(points[o]), "marks": card.marks(o)} for o in card.options},
        totals={"ballots": card.voters},
        trace=[
            Step("score-sum", {"option": o, "points": number(points[o]), "marks": card.marks(o)})
            for o in card.options
        ],
    )


SCORE_SUM = Rule(
    id=_ID,
    family="score",
    title="Score voting (sum)",
    summary="Adds up the points. For electorates that score every option on one scale.",
    source="Smith, Range voting, 2000",
    ballots=("scores",),
    compute=_compute,
    paradoxes=("majority", "condorcet", "later-harm"),
)
