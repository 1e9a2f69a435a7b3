"""Borda count: of n options, place p earns n - p points.

Conventions differ where ballots are not full rankings, so each is a parameter: an option left
out is paid nothing, or its share of the places left, or (modified Borda count) a ballot of m
ranks pays m - 1 and less; tied options share their places' points, or take the best or worst of
them; the last place is worth 0 (Borda) or 1 (many juries).

Source: J.-C. de Borda, "Mémoire sur les élections au scrutin", 1781. P. Emerson, "The original
Borda count and partial voting", *Social Choice and Welfare* 40, 2013, for the modified count.

By hand: 2 ballots rank ada, bob, cid (2, 1, 0), 1 ballot ranks bob alone (2 for bob, nothing
for the others): ada 4, bob 2 + 2 = 4, cid 0. With `average` the third ballot also pays 1/2 to
ada and to cid, and ada wins with 9/2.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid"))
>>> tally.add(Ranking((("ada",), ("bob",), ("cid",))), 2)
>>> tally.add(Ranking((("bob",),)))
>>> RULE.count(tally).ranking
(('ada', 'bob'), ('cid',))
>>> RULE.count(tally, parameters={"truncation": "average"}).figures["ada"]
{'points': '9/2'}
"""

from fractions import Fraction

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.positional.scoring import COUNT_BACK, SKIPPED, TIES, scored
from engine.rules.positional.table import Scale
from engine.rules.rule import Question, Rule

ID = "borda-1"


def compute(question: Question) -> Outcome:
    """The options with the most Borda points."""
    truncation = question.text("truncation")
    lowest = question.whole("lowest")
    number = len(question.options)

    def worth(place: int, used: int) -> Fraction:
        places = used if truncation == "modified" else number
        return Fraction(max(0, places - 1 - place + lowest))

    scale = Scale(worth=worth, ties=question.text("ties"), average_unranked=truncation == "average")
    return scored(ID, question, scale)


RULE = Rule(
    id=ID,
    family="positional",
    title="Borda count",
    summary="Points fall by one a place; the most points win. Rewards broad support.",
    source="J.-C. de Borda, Mémoire sur les élections au scrutin, 1781",
    ballots=("ranking",),
    compute=compute,
    parameters=(
        Parameter(
            name="truncation",
            kind="choice",
            default="zero",
            choices=("zero", "average", "modified"),
            help=(
                "What options left out are paid: nothing; their share of the places left; or "
                "nothing, and the first place only as much as the ballot has ranks."
            ),
        ),
        TIES,
        Parameter(
            name="lowest",
            kind="whole",
            default=0,
            minimum=0,
            maximum=1,
            help="What the last place is worth.",
        ),
        SKIPPED,
        COUNT_BACK,
    ),
    paradoxes=("clones", "majority", "condorcet-winner", "strategic"),
)
