"""Pairwise wins: who was preferred most often, of all judgements or of its own.

Source: H. A. David, *The Method of Paired Comparisons*, 1988, section 1 (row sums). A draw is
half a win for each side. `measure=share` divides by the judgements an option stood in, for
contests whose entries are not all judged equally often; an entry that was never judged comes
after all that were.

By hand: a beat b twice and c once, c beat b once, b beat a once. a has 3 wins of 4 judgements,
c 1 of 2, b 1 of 4: by wins b and c are alike, by share c is ahead.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("a", "b", "c"))
>>> for winner, loser in ("ab", "ab", "ac", "cb", "ba"):
...     tally.add(Ranking(((winner,), (loser,))))
>>> PAIRWISE_WINS.count(tally).ranking
(('a',), ('b', 'c'))
>>> PAIRWISE_WINS.count(tally, parameters={"measure": "share"}).ranking
(('a',), ('c',), ('b',))
"""

from fractions import Fraction

from engine.rules.outcome import Fact, Outcome, number
from engine.rules.pairwise.comparisons import comparisons_of
from engine.rules.parameters import Parameter
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule


def _count(question: Question) -> Outcome:
    comparisons = comparisons_of(question)
    wins = {option: Fraction(halves, 2) for option, halves in comparisons.won.items()}
    judged = {option: Fraction(comparisons.judged(option), 2) for option in comparisons.options}
    # Never judged is behind judged and never preferred.
    shares = {
        option: wins[option] / judged[option] if judged[option] else Fraction(-1)
        for option in comparisons.options
    }
    figures: dict[str, dict[str, Fact]] = {}
    for option in comparisons.options:
        figures[option] = {"wins": number(wins[option]), "judgements": number(judged[option])}
        if judged[option]:
            figures[option]["share"] = number(shares[option])
    points = shares if question.text("measure") == "share" else wins
    placing = placed(points, seats=question.seats, ties=question.ties)
    return placing.outcome(
        PAIRWISE_WINS.id,
        question,
        figures=figures,
        totals=comparisons.totals,
        trace=[comparisons.trace()],
    )


PAIRWISE_WINS = Rule(
    id="pairwise-wins-1",
    family="pairwise",
    title="Pairwise wins",
    summary=(
        "Rank entries that judges compared two at a time, where every entry met about the same "
        "opponents. Where opponents differ in strength, take `bradley-terry-1`."
    ),
    source="H. A. David, The Method of Paired Comparisons, 1988",
    ballots=("ranking",),
    compute=_count,
    parameters=(
        Parameter(
            name="measure",
            kind="choice",
            default="wins",
            help="wins, or wins as a share of the judgements an option stood in",
            choices=("wins", "share"),
        ),
    ),
    paradoxes=("schedule-dependent", "clones", "not-condorcet"),
)
