"""Marks by judges: each statistic, its rounding, its channels, and who recuses himself."""

from fractions import Fraction
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import ParameterInvalid
from engine.rules.ballots import Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import Outcome
from engine.rules.parameters import Value
from engine.rules.tally import Tally

MARKS = st.lists(st.integers(-20, 100), min_size=1, max_size=9)


def panel(*judges: dict[str, int], unit: tuple[int, int] = (1, 1)) -> Tally:
    """A tally of one ballot a judge."""
    options = sorted({option for marks in judges for option in marks} or {"a"})
    tally = Tally(options=tuple(options), unit=unit)
    for marks in judges:
        tally.add(Scores(tuple(sorted(marks.items()))))
    return tally


def one(marks: list[int], unit: tuple[int, int] = (1, 1)) -> Tally:
    """A tally of so many judges who mark one option."""
    return panel(*({"a": mark} for mark in marks), unit=unit)


def points(outcome: Outcome) -> dict[str, object]:
    return {option: figures.get("points") for option, figures in outcome.figures.items()}


@given(MARKS)
def test_sum_and_mean_are_exact(marks: list[int]) -> None:
    tally = one(marks, unit=(1, 100))

    told = [RULES[rule].count(tally) for rule in ("points-sum-1", "points-mean-1")]

    added = Fraction(sum(marks), 100)
    assert [points(outcome)["a"] for outcome in told] == [str(added), str(added / len(marks))]


@given(MARKS)
def test_the_median_is_that_of_the_textbook(marks: list[int]) -> None:
    tally = one(marks)

    outcome = RULES["points-median-1"].count(tally)

    assert points(outcome)["a"] == str(Fraction(median(map(Fraction, marks))))


@pytest.mark.parametrize(("middle", "told"), [("low", "7"), ("high", "10"), ("mean", "17/2")])
def test_the_middle_of_an_even_number_is_as_told(middle: str, told: str) -> None:
    tally = one([1, 10, 7, 12])

    outcome = RULES["points-median-1"].count(tally, parameters={"middle": middle})

    assert points(outcome)["a"] == told


@given(MARKS, st.integers(0, 3), st.integers(0, 3))
def test_a_trimmed_mean_drops_so_many_at_either_end(marks: list[int], low: int, high: int) -> None:
    tally = one(marks)

    outcome = RULES["points-trimmed-mean-1"].count(
        tally, parameters={"drop_low": low, "drop_high": high}
    )

    kept = sorted(marks)[low : len(marks) - high] if len(marks) > low + high else []
    if kept:
        assert points(outcome)["a"] == str(Fraction(sum(kept), len(kept)))
    else:
        assert outcome.totals["unplaced"] == ("a",)
        assert outcome.winners == ()


def test_dropped_marks_are_told_in_the_trace() -> None:
    tally = one([4, 9, 9, 6])

    outcome = RULES["points-trimmed-mean-1"].count(tally)

    assert outcome.trace[0].facts["dropped"] == (("9", 1), ("4", 1))
    assert points(outcome)["a"] == "15/2"


@given(MARKS, st.integers(0, 10))
def test_a_clamped_mean_is_no_further_from_the_mean_than_its_limit(
    marks: list[int], limit: int
) -> None:
    tally = one(marks)

    outcome = RULES["points-clamped-mean-1"].count(
        tally, parameters={"deviation": limit, "bounds_mode": "none"}
    )

    centre = Fraction(sum(marks), len(marks))
    clamped = [min(max(Fraction(mark), centre - limit), centre + limit) for mark in marks]
    assert points(outcome)["a"] == str(sum(clamped) / len(clamped))


def test_each_channel_may_have_its_own_limit() -> None:
    tally = Tally(options=("a",))
    for channel in ("stage1", "stage2"):
        for mark in (0, 10, 20):
            tally.add(Scores((("a", mark),)), channel=channel)

    outcome = RULES["points-clamped-mean-1"].count(
        tally, parameters={"deviation": 1, "deviations": "stage1=4"}
    )

    bounds = [(step.facts["low"], step.facts["high"]) for step in outcome.trace]
    assert bounds == [("6", "14"), ("9", "11")]


def test_a_recusal_neither_helps_nor_harms_a_mean_but_costs_a_sum() -> None:
    tally = panel({"a": 8, "b": 7}, {"a": 8, "b": 7}, {"b": 7})

    mean = RULES["points-mean-1"].count(tally)
    added = RULES["points-sum-1"].count(tally)

    assert (mean.winners, added.winners) == (("a",), ("b",))
    assert mean.figures["a"]["channels"] == (("", "8", 2),)


@pytest.mark.parametrize("rule", ["points-mean-1", "points-median-1", "points-normalised-1"])
def test_an_option_without_enough_marks_has_no_place(rule: str) -> None:
    tally = panel({"a": 1, "b": 2}, {"a": 1})

    outcome = RULES[rule].count(tally, seats=2, parameters={"marks_min": 2})

    assert outcome.winners == ("a",)
    assert outcome.ranking == (("a",),)
    assert outcome.totals["unplaced"] == ("b",)
    assert "points" not in outcome.figures["b"]


def test_an_option_missing_in_one_stage_has_no_place() -> None:
    tally = Tally(options=("a", "b"))
    tally.add(Scores((("a", 1), ("b", 9))), channel="stage1")
    tally.add(Scores((("a", 1),)), channel="stage2")

    mean = RULES["points-mean-1"].count(tally)
    added = RULES["points-sum-1"].count(tally)

    assert mean.ranking == (("a",),)
    assert added.ranking == (("b",), ("a",))


@pytest.mark.parametrize(
    ("when", "result", "means"),
    [
        ("channel", "5661/2000", ("3.33", "3.33")),
        ("result", "2.83", ("10/3", "10/3")),
        ("both", "2.83", ("3.33", "3.33")),
        ("every", "2.84", ("3.33", "3.33")),
    ],
)
def test_what_is_rounded_is_as_told(when: str, result: str, means: tuple[str, str]) -> None:
    tally = Tally(options=("a",))
    for channel in ("x", "y"):
        for mark in (3, 3, 4):
            tally.add(Scores((("a", mark),)), channel=channel)

    outcome = RULES["points-mean-1"].count(
        tally, parameters={"round_mode": "half-up", "round_when": when, "weights": "x=0.5,y=0.35"}
    )

    told: Any = outcome.figures["a"]["channels"]
    assert points(outcome)["a"] == result
    assert tuple(mean for _, mean, _ in told) == means


@pytest.mark.parametrize(("best", "told"), [(0, "23"), (1, "9"), (2, "16"), (9, "23")], ids=str)
def test_only_the_best_results_of_a_season_count(best: int, told: str) -> None:
    tally = one([9, 4, 7, 3])

    outcome = RULES["points-best-n-1"].count(tally, parameters={"best": best})

    assert points(outcome)["a"] == told
    assert outcome.trace[0].facts["left_out"] == {0: 0, 1: 3, 2: 2, 9: 0}[best]


def test_equal_sums_are_counted_back_by_the_highest_marks() -> None:
    tally = panel({"a": 9, "b": 6}, {"a": 3, "b": 6})

    left = RULES["points-sum-1"].count(tally)
    back = RULES["points-sum-1"].count(tally, parameters={"count_back": True})

    assert left.undecided == ("a", "b")
    assert back.winners == ("a",)
    assert back.ties[-1].facts["by"] == "count-back"


def test_criteria_are_weighed_and_a_weight_may_not_be_forgotten() -> None:
    tally = Tally(options=("a",))
    tally.add(Scores((("a", 10),)), channel="art")
    tally.add(Scores((("a", 4),)), channel="craft")

    weighed = RULES["points-sum-1"].count(tally, parameters={"weights": "art=3,craft=1/2"})

    assert points(weighed) == {"a": "32"}
    with pytest.raises(ParameterInvalid):
        RULES["points-sum-1"].count(tally, parameters={"weights": "art=3"})


@pytest.mark.parametrize(
    ("rule", "parameters"),
    [
        ("points-sum-1", {}),
        ("points-mean-1", {}),
        ("points-median-1", {}),
        ("points-trimmed-mean-1", {"drop_low": 0, "drop_high": 0}),
    ],
)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(0, 9), st.integers(1, 5))
def test_a_higher_mark_never_harms(
    rule: str, parameters: dict[str, Value], others: list[int], mark: int, more: int
) -> None:
    rival = [{"a": other, "b": 5} for other in others]

    before = RULES[rule].count(panel(*rival, {"a": mark, "b": 5}), parameters=parameters)
    after = RULES[rule].count(panel(*rival, {"a": mark + more, "b": 5}), parameters=parameters)

    assert Fraction(str(points(after)["a"])) >= Fraction(str(points(before)["a"]))
    assert points(after)["b"] == points(before)["b"]
