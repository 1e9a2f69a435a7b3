"""Judges on one scale: what is forgotten, what is kept, and the square root."""

from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import pvariance, variance

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.rules.ballots import Scores
from engine.rules.catalogue import RULES
from engine.rules.outcome import Outcome
from engine.rules.points.normalising import Scaled, by_deviation, by_range, by_rank
from engine.rules.tally import Tally


def panel(*judges: dict[str, int], unit: tuple[int, int] = (1, 1)) -> Tally:
    """A tally of one ballot a judge."""
    options = sorted({option for marks in judges for option in marks} or {"a"})
    tally = Tally(options=tuple(options), unit=unit)
    for marks in judges:
        tally.add(Scores(tuple(sorted(marks.items()))))
    return tally


def points(outcome: Outcome) -> dict[str, object]:
    return {option: figures.get("points") for option, figures in outcome.figures.items()}


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
