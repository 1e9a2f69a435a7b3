"""Equal shares of a budget: worked purchases, the definition, and raises that are skipped."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import CostInvalid, ParameterInvalid
from engine.rules.ballots import Choice
from engine.rules.parameters import Value
from engine.rules.proportional.equal_shares_budget import EQUAL_SHARES_BUDGET
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.proportional_oracles import (
    Committees,
    Ends,
    Voter,
    agrees,
    committees_of,
    equal_shares,
    profiles,
    tally_of,
)


def budgeted(costs: dict[str, int], voters: list[Voter]) -> Tally:
    tally = tally_of(costs, voters)
    tally.costs = dict(costs)
    return tally


def by_definition(costs: dict[str, int], voters: list[Voter], told: dict[str, Value]) -> Committees:
    """Every outcome; shares are raised one unit at a time, none is skipped."""
    budget, people = int(told["budget"]), max(1, len(voters))
    support = {name: sum(name in v for v in voters) for name in costs}
    utilities = costs if told["utility"] == "cost" else dict.fromkeys(costs, 1)
    start = Fraction(budget, people) if told["share"] == "exact" else Fraction(budget // people)

    def prefer(name: str) -> tuple[int, ...]:
        return -costs[name], support[name]

    def spent(committee: frozenset[str]) -> int:
        return sum(costs[name] for name in committee)

    def full(committee: frozenset[str]) -> bool:
        return all(spent(committee) + costs[n] > budget for n in costs if n not in committee)

    def ended(raise_by: int) -> Ends:
        return equal_shares(voters, costs, utilities, start + raise_by, prefer)

    ends = ended(0)
    if told["completion"] != "none":
        for step in range(1, sum(costs.values()) + 1):
            raised = ended(step)
            if all(full(c) for c, _ in ends) or any(spent(c) > budget for c, _ in raised):
                break
            ends = raised
    if told["completion"] != "add1u":
        return committees_of(ends)

    def grown(committee: frozenset[str]) -> Committees:
        fits = [n for n in costs if n not in committee and spent(committee) + costs[n] <= budget]
        ranks = {n: (support[n], -costs[n]) for n in fits if support[n]}
        best = [n for n in ranks if ranks[n] == max(ranks.values())]
        return (
            frozenset().union(*(grown(committee | {n}) for n in best))
            if best
            else frozenset({committee})
        )

    return frozenset().union(*(grown(committee) for committee, _ in ends))


def test_of_options_alike_the_cheaper_is_bought_then_the_more_approved() -> None:
    cheaper = budgeted({"a": 6, "b": 4}, [frozenset("ab")] * 2)
    approved = budgeted(
        {"a": 4, "b": 4}, [frozenset("ab"), frozenset("b"), frozenset("a"), frozenset("b")]
    )

    first = EQUAL_SHARES_BUDGET.count(cheaper, parameters={"budget": 8, "completion": "none"})
    second = EQUAL_SHARES_BUDGET.count(approved, parameters={"budget": 8, "completion": "none"})

    assert first.winners == ("b",)
    assert second.winners == ("b",)
    assert (first.ties, second.ties) == ((), ())


def test_the_outcome_says_what_was_spent_of_what() -> None:
    tally = budgeted({"a": 6, "b": 5, "c": 9}, [frozenset("a"), frozenset("b")])

    outcome = EQUAL_SHARES_BUDGET.count(tally, parameters={"budget": 14})

    assert outcome.winners == ("b", "a")
    assert outcome.seats == 2
    assert outcome.totals == {
        "ballots": 2,
        "blank": 0,
        "budget": 14,
        "share": "7",
        "steps": 0,
        "spent": 11,
    }
    assert outcome.figures["c"] == {"approvals": 0, "cost": 9}


def test_what_is_left_goes_to_the_most_approved_that_fits() -> None:
    voters = [frozenset("a")] * 3 + [frozenset("bc")] * 2 + [frozenset("d")]
    tally = budgeted({"a": 60, "b": 50, "c": 45, "d": 30}, voters)

    raised, filled = (
        EQUAL_SHARES_BUDGET.count(tally, parameters={"budget": 100, "completion": completion})
        for completion in ("add1", "add1u")
    )

    assert raised.winners == ("a",)
    assert filled.winners == ("a", "d")
    assert filled.trace[-1].facts == {"option": "d", "seat": 2, "approvals": 1, "money": 40}


def test_of_two_alike_that_both_fit_the_order_decides_nothing() -> None:
    """x would be bought by a raise, but not paid; a and b then go by approvals."""
    voters = [frozenset("x")] * 3 + [frozenset("a"), frozenset("b")]
    tally = budgeted({"x": 101, "a": 40, "b": 40}, voters)

    outcome = EQUAL_SHARES_BUDGET.count(tally, parameters={"budget": 100, "completion": "add1u"})

    assert (outcome.ranking, outcome.undecided) == ((("a", "b"),), ())


def test_an_open_tie_may_decide_whether_one_option_can_be_paid_for() -> None:
    """After a, b and c are alike. If b comes first, c's second voter still pays; not so for b."""
    tally = budgeted({"a": 2, "b": 3, "c": 3}, [frozenset("ab"), frozenset("c"), frozenset("abc")])

    outcome = EQUAL_SHARES_BUDGET.count(tally, parameters={"budget": 9, "completion": "none"})

    assert (outcome.ranking, outcome.undecided) == ((("a",), ("c",), ("b",)), ("b",))
    assert outcome.seats == 3
    assert "spent" not in outcome.totals


def test_a_budget_in_small_coin_is_counted_as_fast_as_in_large() -> None:
    """One more unit a voter at a time would be a thousand million counts."""
    voters = [frozenset("a")] * 3 + [frozenset("b")] * 2 + [frozenset("c")]
    large = budgeted({"a": 4, "b": 3, "c": 3}, voters)
    small = budgeted({"a": 4 * 10**12, "b": 3 * 10**12, "c": 3 * 10**12}, voters)

    one = EQUAL_SHARES_BUDGET.count(large, parameters={"budget": 8})
    other = EQUAL_SHARES_BUDGET.count(small, parameters={"budget": 8 * 10**12})

    assert one.winners == other.winners == ("a", "b")
    assert other.totals["steps"] == 10**12 // 6 + 1


@pytest.mark.parametrize(
    ("costs", "option", "cost"),
    [({"a": 3}, "b", 0), ({"a": 3, "b": 0}, "b", 0), ({"a": -1, "b": 2}, "a", -1)],
    ids=["missing", "nothing", "negative"],
)
def test_every_option_must_have_a_cost(costs: dict[str, int], option: str, cost: int) -> None:
    tally = Tally(options=("a", "b"), costs=costs)

    with pytest.raises(CostInvalid) as refusal:
        EQUAL_SHARES_BUDGET.count(tally, parameters={"budget": 5})

    assert refusal.value.facts == {"option": option, "cost": cost}


def test_costs_without_a_budget_are_refused() -> None:
    tally = budgeted({"a": 3}, [frozenset("a")])

    with pytest.raises(ParameterInvalid) as refusal:
        EQUAL_SHARES_BUDGET.count(tally)

    assert refusal.value.facts["expected"] == "whole 1.."


def test_without_costs_one_may_spend_one_a_seat() -> None:
    tally = Tally(options=("a", "b", "c"), ballots={Choice(("a",)): 2, Choice(("b",)): 1})

    outcome = EQUAL_SHARES_BUDGET.count(tally, seats=2)

    assert outcome.winners == ("a", "b")
    assert outcome.totals["budget"] == 2


def test_nothing_is_bought_that_nobody_approves() -> None:
    tally = budgeted({"a": 3, "b": 2}, [frozenset()])

    outcome = EQUAL_SHARES_BUDGET.count(tally, parameters={"budget": 9, "completion": "add1u"})

    assert (outcome.winners, outcome.undecided, outcome.seats) == ((), (), 0)


@given(data=st.data(), profile=profiles(options=4, voters=5))
def test_it_buys_as_the_definition_does(
    data: st.DataObject, profile: tuple[str, list[Voter]]
) -> None:
    names, voters = profile
    costs = {name: data.draw(st.integers(1, 9)) for name in names}
    told: dict[str, Value] = {
        "budget": data.draw(st.integers(1, 20)),
        "utility": data.draw(st.sampled_from(("cost", "number"))),
        "completion": data.draw(st.sampled_from(("none", "add1", "add1u"))),
        "share": data.draw(st.sampled_from(("exact", "whole"))),
    }

    outcome = EQUAL_SHARES_BUDGET.count(budgeted(costs, voters), parameters=told)

    assert agrees(outcome, by_definition(costs, voters, told))


@given(data=st.data(), profile=profiles(voters=12))
def test_it_never_spends_more_than_there_is(
    data: st.DataObject, profile: tuple[str, list[Voter]]
) -> None:
    names, voters = profile
    costs = {name: data.draw(st.integers(1, 10**9)) for name in names}
    budget = data.draw(st.integers(1, 2 * 10**9))
    completion = data.draw(st.sampled_from(("none", "add1", "add1u")))

    outcome = EQUAL_SHARES_BUDGET.count(
        budgeted(costs, voters),
        parameters={"budget": budget, "completion": completion},
        ties=Ladder(steps=("casting",), casting=tuple(names)),
    )

    assert sum(costs[name] for name in outcome.winners) == outcome.totals["spent"]
    assert sum(costs[name] for name in outcome.winners) <= budget
