"""Marks by judges: each statistic, its rounding, its channels, and who recuses himself."""

from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import median, pvariance, variance
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.errors.rules import ParameterInvalid
from engine.rules.ballots import Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import Outcome
from engine.rules.parameters import Value
from engine.rules.points.normalising import Scaled, by_deviation, by_range, by_rank
from engine.rules.rounding import MODES, rounded, shown
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


@pytest.mark.parametrize(
    ("value", "mode", "text"),
    [
        ("2.345", "half-up", "2.35"),
        ("2.345", "half-even", "2.34"),
        ("2.349", "down", "2.34"),
        ("2.341", "ceiling", "2.35"),
        ("2.349", "floor", "2.34"),
        ("-2.345", "half-up", "-2.35"),
        ("-2.345", "half-even", "-2.34"),
        ("-2.349", "down", "-2.34"),
        ("-2.341", "floor", "-2.35"),
        ("-0.001", "half-up", "0.00"),
        ("7", "half-up", "7.00"),
        ("7/3", "none", "7/3"),
    ],
)
def test_every_way_of_rounding_is_its_own(value: str, mode: str, text: str) -> None:
    exact = Fraction(value)

    told = shown(rounded(exact, 2, mode), 2, mode)

    assert told == text


@given(
    st.fractions(), st.integers(0, 4), st.sampled_from([mode for mode in MODES if mode != "none"])
)
def test_rounding_stays_within_one_unit_of_the_last_place(
    value: Fraction, places: int, mode: str
) -> None:
    result = rounded(value, places, mode)

    assert abs(result - value) < Fraction(1, 10**places)
    assert (result * 10**places).denominator == 1
    assert Fraction(shown(result, places, mode)) == result


def test_a_whole_number_of_no_places_is_shown_without_a_point() -> None:
    value = Fraction(15, 2)

    text = shown(rounded(value, 0, "half-up"), 0, "half-up")

    assert text == "8"


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


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1),
    st.integers(1, 9),
    st.integers(0, 50),
)
def test_normalising_forgets_how_severe_a_judge_is(
    marks: dict[str, int], stretch: int, shift: int
) -> None:
    severe = {option: mark * stretch + shift for option, mark in marks.items()}

    assert by_rank(severe) == by_rank(marks)
    assert exact(by_range(severe)) == exact(by_range(marks))
    for sample in (True, False):
        assert by_deviation(severe, sample=sample, places=10) == by_deviation(
            marks, sample=sample, places=10
        )


def exact(judge: Scaled) -> dict[str, Fraction]:
    return {option: Fraction(score, judge.denominator) for option, score in judge.scores.items()}


@given(
    marks=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=2),
    sample=st.booleans(),
)
def test_a_z_score_is_the_textbooks_to_the_stated_place(
    marks: dict[str, int], *, sample: bool
) -> None:
    assume(len(set(marks.values())) > 1)
    given_marks = [Fraction(mark) for mark in marks.values()]
    spread = variance(given_marks) if sample else pvariance(given_marks)

    told = exact(by_deviation(marks, sample=sample, places=10))

    with localcontext() as context:
        context.prec = 60
        deviation = (Decimal(spread.numerator) / Decimal(spread.denominator)).sqrt()
        centre = sum(given_marks, Fraction(0)) / len(given_marks)
        for option, mark in marks.items():
            away = mark - centre
            score = Decimal(away.numerator) / Decimal(away.denominator) / deviation
            assert abs(Fraction(score) - told[option]) <= Fraction(1, 2 * 10**10) + Fraction(
                1, 10**20
            )


@pytest.mark.parametrize(
    ("method", "told"),
    [("rank", "1/2"), ("min-max", "1/2"), ("z-score", "0")],
)
@pytest.mark.parametrize("judge", [{"a": 7}, {"a": 7, "b": 7, "c": 7}], ids=["one", "level"])
def test_a_judge_who_parts_nobody_puts_everybody_in_the_middle(
    judge: dict[str, int], method: str, told: str
) -> None:
    tally = panel(judge)

    outcome = RULES["points-normalised-1"].count(tally, parameters={"method": method})

    assert points(outcome)["a"] == told


def test_a_z_score_is_measured_in_the_deviation_that_is_told() -> None:
    tally = panel({"a": 9, "b": 7, "c": 5})

    told = {
        deviation: points(
            RULES["points-normalised-1"].count(
                tally,
                parameters={"method": "z-score", "deviation": deviation, "score_places": 4},
            )
        )["a"]
        for deviation in ("sample", "population")
    }

    assert told == {"sample": "1", "population": "12247/10000"}


def test_the_trace_tells_what_became_of_each_judges_marks_in_a_panel_that_can_be_read() -> None:
    small = panel({"a": 9, "b": 7, "c": 5}, {"a": 1})
    large = panel(*({"a": mark, "b": 0} for mark in range(101)))

    told = RULES["points-normalised-1"].count(small).trace
    sums = RULES["points-normalised-1"].count(large).trace

    assert [step.facts["to"] for step in told if step.code == "judge"] == [
        (("a", "1/2"),),
        (("a", "1"), ("b", "1/2"), ("c", "0")),
    ]
    assert [step.code for step in sums] == ["marks", "marks"]


def test_a_blank_ballot_of_scores_marks_nobody() -> None:
    tally = Tally(options=("a", "b"), ballots={Scores(()): 3})

    outcome = RULES["points-normalised-1"].count(tally)

    assert outcome.ranking == ()
    assert outcome.totals["unplaced"] == ("a", "b")


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
