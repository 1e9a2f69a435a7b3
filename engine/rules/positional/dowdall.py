"""Dowdall count: the first place is worth 1, the second 1/2, the third 1/3, and so on.

Source: B. Reilly, "Social Choice in the South Seas", *International Political Science Review*
23, 2002 (Nauru, since 1971).

By hand: 3 ballots rank ada, bob, cid; 2 rank bob, cid, ada. ada 3 + 2/3 = 11/3, bob 3/2 + 2 = 7/2,
cid 3/3 + 2/2 = 2.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid"))
>>> tally.add(Ranking((("ada",), ("bob",), ("cid",))), 3)
>>> tally.add(Ranking((("bob",), ("cid",), ("ada",))), 2)
>>> [told["points"] for told in RULE.count(tally).figures.values()]
['11/3', '7/2', '2']
"""

from fractions import Fraction

from engine.rules.outcome import Outcome
from engine.rules.positional.scoring import COUNT_BACK, SKIPPED, TIES, scored
from engine.rules.positional.table import Scale
from engine.rules.rule import Question, Rule

ID = "dowdall-1"


def compute(question: Question) -> Outcome:
    """The options with the most points; an option left out of a ballot gets none from it."""

    def worth(place: int, _: int) -> Fraction:
        return Fraction(1, place + 1)

    return scored(ID, question, Scale(worth=worth, ties=question.text("ties")))


RULE = Rule(
    id=ID,
    family="positional",
    title="Dowdall count",
    summary="Place p is worth 1/p; between plurality and Borda. Used in Nauru.",
    source="B. Reilly, International Political Science Review 23, 2002",
    ballots=("ranking",),
    compute=compute,
    parameters=(TIES, SKIPPED, COUNT_BACK),
    paradoxes=("clones", "majority", "condorcet-winner"),
)
