"""Points for places by a vector of one's own: 12-10-8-7-…-1, 14-9-8-…-1, 5-3-1.

A season is counted the same way: each race is a ballot, and only the `best` results of an option
may count. Equal points are told apart by count-back, if at all: most first places, then second
places, and so on, over every place of the ballots, also those that pay nothing.

Source: H. P. Young, "Social Choice Scoring Functions", *SIAM Journal on Applied Mathematics* 28,
1975. FIA Formula One Sporting Regulations, "dead heat", for the count-back.

By hand: vector 5-3-1. Ballots: ada bob cid; bob ada cid; cid ada bob. ada 5 + 3 + 3 = 11,
bob 3 + 5 + 1 = 9, cid 1 + 1 + 5 = 7. With the best two results only: ada 8, bob 8, cid 6; both
have one first and one second place, but ada's third result is a second place.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid"))
>>> for order in ("ada bob cid", "bob ada cid", "cid ada bob"):
...     tally.add(Ranking(tuple((option,) for option in order.split())))
>>> RULE.count(tally, parameters={"vector": "5,3,1"}).ranking
(('ada',), ('bob',), ('cid',))
>>> outcome = RULE.count(tally, parameters={"vector": "5,3,1", "best": 2, "count_back": "highest"})
>>> outcome.winners, outcome.ties[0].code
(('ada',), 'tie-own')
"""

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter, numbers
from engine.rules.positional.scoring import COUNT_BACK, SKIPPED, TIES, scored, vector_scale
from engine.rules.rule import Question, Rule

ID = "positional-1"
VECTOR = Parameter(
    name="vector",
    kind="list",
    default="12,10,8,7,6,5,4,3,2,1",
    help="Points of the first place, the second, and so on; further places are worth nothing.",
)


def compute(question: Question) -> Outcome:
    """The options with the most points of the vector."""
    scale = vector_scale(numbers(question.text("vector")), question.text("ties"))
    return scored(ID, question, scale, best=question.whole("best"))


RULE = Rule(
    id=ID,
    family="positional",
    title="Positional points",
    summary="Your own points for each place: song contests, most valuable players, seasons.",
    source="H. P. Young, SIAM Journal on Applied Mathematics 28, 1975",
    ballots=("ranking",),
    compute=compute,
    parameters=(
        VECTOR,
        Parameter(
            name="best",
            kind="whole",
            default=0,
            minimum=0,
            help="How many of its best results count for each option; 0: all.",
        ),
        TIES,
        SKIPPED,
        COUNT_BACK,
    ),
    paradoxes=("clones", "majority", "condorcet-winner"),
)
