"""Copeland's method: a point for each option beaten, part of a point for each draw.

Reference: A. H. Copeland, "A 'reasonable' social welfare function", University of Michigan
seminar, 1951. The half point for a draw is the common convention; it is a parameter.

By hand: 1 voter a > b > c, 1 voter a > c > b. a beats both (2 points), b and c draw (1/2 each).

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c": 1, "a c b": 1}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> outcome = COPELAND.count(Tally(options=("a", "b", "c"), ballots=ballots))
>>> outcome.ranking, outcome.figures["b"]["points"]
((('a',), ('b', 'c')), '1/2')
"""

from engine.rules.condorcet.contest import BLANK, Contest
from engine.rules.outcome import Outcome, number
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule

_ID = "copeland-1"


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    draw = question.exact("draw")
    others = len(contest.options) - 1
    points = [
        wins + draw * (others - wins - losses)
        for wins, losses in zip(contest.wins, contest.losses, strict=True)
    ]
    ranking = [
        [index for index in contest.all if points[index] == value]
        for value in sorted(set(points), reverse=True)
    ]
    return contest.outcome(
        _ID,
        question,
        contest.placing(question, ranking),
        figures=[{"points": number(value)} for value in points],
    )


COPELAND = Rule(
    id=_ID,
    family="condorcet",
    title="Copeland",
    summary=(
        "Counts duels won, as in a league table. Easy to follow, but often tied: declare a "
        "tie ladder with it."
    ),
    source="Copeland 1951",
    ballots=("ranking", "scores"),
    parameters=(
        Parameter(name="draw", kind="share", default="1/2", help="points for a drawn duel"),
        BLANK,
    ),
    compute=_compute,
    paradoxes=("clones", "indecisive", "later-harm", "no-show"),
)
