"""Bloc STAR: STAR once for each seat, the options elected set aside.

Places are the order of election; those not elected follow by points. Where a round is left tied,
the later rounds are held for each option that may have won it: who is elected in every case is
elected, who is elected in some is undecided.

Reference: Equal Vote Coalition, "Multi-winner STAR Voting"; used by the Python Steering Council
(PEP 13, PEP 8107).

By hand: 3 ballots a 5, b 4, c 0; 2 ballots a 0, b 3, c 5. a wins the first round against b (see
`star-1`). In the second b has 18 points and c 10; b wins their run-off 3 to 2.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> told = {(5, 4, 0): 3, (0, 3, 5): 2}
>>> ballots = {Scores(tuple(zip("abc", points, strict=True))): n for points, n in told.items()}
>>> BLOC_STAR.count(Tally(options=("a", "b", "c"), ballots=ballots), seats=2).winners
('a', 'b')
"""

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.score.star_committee import elected
from engine.rules.score.star_round import SCORE_MAX, SCORING_TIES

_ID = "bloc-star-1"


def _compute(question: Question) -> Outcome:
    return elected(_ID, question)


BLOC_STAR = Rule(
    id=_ID,
    family="score",
    title="Bloc STAR voting",
    summary=(
        "Fills several seats by STAR, one after the other. For committees that shall please "
        "the majority; it is not proportional."
    ),
    source="Equal Vote Coalition, Multi-winner STAR Voting",
    ballots=("scores",),
    parameters=(SCORE_MAX, SCORING_TIES),
    compute=_compute,
    paradoxes=("condorcet", "clones", "later-harm", "reinforcement", "proportionality"),
)
