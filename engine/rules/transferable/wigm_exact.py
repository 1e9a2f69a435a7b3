"""Single transferable vote in exact fractions: the cross-check for every count in decimals.

The order of events is that of the Scottish rule, but nothing is ever cut off.

Quotas: `droop` is the whole part of votes / (seats + 1), plus one; `fractional` is exactly
votes / (seats + 1), to be exceeded (Hagenbach-Bischoff); `hare` is exactly votes / seats.

Reference: D. R. Woodall, "Computer counting in STV elections", Representation 23, 1983, for
exact counts; the Droop package's rational arithmetic (J. Lundell) for the same choice of quota.

By hand, 2 seats, `fractional`: 5 ballots a > b, 1 ballot b, 3 ballots c. The quota is 9 / 3 = 3,
and a exceeds it: 5 papers go on at 2 / 5, so b has 1 + 2 = 3 and c has 3. Nobody exceeds 3; b had
fewer votes before, and goes.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b": 5, "b": 1, "c": 3}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> tally = Tally(options=("a", "b", "c"), ballots=ballots)
>>> STV_WIGM_EXACT_1.count(tally, seats=2, parameters={"quota": "fractional"}).winners
('a', 'c')
"""

from fractions import Fraction

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule
from engine.rules.transferable.arithmetic import Exact
from engine.rules.transferable.reading import (
    EXHAUST_ON_DUPLICATE,
    UNLIMITED,
    max_skipped_ranks,
    overvote_rule,
    reading_of,
)
from engine.rules.transferable.referee import PREVIOUS_ROUNDS, tie_break
from engine.rules.transferable.stages import Stages


def _count(question: Question) -> Outcome:
    stages = Stages("stv-wigm-exact-1", question, reading_of(question), Exact())
    valid, seats = Fraction(stages.piles.total), question.seats
    match question.text("quota"):
        case "hare":
            stages.quota = valid / seats
        case "fractional":
            stages.quota = valid / (seats + 1)
            stages.strict = True
        case _:
            stages.quota = Fraction(valid // (seats + 1) + 1)
    return stages.count()


STV_WIGM_EXACT_1 = Rule(
    id="stv-wigm-exact-1",
    family="transferable",
    title="Single transferable vote (weighted inclusive Gregory, exact)",
    summary="To check a count in decimals, or where no statute prescribes their number.",
    source="Woodall, Computer counting in STV elections, 1983",
    ballots=("ranking",),
    compute=_count,
    parameters=(
        Parameter(
            name="quota",
            kind="choice",
            default="droop",
            choices=("droop", "fractional", "hare"),
            help="the votes that elect: a whole Droop quota, an exact one to be exceeded, or Hare",
        ),
        overvote_rule("refuse"),
        max_skipped_ranks(UNLIMITED),
        EXHAUST_ON_DUPLICATE,
        tie_break(PREVIOUS_ROUNDS),
    ),
    paradoxes=("non-monotone", "no-show", "reinforcement"),
)
