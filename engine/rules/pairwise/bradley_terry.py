"""Bradley–Terry: the strengths under which the judgements of pairs are likeliest.

If i has strength p and j has strength q, i is preferred with chance p / (p + q). A win over a
strong entry so counts for more than one over a weak entry, and it does not matter who was
compared when.

Source: R. A. Bradley and M. E. Terry, "Rank Analysis of Incomplete Block Designs: I", 1952;
how it is computed: `engine.rules.pairwise.strengths`. `prior` keeps an entry that never lost,
or was never judged, at a finite strength: each is held to have met one opponent more and to
have beaten it and lost to it that often. Published are natural logarithms of strengths with a mean
of 0, to `places` decimals, half to even; entries with the same published figure are tied.

By hand: two entries, a preferred 3 times, b once, no prior: p / (p + q) = 3/4, so p = 3 q, and
the logarithms are (ln 3) / 2 = 0.5493 and -0.5493. With the usual prior of 1/2 the figures are
drawn together.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("a", "b"), ballots={
...     Ranking((("a",), ("b",))): 3, Ranking((("b",), ("a",))): 1})
>>> outcome = BRADLEY_TERRY.count(tally, parameters={"prior": "0"})
>>> outcome.figures["a"]["strength"], outcome.figures["b"]["strength"]
('0.5493', '-0.5493')
>>> BRADLEY_TERRY.count(tally).figures["a"]["strength"]
'0.4744'
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from engine.errors.rules import StrengthsUnbounded
from engine.rules.outcome import Fact, Outcome, number
from engine.rules.pairwise.comparisons import comparisons_of
from engine.rules.pairwise.strengths import connected, strengths
from engine.rules.parameters import Parameter
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule

_PUBLISHING = Context(prec=60, rounding=ROUND_HALF_EVEN)


def _count(question: Question) -> Outcome:
    comparisons = comparisons_of(question)
    prior = question.exact("prior")
    if not prior and not connected(comparisons):
        raise StrengthsUnbounded
    found = strengths(
        comparisons, prior=prior.as_integer_ratio(), iterations=question.whole("iterations")
    )
    step = Decimal(1).scaleb(-question.whole("places"))
    published = {
        option: abs(rounded)
        if not (rounded := value.quantize(step, context=_PUBLISHING))
        else rounded
        for option, value in found.logarithms.items()
    }
    figures: dict[str, dict[str, Fact]] = {
        option: {
            "strength": f"{published[option]:f}",
            "wins": number(Fraction(comparisons.won[option], 2)),
            "judgements": number(Fraction(comparisons.judged(option), 2)),
        }
        for option in comparisons.options
    }
    points = {option: Fraction(value) for option, value in published.items()}
    placing = placed(points, seats=question.seats, ties=question.ties)
    return placing.outcome(
        BRADLEY_TERRY.id,
        question,
        figures=figures,
        totals={
            **comparisons.totals,
            "iterations": found.iterations,
            "converged": found.converged,
        },
        trace=[comparisons.trace()],
    )


BRADLEY_TERRY = Rule(
    id="bradley-terry-1",
    family="pairwise",
    title="Bradley–Terry strengths",
    summary=(
        "Rank entries that judges compared two at a time, where entries met different opponents "
        "or were judged unequally often."
    ),
    source="Bradley and Terry 1952; Hunter 2004",
    ballots=("ranking",),
    compute=_count,
    parameters=(
        Parameter(
            name="prior",
            kind="number",
            default="1/2",
            minimum=0,
            maximum=1000,
            help="wins and losses of every option added, all against one opponent more",
        ),
        Parameter(
            name="places",
            kind="whole",
            default=4,
            minimum=0,
            maximum=8,
            help="decimals of the published strengths, by which options are ranked",
        ),
        Parameter(
            name="iterations",
            kind="whole",
            default=10_000,
            minimum=1,
            maximum=100_000,
            help="after so many iterations the strengths are taken as they are",
        ),
    ),
    paradoxes=("not-condorcet", "clones"),
)
