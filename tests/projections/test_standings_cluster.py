"""The cluster of 1,000 points: one unit verified, and criteria that look at the leader.

Real figures, anonymised (`cluster-1000-points.json` of the shared cases, read in place by the
last tests); the tables here keep the essential ones, so that the story stands alone.
"""

from typing import Any

import pytest

from engine.commands.base import Command
from engine.commands.scoring import MarkNotAssigned, OverrideScore
from engine.errors.scores import RankingNotLawful
from engine.rules.marks import Mark
from engine.rules.outcome import Step
from engine.rules.rulebook import Criterion, Rulebook
from engine.values.numbers import points
from projections.sheets import sheet_view, side_by_side
from projections.standings import standings
from tests.engine.marking import entered, hundredths, reached, rulebook, season, sheet
from tests.engine.rules.cases import sheet as shared_sheet
from tests.engine.scenario import Scenario

UNITS = "A B C D E F G"
STAGES = ("self", "verified")

# Two sections of the sheet stand for all in the tables here: I.2 falls, II.3 rises.
SELF_D = {"I.2": "195.00", "II.3": "29.00", "rest": "688.75"}
VERIFIED_D = {"I.2": "120.00", "II.3": "30.00", "rest": "620.07"}
SELF = {
    "A": ("147.50", "30.00", "629.25"),
    "B": ("127.50", "29.00", "637.48"),
    "C": ("135.00", "28.00", "622.75"),
    "D": ("195.00", "29.00", "688.75"),
    "E": ("137.50", "30.00", "660.25"),
    "F": ("125.00", "30.00", "667.75"),
    "G": ("162.50", "30.00", "681.77"),
}
SELF_TOTALS = {
    "A": "806.75",
    "B": "793.98",
    "C": "785.75",
    "D": "912.75",
    "E": "827.75",
    "F": "822.75",
    "G": "874.27",
}
SELF_PLACES = (("D",), ("G",), ("E",), ("F",), ("A",), ("B",), ("C",))

SECTIONS = rulebook(
    Criterion(id="I.2", name="Tasks, group 2", maximum=200_00),
    Criterion(id="II.3", name="Inspection", maximum=30_00),
    Criterion(id="rest", name="All other sections", maximum=770_00),
    stages=STAGES,
)


def _marks(told: dict[str, str]) -> tuple[Mark, ...]:
    return entered(**told)


def _cluster() -> Scenario:
    own = [
        command
        for unit, scores in SELF.items()
        for command in sheet(unit, *_marks(dict(zip(SELF_D, scores, strict=True))), stage="self")
    ]
    return Scenario(*season(UNITS, SECTIONS), *own, *sheet("D", *_marks(VERIFIED_D)))


def test_self_scores_are_ranked_and_labelled_so() -> None:
    found = standings(_cluster().ledger, "self")

    assert found.stage == "self"
    assert {row.candidate: points(row.total) for row in found.rows} == SELF_TOTALS
    assert found.places == SELF_PLACES


def test_one_verified_total_is_never_ranked_among_self_scores() -> None:
    cluster = _cluster()

    with pytest.raises(RankingNotLawful) as refusal:
        standings(cluster.ledger)

    assert refusal.value.facts == {
        "stage": "verified",
        "verified": ("D",),
        "missing": ("A", "B", "C", "E", "F", "G"),
    }


def test_what_was_verified_is_shown_beside_the_refusal() -> None:
    cluster = _cluster()

    view = sheet_view(cluster.ledger, "D")
    sides = side_by_side(cluster.ledger, "D")

    assert (points(view.points.total), view.points.rank) == ("770.07", None)
    assert sides.totals == {"self": 912_75, "verified": 770_07}
    assert sides.difference is not None
    assert points(sides.difference) == "-142.68"
    assert sides.changed == ("I.2", "II.3", "rest")
    assert sides.lines[1].points == {"self": 29_00, "verified": 30_00}  # verification may raise


# Criteria relative to the leader: actual, target, and the points by hand.

Figures = dict[str, tuple[str, str, str]]

RELATIVE: dict[str, tuple[str, Figures]] = {
    "28b": (
        "5.00",
        {
            "A": ("3.00", "1.00", "2.95"),
            "B": ("0.00", "1.00", "0.00"),
            "D": ("12.00", "1.00", "5.00"),
            "E": ("1.00", "1.00", "2.50"),
            "F": ("1.00", "1.00", "2.50"),
            "G": ("5.00", "1.00", "3.41"),
        },
    ),
    "20": (
        "10.00",
        {
            "A": ("100.00", "90.00", "10.00"),
            "D": ("10.00", "9.00", "10.00"),
            "E": ("1.00", "0.90", "10.00"),
        },
    ),
    "22": (
        "20.00",
        {
            "A": ("50.00", "5.00", "14.74"),
            "E": ("1.00", "0.05", "20.00"),
            "F": ("0.00", "5.00", "0.00"),
            "G": ("66.67", "5.00", "16.49"),
        },
    ),
}


def _relative(maximum: str) -> Rulebook:
    criterion = Criterion(
        id="relative", name="Relative", kind="target", maximum=hundredths(maximum)
    )
    return rulebook(criterion, stages=STAGES)


def _reached(unit: str, actual: str, target: str) -> tuple[Command, ...]:
    return sheet(unit, reached("relative", actual, target))


@pytest.mark.parametrize("criterion", [pytest.param(each, id=each) for each in RELATIVE])
def test_points_follow_the_leader_of_the_stage(criterion: str) -> None:
    maximum, figures = RELATIVE[criterion]
    marks = [
        command
        for unit, (actual, target, _) in figures.items()
        for command in _reached(unit, actual, target)
    ]
    cluster = Scenario(*season(" ".join(figures), _relative(maximum)), *marks)

    rows = standings(cluster.ledger).rows

    assert {row.candidate: points(row.total) for row in rows} == {
        unit: expected for unit, (_, _, expected) in figures.items()
    }


def test_a_target_in_another_unit_of_measure_is_pointed_at() -> None:
    _, figures = RELATIVE["22"]
    marks = [
        command
        for unit, (actual, target, _) in figures.items()
        for command in _reached(unit, actual, target)
    ]
    cluster = Scenario(*season("A E F G", _relative("20.00")), *marks)

    assert standings(cluster.ledger).warnings == (
        Step("units-suspect", {"criterion": "relative", "candidates": ("E",)}),
    )


def test_a_late_verification_changes_the_points_of_others() -> None:
    early = {"A": ("2.00", "1.00"), "B": ("2.00", "1.00"), "G": ("5.00", "1.00")}
    marks = [command for unit, told in early.items() for command in _reached(unit, *told)]
    cluster = Scenario(*season("A B C G", _relative("10.00")), *marks)
    before = {unit: points(sheet_view(cluster.ledger, unit).points.total) for unit in early}

    cluster.play(*_reached("C", "10.00", "1.00"))

    after = {row.candidate: points(row.total) for row in standings(cluster.ledger).rows}
    assert before == {"A": "6.25", "B": "6.25", "G": "10.00"}
    assert after == {"A": "5.56", "B": "5.56", "C": "10.00", "G": "7.22"}


# The shared case itself, every figure.


def test_the_shared_sections_come_out_as_expected() -> None:
    told = shared_sheet("cluster-1000-points.json")
    expected = told["expected"]
    rules = rulebook(
        *(
            Criterion(id=name, name=each["name"], maximum=hundredths(each["max"]))
            for name, each in told["sections"].items()
        ),
        stages=STAGES,
    )
    own = [
        command
        for unit in told["units"]
        for command in sheet(
            unit,
            *_marks({name: each["self"][unit] for name, each in told["sections"].items()}),
            stage="self",
        )
    ]
    cluster = Scenario(*season(UNITS, rules), *own, *sheet("D", *_marks(told["verified_unit_D"])))

    found = standings(cluster.ledger, "self")
    sides = side_by_side(cluster.ledger, "D")

    assert found.rows[0].maximum == hundredths(told["scale"])
    assert {row.candidate: points(row.total) for row in found.rows} == expected["totals_self"]
    assert {row.candidate: row.rank for row in found.rows} == expected["ranks_on_self_totals"]
    assert points(sides.totals["verified"]) == expected["total_verified_D"]
    assert points(sides.difference or 0) == expected["difference_D"]
    with pytest.raises(RankingNotLawful):
        standings(cluster.ledger)


def _verified(told: dict[str, Any], unit: str) -> tuple[Command, ...]:
    marks: list[Mark] = []
    freed: list[Command] = []
    for name, each in told.items():
        row = each["units"].get(unit)
        if row is None:
            freed.append(MarkNotAssigned(candidate=unit, criterion=name, reason="No row."))
        else:
            marks.append(reached(name, row["actual"], row["target"]))
    return (*freed, *sheet(unit, *marks))


def test_the_shared_relative_criteria_come_out_as_expected() -> None:
    case = shared_sheet("cluster-1000-points.json")
    told, relative = case["quantitative_criteria"], case["expected"]["leader_relative"]
    differs = case["expected"]["source_differs_from_rule"]
    rules = rulebook(
        *(
            Criterion(id=name, name=name, kind="target", maximum=hundredths(each["max"]))
            for name, each in told.items()
        ),
        stages=STAGES,
    )
    early = [unit for unit in case["units"] if unit != "C"]
    cluster = Scenario(
        *season(UNITS, rules), *(each for unit in early for each in _verified(told, unit))
    )

    def found(criterion: str, *units: str) -> dict[str, str]:
        views = {unit: sheet_view(cluster.ledger, unit).points.points(criterion) for unit in units}
        return {unit: points(each) for unit, each in views.items() if each is not None}

    for name in ("28b", "20", "22"):
        assert found(name, *relative[name]["points"]) == relative[name]["points"]
    assert found("31", *relative["31_without_C"]["points"]) == relative["31_without_C"]["points"]
    apart = {(each["criterion"], each["unit"]): each for each in differs}
    for name, each in told.items():
        by_rule = found(name, *early)
        for unit in by_rule:
            other = apart.get((name, unit))
            stated = each["units"][unit]["verified"] if other is None else other["by_rule"]
            assert by_rule[unit] == stated, (name, unit)

    cluster.play(*_verified(told, "C"))

    assert found("31", *relative["31_with_C"]["points"]) == relative["31_with_C"]["points"]
    assert {step.facts["criterion"] for step in standings(cluster.ledger).warnings} == {
        "20",
        "22",
        "23",
    }
    for each in differs:  # a human mark below the formula is recordable
        cluster.play(
            OverrideScore(
                candidate=each["unit"],
                stage="verified",
                criterion=each["criterion"],
                points=hundredths(each["source_verified"]),
                authority="Reviewers",
                reason="As reviewed.",
            )
        )
        assert found(each["criterion"], each["unit"]) == {each["unit"]: each["source_verified"]}
