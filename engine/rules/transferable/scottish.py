"""Single transferable vote as Scottish councils are elected.

Weighted inclusive Gregory transfers to five decimal places, the rest ignored; the quota is the
whole part of valid papers / (seats + 1), plus one; surpluses go one a stage, the largest first;
ties look back to the latest stage that differs, then lots are drawn (the ladder).

A "stage" of the Order is a round here. A paper needs consecutive preferences, so it ends at a gap.

Reference: The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1,
rules 45 to 52.

By hand, 2 seats: 4 ballots a > b, 2 ballots c. The quota is 6 / 3 + 1 = 3. a is elected; its
surplus of 1 goes on as 4 papers at 1 / 4 = 0.25, so b has 1 and c has 2. b goes, c is the last.

Rule 52(2) forbids transfers once the last seats can be filled; the papers of an option excluded
in the same stage still go on, as in the stages of Glasgow's published results of 2007.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b": 4, "c": 2}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> outcome = STV_SCOTTISH_1.count(Tally(options=("a", "b", "c"), ballots=ballots), seats=2)
>>> outcome.winners, outcome.figures["b"]["votes"]
(('a', 'c'), '1.00000')
"""

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.transferable.arithmetic import Decimals
from engine.rules.transferable.reading import (
    EXHAUST_ON_DUPLICATE,
    max_skipped_ranks,
    overvote_rule,
    reading_of,
)
from engine.rules.transferable.referee import PREVIOUS_ROUNDS, tie_break
from engine.rules.transferable.stages import Stages

PLACES = 5


def _count(question: Question) -> Outcome:
    arithmetic = Decimals(PLACES)
    stages = Stages("stv-scottish-1", question, reading_of(question), arithmetic)
    valid = int(stages.piles.total) // arithmetic.one
    stages.quota = (valid // (question.seats + 1) + 1) * arithmetic.one
    return stages.count()


STV_SCOTTISH_1 = Rule(
    id="stv-scottish-1",
    family="transferable",
    title="Single transferable vote (Scottish, weighted inclusive Gregory)",
    summary="Several seats in proportion to ranked support, by a statute with a public record; "
    "the first choice for STV.",
    source="Scottish Local Government Elections Order 2007 (SSI 2007/42), rules 45-52",
    ballots=("ranking",),
    compute=_count,
    parameters=(
        overvote_rule("refuse"),
        max_skipped_ranks("0"),
        EXHAUST_ON_DUPLICATE,
        tie_break(PREVIOUS_ROUNDS),
    ),
    paradoxes=("non-monotone", "no-show", "reinforcement"),
)
