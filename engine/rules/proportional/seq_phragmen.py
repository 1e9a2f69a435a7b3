"""Phragmén's sequential rule: every elected option lays a load of 1 on those who approve it.

Seat after seat goes to the option whose supporters, sharing its load so that all of them
carry alike, would carry least.

Source: L. E. Phragmén, "Sur une méthode nouvelle pour réaliser, dans les élections, la
représentation proportionnelle des partis", 1894; M. Brill, R. Freeman, S. Janson and
M. Lackner, "Phragmén's Voting Methods and Justified Representation", 2024.

By hand: three voters approve a and b, one approves c; two seats. One of a and b comes first
with a load of 1/3 each. Then the other would bring these voters to (1 + 3 x 1/3) / 3 = 2/3,
and c its voter to 1: a and b sit, and 2/3 is the heaviest load.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("a", "b", "c"), ballots={Choice(("a", "b")): 3, Choice(("c",)): 1})
>>> outcome = SEQ_PHRAGMEN.count(tally, seats=2)
>>> outcome.ranking, outcome.totals["load"]
((('a', 'b'),), '2/3')
"""

from engine.rules.outcome import Fact, Outcome, number
from engine.rules.proportional.approvals import approvals_of
from engine.rules.proportional.committee import committee
from engine.rules.proportional.course import run
from engine.rules.proportional.loads import LoadRace
from engine.rules.rule import Question, Rule


def _count(question: Question) -> Outcome:
    approvals = approvals_of(question)
    start = [LoadRace.unladen(approvals)]
    lines, course = run(start, seats=question.seats, ties=question.ties)
    loads = {line.heaviest for line in lines}
    alike: dict[str, Fact] = {"load": number(max(loads))} if len(loads) == 1 else {}
    return committee(
        SEQ_PHRAGMEN.id, question, approvals, course, seats=question.seats, fill=True, totals=alike
    )


SEQ_PHRAGMEN = Rule(
    id="seq-phragmen-1",
    family="proportional",
    title="Phragmén's sequential rule",
    summary=(
        "Fill several seats from approval ballots in proportion: a group of a seat's size that "
        "agrees gets its seat. Every prefix of the committee is the committee of that size."
    ),
    source="L. E. Phragmén 1894; Brill, Freeman, Janson and Lackner 2024",
    ballots=("choice",),
    compute=_count,
    paradoxes=("not-pareto-efficient", "subset-manipulation", "no-show"),
)
