"""Several scorers become one, and units of measure that look mixed are pointed at."""

from fractions import Fraction
from typing import Any

import pytest

from engine.rules.marks import Mark
from engine.rules.outcome import Step
from engine.rules.rulebook import Criterion, RankingRule
from engine.rules.scoring import Scored, middle, scored_points
from engine.rules.standings import standings
from tests.engine.marking import in_points, reached, rulebook, stage_of

POINTS = Criterion(id="points", name="Points", maximum=1_000_00)
LEADER = Criterion(id="leader", name="Leader", kind="target", maximum=10_00)


@pytest.mark.parametrize(
    ("mean", "rounding", "points"),
    [
        pytest.param("mean", "half-up", 6_34, id="mean"),  # 2535 / 4 = 633.75
        pytest.param("mean", "floor", 6_33, id="mean-down"),
        pytest.param("trimmed-mean", "half-up", 7_68, id="trimmed"),  # (735 + 800) / 2 = 767.5
        pytest.param("trimmed-mean", "floor", 7_67, id="trimmed-down"),
        pytest.param("median", "ceiling", 7_68, id="median"),
    ],
)
def test_the_marks_of_several_peers_become_one(mean: Any, rounding: Any, points: int) -> None:
    rules = rulebook(POINTS, ranking=RankingRule(peer_mean=mean, rounding=rounding))
    scorers = {"P1": 1_00, "P2": 7_35, "P3": 8_00, "P4": 9_00}
    scored = Scored(
        stage="peer",
        version=1,
        rulebook=rules,
        sheets={
            "U1": {name: {"points": in_points("points", each)} for name, each in scorers.items()}
        },
    )

    found = scored_points(scored)["U1"]["points"]

    assert found.points == points
    assert found.each == tuple(scorers.items())


@pytest.mark.parametrize(
    ("values", "trimmed", "median"),
    [
        pytest.param((5,), Fraction(5), Fraction(5), id="one"),
        pytest.param((5, 8), Fraction(13, 2), Fraction(13, 2), id="two"),
        pytest.param((9, 1, 5), Fraction(5), Fraction(5), id="three"),
    ],
)
def test_few_values_are_not_trimmed_away(
    values: tuple[int, ...], trimmed: Fraction, median: Fraction
) -> None:
    assert middle(values, "trimmed-mean") == trimmed
    assert middle(values, "median") == median


def test_targets_marked_by_peers_are_compared_with_every_mark_of_the_stage() -> None:
    ratios = {("U1", "P1"): "2.00", ("U1", "P2"): "1.00", ("U2", "P1"): "3.00"}
    sheets: dict[str, dict[str, dict[str, Mark]]] = {"U1": {}, "U2": {}}
    for (candidate, scorer), actual in ratios.items():
        sheets[candidate][scorer] = {"leader": reached("leader", actual, "1.00")}

    points = scored_points(
        Scored(stage="peer", version=1, rulebook=rulebook(LEADER), sheets=sheets)
    )

    assert points["U1"]["leader"].each == (("P1", 7_50), ("P2", 5_00))
    assert points["U1"]["leader"].points == 6_25
    assert points["U2"]["leader"].points == 10_00


# Mixed units of measure.


def test_a_target_far_from_the_others_is_pointed_at() -> None:
    sheets = {
        name: (reached("leader", actual, target),)
        for name, actual, target in (("A", "50", "5"), ("E", "1", "0.05"), ("G", "66.67", "5"))
    }

    found = standings(stage_of(rulebook(LEADER), sheets))

    assert found.warnings == (Step("units-suspect", {"criterion": "leader", "candidates": ("E",)}),)


def test_two_units_of_measure_in_one_criterion_are_pointed_at() -> None:
    sheets = {
        name: (Mark(criterion="leader", target=1_00, actual=1_00, unit=unit),)
        for name, unit in (("A", "tonne"), ("B", "kilogram"), ("C", None))
    }

    found = standings(stage_of(rulebook(LEADER), sheets))

    assert found.warnings == (
        Step("units-differ", {"criterion": "leader", "units": ("kilogram", "tonne")}),
    )


def test_like_targets_and_no_targets_warn_of_nothing() -> None:
    sheets = {"A": (reached("leader", "5", "0"),), "B": (reached("leader", "9", "0"),)}

    found = standings(stage_of(rulebook(LEADER), sheets))

    assert found.warnings == ()
