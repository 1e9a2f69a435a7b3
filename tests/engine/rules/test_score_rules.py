"""Score voting by sums and means."""

from fractions import Fraction

import pytest
from hypothesis import given

from engine.rules.ballots import Ballot, OptionId, Scores
from engine.rules.catalogue import rule_of
from engine.rules.parameters import Value
from engine.rules.rule import Rule
from engine.rules.score import RULES
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.duels import scored
from tests.engine.rules.strategies import NAMES, boxes

SUM, MEAN = rule_of("score-sum-1"), rule_of("score-mean-1")
THREE = NAMES[:3]


def sparse(*ballots: dict[OptionId, int], options: str = "abc") -> Tally:
    """Score ballots that may leave options out."""
    tally = Tally(options=tuple(options))
    for points in ballots:
        tally.add(Scores(tuple(sorted(points.items()))))
    return tally


def each_mark(box: dict[Ballot, int], option: OptionId) -> list[int]:
    """Every mark an option was given, one by one."""
    marks = []
    for ballot, weight in box.items():
        assert isinstance(ballot, Scores)
        marks += [units for named, units in ballot.points if named == option] * weight
    return marks


@given(box=boxes("scores", THREE))
def test_sums_and_means_are_those_of_the_single_marks(box: dict[Ballot, int]) -> None:
    tally = Tally(options=THREE, ballots=dict(box), unit=(1, 2))

    sums, means = SUM.count(tally), MEAN.count(tally)

    for option in THREE:
        marks = each_mark(box, option)
        assert Fraction(str(sums.figures[option]["points"])) == Fraction(sum(marks), 2)
        assert sums.figures[option]["marks"] == len(marks)
        if marks:
            mean = Fraction(sum(marks), 2 * len(marks))
            assert Fraction(str(means.figures[option]["mean"])) == mean


@pytest.mark.parametrize(
    ("told", "ranking"),
    [
        pytest.param({}, (("b",), ("a",), ("c",)), id="those who marked it"),
        pytest.param({"blank": "zero"}, (("a",), ("b",), ("c",)), id="blank is zero"),
        pytest.param({"marks_min": 2}, (("a",), ("b",), ("c",)), id="too few marks"),
        pytest.param({"marks_min": 0}, (("b",), ("a",), ("c",)), id="any number of marks"),
    ],
)
def test_a_mean_is_of_those_who_judged(
    told: dict[str, Value], ranking: tuple[tuple[OptionId, ...], ...]
) -> None:
    tally = sparse({"a": 4, "b": 5}, {"a": 4}, {"a": 4})

    outcome = MEAN.count(tally, parameters=told)

    assert outcome.ranking == ranking


def test_an_option_with_too_few_marks_takes_no_seat() -> None:
    tally = sparse({"a": 4, "b": 5}, {"a": 4}, options="ab")

    outcome = MEAN.count(tally, seats=2, parameters={"marks_min": 2})

    assert outcome.winners == ("a",)
    assert outcome.undecided == ()


def test_an_option_nobody_marked_has_no_mean() -> None:
    outcome = MEAN.count(sparse({"a": 0}), seats=3)

    assert outcome.winners == ("a",)
    assert outcome.ranking == (("a",), ("b", "c"))
    assert "mean" not in outcome.figures["b"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_full_tie_is_left_unless_the_ladder_orders_it(rule: Rule) -> None:
    tally = scored({(3, 3, 1): 2})
    chair = Ladder(steps=("casting",), casting=("b", "a"))

    left, decided = rule.count(tally), rule.count(tally, ties=chair)

    assert (left.winners, left.undecided) == ((), ("a", "b"))
    assert left.ties[-1].code == "tie-left"
    assert decided.winners == ("b",)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_everything_told_about_the_count_is_in_the_trace(rule: Rule) -> None:
    outcome = rule.count(scored({(5, 3, 0): 2, (0, 5, 3): 1}))

    assert outcome.totals == {"ballots": 3}
    assert outcome.trace
    assert set(outcome.figures) == {"a", "b", "c"}
