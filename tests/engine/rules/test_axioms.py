"""What a rule promises of its winner, beyond what every rule must hold.

A sole winner that one more voter puts first, scores best or marks still wins, under every rule
that is not known to fail it (`non-monotone` in the catalogue); and the first choice of more than
half wins under the run-offs. The Condorcet family's own axioms stand in `test_condorcet_rules.py`,
what a transferable vote owes to a solid coalition in `test_transferable_properties.py`.
"""

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.rules.ballots import Ballot, BallotKind, Choice, OptionId, Ranking, Scores
from engine.rules.catalogue import RULES, rule_of
from engine.rules.parameters import Value
from engine.rules.tally import Tally
from tests.engine.rules.strategies import NAMES, boxes

FOUR = NAMES[:4]
BEST = 5


def first(ballot: Ballot, winner: OptionId) -> Ballot:
    """The ballot with the winner on a rank of its own above all that it ranks."""
    assert isinstance(ballot, Ranking)
    rest = (tuple(o for o in group if o != winner) for group in ballot.groups)
    return Ranking(((winner,), *rest))


def scored_best(ballot: Ballot, winner: OptionId) -> Ballot:
    """The ballot with the best score for the winner."""
    assert isinstance(ballot, Scores)
    return Scores(tuple(sorted((dict(ballot.points) | {winner: BEST}).items())))


def marked(ballot: Ballot, winner: OptionId) -> Ballot:
    """The ballot with a mark for the winner."""
    assert isinstance(ballot, Choice)
    return Choice(tuple(sorted({*ballot.marks, winner})))


def marked_alone(ballot: Ballot, winner: OptionId) -> Ballot:
    """The ballot with its mark for the winner."""
    return Choice((winner,))


RAISES: dict[str, tuple[BallotKind, Callable[[Ballot, OptionId], Ballot]]] = {
    **dict.fromkeys(
        (
            *("borda-1", "dowdall-1", "positional-1", "pairwise-wins-1", "bradley-terry-1"),
            *("copeland-1", "minimax-1", "ranked-pairs-1", "schulze-1", "split-cycle-1"),
            *("condorcet-1", "smith-1"),
        ),
        ("ranking", first),
    ),
    **dict.fromkeys(
        (
            *("score-sum-1", "score-mean-1", "star-1", "majority-judgment-1"),
            *("points-sum-1", "points-mean-1", "points-median-1"),
        ),
        ("scores", scored_best),
    ),
    **dict.fromkeys(
        ("approval-1", "nominations-1", "seq-pav-1", "seq-phragmen-1", "equal-shares-1"),
        ("choice", marked),
    ),
    "plurality-1": ("choice", marked_alone),
}
"""How a winner is raised on a ballot of one kind."""
PARAMETERS: dict[str, dict[str, Value]] = {"majority-judgment-1": {"grades": BEST + 1}}


@pytest.mark.parametrize("rule", RAISES)
@settings(max_examples=40)
@given(data=st.data())
def test_a_sole_winner_raised_on_a_ballot_still_wins(rule: str, data: st.DataObject) -> None:
    kind, raised = RAISES[rule]
    tally = Tally(options=FOUR, ballots=data.draw(boxes(kind, FOUR)))
    told = PARAMETERS.get(rule, {})
    before = rule_of(rule).count(tally, parameters=told).winners
    assume(len(before) == 1 and tally.ballots)
    ballot = data.draw(st.sampled_from(sorted(tally.ballots, key=repr)))

    tally.take(ballot)
    tally.add(raised(ballot, before[0]))

    assert rule_of(rule).count(tally, parameters=told).winners == before


def test_no_rule_known_to_fail_it_is_among_them() -> None:
    failing = {rule.id for rule in RULES.values() if "non-monotone" in rule.paradoxes}

    assert failing
    assert not failing & RAISES.keys()


@pytest.mark.parametrize(
    "rule",
    [
        *("two-round-1", "irv-1", "stv-scottish-1", "stv-meek-1", "stv-meek-wikimedia-1"),
        *("stv-rctab-1", "stv-wigm-exact-1", "condorcet-irv-1"),
    ],
)
@settings(max_examples=40)
@given(
    orders=st.lists(st.permutations(FOUR), max_size=6),
    last=st.permutations(FOUR),
)
def test_the_first_choice_of_more_than_half_wins(
    rule: str, orders: list[list[OptionId]], last: list[OptionId]
) -> None:
    tally = Tally(options=FOUR, ballots={})
    for order in orders:
        tally.add(Ranking(tuple((option,) for option in order)))
    tally.add(Ranking(tuple((option,) for option in last)), len(orders) + 1)

    outcome = rule_of(rule).count(tally)

    assert outcome.winners == (last[0],)
