"""The parts of run-offs and transferable votes: papers, readings, ties, certain losers, numbers."""

from fractions import Fraction

import pytest

from engine.rules.ties import Ladder
from engine.rules.transferable.arithmetic import Arithmetic, Decimals, Exact
from engine.rules.transferable.certain_losers import certain_losers
from engine.rules.transferable.gregory import Piles
from engine.rules.transferable.keeping import Paths
from engine.rules.transferable.papers import Papers
from engine.rules.transferable.reading import OvervoteRule, Reading, Reason
from engine.rules.transferable.referee import Referee
from tests.engine.rules.ranked import ballot, ranked


def test_a_paper_is_read_on_from_where_it_stopped() -> None:
    papers = Papers(ranked({"a b c": 2, "b a": 3}), Reading(overvote="refuse"))

    first = papers.deal(papers.everything(), [0, 1, 2])
    second = papers.deal(first.heaps[0], [1, 2])
    third = papers.deal(second.heaps[1], [0, 2])

    assert first.heaps == {0: [0], 1: [1]}
    assert second.heaps == {1: [0]}
    assert third.heaps == {2: [0]}


def test_a_paper_without_further_marks_is_spent_for_good() -> None:
    papers = Papers(ranked({"a": 2}, options="a b"), Reading(overvote="refuse"))

    papers.deal(papers.everything(), [0])
    spent = [papers.deal([0], [1]).spent for _ in range(2)]

    assert spent == [{"exhausted": 2}] * 2


def test_written_ballots_are_papers_like_the_others() -> None:
    tally = ranked({"a": 2, "b": 1})
    tally.add(ballot("a"), 3, written=True)

    papers = Papers(tally, Reading(overvote="refuse"))

    assert sorted(papers.weights) == [1, 5]


OVERVOTES: tuple[OvervoteRule, ...] = (
    "exhaust-immediately",
    "always-skip-to-next-rank",
    "exhaust-if-multiple-continuing",
)
AT_ONCE, SKIPPING, WAITING = (Reading(overvote=rule) for rule in OVERVOTES)
TWICE_ENDS = Reading(overvote="always-skip-to-next-rank", exhaust_on_duplicate=True)


def gaps(most: int) -> Reading:
    """Skipping overvotes, with so many empty ranks in a row at most."""
    return Reading(overvote="always-skip-to-next-rank", max_skipped=most)


READ: list[tuple[str, Reading, str, Reason]] = [
    ("a b", AT_ONCE, "a b", "exhausted"),
    ("a=b c", AT_ONCE, "", "overvotes"),
    ("a=b c", SKIPPING, "c", "exhausted"),
    ("a=b c", WAITING, "a=b c", "exhausted"),
    ("- - a", gaps(1), "", "skipped"),
    ("- - a", gaps(2), "a", "exhausted"),
    ("a - -", gaps(0), "a", "exhausted"),
    ("a=b - - c", gaps(1), "", "skipped"),
    ("a b a c", TWICE_ENDS, "a b", "repeated"),
    ("a b a c", SKIPPING, "a b a c", "exhausted"),
    ("a=b b c", TWICE_ENDS, "", "repeated"),
]


@pytest.mark.parametrize(("text", "reading", "kept", "reason"), READ)
def test_a_ballot_is_read_by_the_rules_for_its_marks(
    text: str, reading: Reading, kept: str, reason: Reason
) -> None:
    told = reading.read(ballot(text).groups)

    assert told == (ballot(kept).groups, reason)


EARLIER = {1: [5, 4, 3, 2], 2: [6, 4, 4, 2], 3: [6, 4, 4, 4]}
LOOKING = [
    ([1, 2], [1], 1),
    ([2, 3], [2], 2),
    ([1, 2, 3], [1], 2),
]


@pytest.mark.parametrize(("tied", "highest", "round_"), LOOKING)
def test_the_latest_round_that_differs_decides_and_the_one_before_parts_the_rest(
    tied: list[int], highest: list[int], round_: int
) -> None:
    referee = Referee(("a", "b", "c", "d"), Ladder(), looks_back=True)

    picked, told = referee.highest(tied, EARLIER, "x-1")

    assert picked == highest
    assert [step.code for step in told] == ["tie-previous-rounds"]
    assert told[0].facts["round"] == round_


def test_the_ladder_is_asked_about_those_still_tied_only() -> None:
    chair = Ladder(steps=("casting",), casting=("c", "b", "a"))
    referee = Referee(("a", "b", "c"), chair, looks_back=True)

    lowest, told = referee.lowest([0, 1, 2], {1: [3, 1, 1]}, "x-1")

    assert lowest == [1]
    assert [step.code for step in told] == ["tie-previous-rounds", "tie-casting"]
    assert told[1].facts["order"] == (("c",), ("b",))


def test_a_single_option_needs_no_tie_break() -> None:
    referee = Referee(("a",), Ladder(steps=("lot",), seed=b"x"), looks_back=True)

    assert referee.lowest([0], {}, "x-1") == ([0], ())


@pytest.mark.parametrize(
    ("votes", "surplus", "sets"),
    [
        ({0: 10, 1: 3, 2: 2, 3: 1}, 0, [(3,), (1, 2, 3)]),
        ({0: 10, 1: 5, 2: 2, 3: 2}, 0, [(2, 3), (1, 2, 3)]),
        ({0: 10, 1: 4, 2: 2, 3: 2}, 0, [(1, 2, 3)]),
        ({0: 10, 1: 5, 2: 2, 3: 2}, 1, []),
        ({0: 0, 1: 0}, 0, []),
    ],
    ids=["chain", "tied below", "just too many", "a surplus helps", "all at nothing"],
)
def test_certain_losers_cannot_overtake_even_together(
    votes: dict[int, int], surplus: int, sets: list[tuple[int, ...]]
) -> None:
    assert certain_losers(votes, surplus=surplus) == sets


@pytest.mark.parametrize(
    ("arithmetic", "passed"),
    [
        (Exact(), Fraction(3, 10)),
        (Decimals(4), 3000),
        (Decimals(4, share_first=True), 2999),
    ],
    ids=["exact", "scottish", "american"],
)
def test_nine_tenths_of_a_paper_go_on_at_a_third_of_its_value(
    arithmetic: Arithmetic, passed: Fraction | int
) -> None:
    one = arithmetic.one
    value = one * 9 // 10 if isinstance(one, int) else one * Fraction(9, 10)

    told = arithmetic.passed_on(value, 1 * one, 3 * one)

    assert told == passed


def test_an_elected_option_named_again_keeps_its_share_once() -> None:
    paths = Paths(Papers(ranked({"a a b": 1}), Reading(overvote="refuse")))

    paths.elect(0)
    kept, _ = paths.distribute([5, 10], 10, lambda left, keep: left * keep // 10)

    assert kept == [5, 5]


def test_piles_keep_what_an_elected_option_needs() -> None:
    piles = Piles(Papers(ranked({"a b": 5, "b": 1}), Reading(overvote="refuse")), Decimals(5))

    piles.leave([0])
    piles.settle(piles.move(0, 2_00000))

    assert piles.votes == [3_00000, 3_00000]
    assert piles.residual == 0
