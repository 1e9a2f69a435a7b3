"""The Method of Equal Shares with a budget: options have costs, voters share the money out.

Source: D. Peters, G. Pierczyński and P. Skowron, "Proportional Participatory Budgeting with
Additive Utilities", 2021; ties and completion as the authors advise cities (equalshares.net):
of options alike the cheaper, then the one with more approvals, then the ladder.

`utility` is what an option is worth to a voter who approves it: its `cost`, or the same for
all (`number` of options). The method may leave money over, so its *completion* is part of its
name: `none`; `add1` raises every voter's share by one unit of money at a time and keeps the
last outcome within the budget; `add1u` then spends what is left on the most approved options
that still fit. Without costs every option costs 1, and without a budget one may spend 1 a seat;
otherwise seats play no part, and the outcome is for as many as could be paid for.

By hand: budget 90, costs 60, 45 and 30; two voters approve a and b, one approves c. Everyone
has 30. a would take 30 from each of its two voters, and b 45/2; but per unit of cost that is
1/2 for both, and c asks its one voter for 1. Of a and b the cheaper one, b, is bought and
leaves its voters 15: too little for a. c is bought with the other 30. 15 are left over, and no
raise can spend them: a does not fit.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(
...     options=("a", "b", "c"),
...     costs={"a": 60, "b": 45, "c": 30},
...     ballots={Choice(("a", "b")): 2, Choice(("c",)): 1},
... )
>>> outcome = EQUAL_SHARES_BUDGET.count(tally, parameters={"budget": 90})
>>> outcome.winners, outcome.totals["spent"]
(('b', 'c'), 75)
"""

from collections.abc import Mapping
from fractions import Fraction

from engine.errors.rules import CostInvalid, ParameterInvalid
from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, number
from engine.rules.parameters import Parameter
from engine.rules.proportional.approvals import approvals_of
from engine.rules.proportional.committee import committee
from engine.rules.proportional.course import run
from engine.rules.proportional.greedy import GreedyRace
from engine.rules.proportional.increments import last_feasible
from engine.rules.proportional.purses import Market, PurseRace
from engine.rules.rule import Question, Rule


def _costs(question: Question) -> dict[OptionId, int]:
    costs = question.tally.costs or dict.fromkeys(question.options, 1)
    for option in question.options:
        if costs.get(option, 0) < 1:
            raise CostInvalid(option=option, cost=costs.get(option, 0))
    return {option: costs[option] for option in question.options}


def _budget(question: Question) -> int:
    budget = question.whole("budget")
    if budget or not question.tally.costs:
        return budget or question.seats
    raise ParameterInvalid(
        rule=EQUAL_SHARES_BUDGET.id, parameter="budget", value=0, expected="whole 1.."
    )


def _count(question: Question) -> Outcome:
    approvals = approvals_of(question)
    budget, costs = _budget(question), _costs(question)
    utilities: Mapping[OptionId, int] = costs
    if question.text("utility") == "number":
        utilities = dict.fromkeys(costs, 1)
    preferred = {option: (-costs[option], approvals.support[option]) for option in costs}
    market = Market(approvals, costs, utilities, preferred)
    voters = max(1, approvals.voters)
    start = budget if question.text("share") == "exact" else budget // voters * voters
    options = len(approvals.options)

    def opened(steps: int) -> PurseRace:
        return PurseRace.opened(market, (start + steps * voters, voters), voters)

    def spent(elected: tuple[OptionId, ...]) -> int:
        return sum(costs[option] for option in elected)

    def full(elected: tuple[OptionId, ...]) -> bool:
        left = budget - spent(elected)
        return all(costs[option] > left for option in costs if option not in elected)

    steps = 0
    if question.text("completion") != "none":
        steps = last_feasible(
            opened,
            options=options,
            ties=question.ties,
            fits=lambda elected: spent(elected) <= budget,
            full=full,
        )
    lines, course = run([opened(steps)], seats=options, ties=question.ties)
    if question.text("completion") == "add1u":
        greedy = [GreedyRace(market, budget, line.elected) for line in lines]
        _, course = run(greedy, seats=options, ties=question.ties, before=course)
    share = Fraction(start, voters) + steps
    totals: dict[str, Fact] = {"budget": budget, "share": number(share), "steps": steps}
    bills = {spent(elected) for elected in course.committees}
    if len(bills) == 1:
        totals["spent"] = max(bills)
    return committee(
        EQUAL_SHARES_BUDGET.id,
        question,
        approvals,
        course,
        seats=None,
        fill=False,
        totals=totals,
        figures={option: {"cost": cost} for option, cost in costs.items()},
    )


EQUAL_SHARES_BUDGET = Rule(
    id="equal-shares-budget-1",
    family="proportional",
    title="Method of Equal Shares with a budget",
    summary=(
        "Decide from approval ballots which projects a budget pays for, so that every group of "
        "like mind decides over its share of the money."
    ),
    source="Peters, Pierczyński and Skowron 2021; equalshares.net",
    ballots=("choice",),
    compute=_count,
    parameters=(
        Parameter(
            name="budget",
            kind="whole",
            default=0,
            minimum=0,
            help="money to spend, in the unit of the costs; 0, where nothing has a cost: the seats",
        ),
        Parameter(
            name="utility",
            kind="choice",
            default="cost",
            help="what an option is worth to those who approve it",
            choices=("cost", "number"),
        ),
        Parameter(
            name="completion",
            kind="choice",
            default="add1",
            help="how money is spent that no group can spend",
            choices=("none", "add1", "add1u"),
        ),
        Parameter(
            name="share",
            kind="choice",
            default="exact",
            help="a voter's first share: budget / voters exactly, or cut to a whole unit",
            choices=("exact", "whole"),
        ),
    ),
    paradoxes=("committee-monotonicity", "subset-manipulation", "no-show"),
)
