"""The Method of Equal Shares for committees: every seat costs 1, every voter has seats / voters.

Source: D. Peters and P. Skowron, "Proportionality and the Limits of Welfarism", 2020 (there
"Rule X"); M. Lackner and P. Skowron, *Multi-Winner Voting with Approval Preferences*, 2023.
The method may leave seats empty, so its *completion* is part of its name: `none`;
`seq-phragmen` fills up by Phragmén's rule, starting from what the voters have left; `add1`
shares out the money of one more seat at a time and keeps the last committee that is not too
large, which may leave seats empty too; `add1-seq-phragmen` does one, then the other.

By hand: three voters approve a and b, one approves c; two seats. Everyone has 2/4 = 1/2. One
of a and b costs its three supporters 1/3 each and leaves them 1/6, in all 1/2: too little for
the other. c's voter has 1/2: too little. Phragmén's rule goes on from loads of -1/6 and -1/2:
the other of a and b would bring its voters to (1 - 1/2) / 3 = 1/6, c its voter to 1/2.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("a", "b", "c"), ballots={Choice(("a", "b")): 3, Choice(("c",)): 1})
>>> EQUAL_SHARES.count(tally, seats=2).winners
('a', 'b')
>>> outcome = EQUAL_SHARES.count(tally, seats=2, parameters={"completion": "none"})
>>> outcome.winners, outcome.undecided
((), ('a', 'b'))
"""

from fractions import Fraction

from engine.rules.outcome import Outcome, number
from engine.rules.parameters import Parameter
from engine.rules.proportional.approvals import approvals_of
from engine.rules.proportional.committee import committee
from engine.rules.proportional.course import run
from engine.rules.proportional.increments import last_feasible
from engine.rules.proportional.loads import LoadRace
from engine.rules.proportional.purses import Market, PurseRace
from engine.rules.rule import Question, Rule


def _count(question: Question) -> Outcome:
    approvals = approvals_of(question)
    seats, options = question.seats, len(approvals.options)
    voters = max(1, approvals.voters)
    each = dict.fromkeys(approvals.options, 1)
    market = Market(approvals, each, each, dict.fromkeys(approvals.options, ()))
    completion = question.text("completion")

    def opened(steps: int) -> PurseRace:
        return PurseRace.opened(market, (seats + steps, 1), voters)

    steps = 0
    if completion.startswith("add1"):
        steps = last_feasible(
            opened,
            options=options,
            ties=question.ties,
            fits=lambda elected: len(elected) <= seats,
            full=lambda elected: len(elected) == seats,
        )
    purses, course = run([opened(steps)], seats=options, ties=question.ties)
    fill = completion.endswith("seq-phragmen")
    if fill:
        laden = [
            LoadRace.laden(approvals, line.elected, tuple(-left for left in line.left))
            for line in purses
        ]
        _, course = run(laden, seats=seats, ties=question.ties, before=course)
    return committee(
        EQUAL_SHARES.id,
        question,
        approvals,
        course,
        seats=seats,
        fill=fill,
        totals={"share": number(Fraction(seats + steps, voters)), "steps": steps},
    )


EQUAL_SHARES = Rule(
    id="equal-shares-1",
    family="proportional",
    title="Method of Equal Shares",
    summary=(
        "Fill several seats from approval ballots with the strongest known guarantee of "
        "proportion: every group of like mind can spend its share of the seats."
    ),
    source="Peters and Skowron 2020",
    ballots=("choice",),
    compute=_count,
    parameters=(
        Parameter(
            name="completion",
            kind="choice",
            default="seq-phragmen",
            help="how seats are filled that no group can pay for",
            choices=("none", "seq-phragmen", "add1", "add1-seq-phragmen"),
        ),
    ),
    paradoxes=("committee-monotonicity", "subset-manipulation", "no-show"),
)
