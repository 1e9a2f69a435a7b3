"""What each kind of criterion takes as a mark."""

import doctest
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.errors.scores import (
    CriterionIsGroup,
    CriterionNotFound,
    MarkBelowZero,
    MarkMisshapen,
    PointsAboveMaximum,
    StageNotInRulebook,
)
from engine.rules import marks, scoring, sheet_sums
from engine.rules.marks import (
    Mark,
    check_mark,
    check_stage,
    fields_of,
    is_beside,
    leaf_of,
    node_of,
    terms,
)
from engine.rules.rulebook import Criterion
from tests.engine.marking import (
    CASES,
    EVERY_KIND,
    FAULTS,
    PRIZE,
    REPORT,
    TASKS,
    VISITS,
    WORK,
    rulebook,
)


@pytest.mark.parametrize(
    ("criterion", "mark"),
    [
        pytest.param(WORK, Mark(criterion="work", points=0), id="points-none"),
        pytest.param(WORK, Mark(criterion="work", points=50_00), id="points-all"),
        pytest.param(CASES, Mark(criterion="cases", target=0, actual=0), id="target-none"),
        pytest.param(CASES, Mark(criterion="cases", target=1, actual=9, unit="t"), id="target"),
        pytest.param(REPORT, Mark(criterion="report", achieved=False), id="failed"),
        pytest.param(VISITS, Mark(criterion="visits", times=1_000), id="counted"),
        pytest.param(PRIZE, Mark(criterion="prize", points=5_00), id="bonus"),
        pytest.param(FAULTS, Mark(criterion="faults", times=0), id="penalty"),
    ],
)
def test_a_mark_of_the_kind_is_taken(criterion: Criterion, mark: Mark) -> None:
    check_mark(criterion, mark)


@pytest.mark.parametrize(
    ("criterion", "mark", "given", "expected"),
    [
        pytest.param(WORK, Mark(criterion="work"), (), ("points",), id="nothing"),
        pytest.param(WORK, Mark(criterion="work", times=1), ("times",), ("points",), id="times"),
        pytest.param(
            WORK,
            Mark(criterion="work", points=1, unit="t"),
            ("points", "unit"),
            ("points",),
            id="unit-of-points",
        ),
        pytest.param(
            CASES, Mark(criterion="cases", points=1), ("points",), ("target", "actual"), id="points"
        ),
        pytest.param(
            CASES,
            Mark(criterion="cases", actual=1),
            ("actual",),
            ("target", "actual"),
            id="without-target",
        ),
        pytest.param(
            REPORT, Mark(criterion="report", points=1_00), ("points",), ("achieved",), id="pass"
        ),
        pytest.param(
            FAULTS, Mark(criterion="faults", points=50), ("points",), ("times",), id="counted"
        ),
        pytest.param(
            PRIZE,
            Mark(criterion="prize", points=1_00, achieved=True),
            ("points", "achieved"),
            ("points",),
            id="both",
        ),
    ],
)
def test_a_mark_of_another_shape_is_refused(
    criterion: Criterion, mark: Mark, given: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    with pytest.raises(MarkMisshapen) as refusal:
        check_mark(criterion, mark)

    assert refusal.value.facts == {
        "criterion": criterion.id,
        "kind": criterion.kind,
        "given": given,
        "expected": expected,
    }
    assert fields_of(criterion) == expected


def test_points_above_the_maximum_are_refused_with_both_figures() -> None:
    with pytest.raises(PointsAboveMaximum) as refusal:
        check_mark(WORK, Mark(criterion="work", points=50_01))

    assert refusal.value.facts == {"criterion": "work", "points": "50.01", "maximum": "50.00"}


@pytest.mark.parametrize(
    ("criterion", "mark", "field", "value"),
    [
        pytest.param(WORK, Mark(criterion="work", points=-1), "points", "-0.01", id="points"),
        pytest.param(
            CASES, Mark(criterion="cases", target=-100, actual=1), "target", "-1.00", id="target"
        ),
        pytest.param(
            CASES, Mark(criterion="cases", target=1, actual=-100), "actual", "-1.00", id="actual"
        ),
        pytest.param(VISITS, Mark(criterion="visits", times=-2), "times", -2, id="times"),
    ],
)
def test_nothing_is_marked_below_zero(
    criterion: Criterion, mark: Mark, field: str, value: object
) -> None:
    with pytest.raises(MarkBelowZero) as refusal:
        check_mark(criterion, mark)

    assert refusal.value.facts == {"criterion": criterion.id, "field": field, "value": value}


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        pytest.param(Mark(criterion="c", points=97_50), "97.50", id="points"),
        pytest.param(Mark(criterion="c", target=90_00, actual=1_00), "1.00/90.00", id="target"),
        pytest.param(Mark(criterion="c", times=3), "x3", id="times"),
        pytest.param(Mark(criterion="c", achieved=True), "achieved", id="achieved"),
        pytest.param(Mark(criterion="c", achieved=False), "not-achieved", id="not-achieved"),
    ],
)
def test_a_mark_is_told_in_short(mark: Mark, told: str) -> None:
    assert mark.told() == told


def test_a_criterion_is_found_by_its_id_wherever_it_stands() -> None:
    rules = rulebook(*EVERY_KIND)

    assert leaf_of(rules, "cases") == CASES
    assert node_of(rules, "tasks") == TASKS
    with pytest.raises(CriterionNotFound) as unknown:
        leaf_of(rules, "case")
    assert unknown.value.facts["criterion"] == "case"
    assert "cases" in unknown.value.facts["known"]  # type: ignore[operator]  # a tuple
    with pytest.raises(CriterionIsGroup) as group:
        leaf_of(rules, "tasks")
    assert group.value.facts == {"criterion": "tasks", "leaves": ("work", "cases")}


def test_a_stage_the_rulebook_does_not_have_is_refused() -> None:
    with pytest.raises(StageNotInRulebook) as refusal:
        check_stage(rulebook(), "review")

    assert refusal.value.facts == {"stage": "review", "known": ("self", "peer", "verified")}


def test_bonus_and_penalty_stand_beside_the_maximum() -> None:
    assert [leaf.id for leaf in (WORK, CASES, REPORT, PRIZE, FAULTS) if is_beside(leaf)] == [
        "prize",
        "faults",
    ]


@given(name=st.text(min_size=1))
def test_a_new_name_leaves_the_terms_of_a_criterion_as_they_were(name: str) -> None:
    assert terms(replace(WORK, name=name)) == terms(WORK)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(TASKS, maximum=90_00), id="maximum"),
        pytest.param(replace(TASKS, id="task"), id="id"),
        pytest.param(replace(TASKS, children=(CASES, WORK)), id="order"),
        pytest.param(replace(TASKS, children=(replace(WORK, kind="bonus"), CASES)), id="kind"),
        pytest.param(replace(TASKS, children=(replace(WORK, per_time=1), CASES)), id="per-time"),
        pytest.param(replace(TASKS, children=(WORK, replace(CASES, unit="t"))), id="unit"),
    ],
)
def test_whatever_decides_points_is_among_the_terms(changed: Criterion) -> None:
    assert terms(changed) != terms(TASKS)


@pytest.mark.parametrize(
    "module", [pytest.param(each, id=each.__name__) for each in (marks, scoring, sheet_sums)]
)
def test_the_examples_in_the_rules_of_sheets_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)

    assert result.attempted > 0
    assert result.failed == 0
