"""STAR (score, then automatic run-off): of the two with the most points, the duel decides.

Ties in either round go through the official protocol, then to the ladder; see
`engine.rules.score.star_round`. The winner takes the first place and the other finalist the
second, the rest follows by points.

Reference: Equal Vote Coalition, "STAR Voting: Technical Specifications" and "How are ties in STAR
Voting broken?", starvoting.org.

By hand: 3 ballots a 5, b 4, c 0; 2 ballots a 0, b 3, c 5. a has 15 points, b 18, c 10: a and b
run off, and 3 of 5 gave a more points.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> told = {(5, 4, 0): 3, (0, 3, 5): 2}
>>> ballots = {Scores(tuple(zip("abc", points, strict=True))): n for points, n in told.items()}
>>> STAR.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('a',), ('b',), ('c',))
"""

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.score.star_committee import elected
from engine.rules.score.star_round import SCORE_MAX, SCORING_TIES

_ID = "star-1"


def _compute(question: Question) -> Outcome:
    return elected(_ID, question)


STAR = Rule(
    id=_ID,
    family="score",
    title="STAR voting",
    summary=(
        "Scores choose two finalists, and each ballot is a vote for the one it scores higher. "
        "For single-winner elections with scores from 0 to 5."
    ),
    source="Equal Vote Coalition, STAR Voting: Technical Specifications",
    ballots=("scores",),
    parameters=(SCORE_MAX, SCORING_TIES),
    seats="one",
    compute=_compute,
    paradoxes=("condorcet", "clones", "later-harm", "reinforcement"),
)
