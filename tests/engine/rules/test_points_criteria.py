"""Points of a sheet's criteria, on the real figures of a cluster and at the edges."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.outcome import places, ranks
from engine.rules.points.criteria import (
    TargetEntry,
    adjusted_points,
    counted_points,
    entered_points,
    mixed_units_suspected,
    pass_points,
    target_points,
)
from tests.engine.rules.cases import sheet

ENTRIES = st.dictionaries(
    st.sampled_from("ABCDEFG"),
    st.builds(TargetEntry, st.integers(0, 10_000), st.integers(0, 30_000)),
)


def hundredths(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def cluster() -> dict[str, Any]:
    return sheet("cluster-1000-points.json")


def entries(criterion: str) -> tuple[int, dict[str, TargetEntry]]:
    """The maximum and the entries of one real criterion."""
    told = cluster()["quantitative_criteria"][criterion]
    return hundredths(told["max"]), {
        unit: TargetEntry(hundredths(row["target"]), hundredths(row["actual"]))
        for unit, row in told["units"].items()
    }


@pytest.mark.parametrize("criterion", ["28b", "20", "22"])
def test_a_real_criterion_comes_out_as_the_cluster_had_it(criterion: str) -> None:
    maximum, found = entries(criterion)
    expected = cluster()["expected"]["leader_relative"][criterion]["points"]

    points = target_points(maximum, found)

    assert {unit: points[unit] for unit in expected} == {
        unit: hundredths(text) for unit, text in expected.items()
    }


@pytest.mark.parametrize(
    ("case", "present"), [("31_without_C", "ABDEFG"), ("31_with_C", "ABCDEFG")]
)
def test_a_late_verification_changes_other_units_points(case: str, present: str) -> None:
    maximum, found = entries("31")
    expected = cluster()["expected"]["leader_relative"][case]["points"]

    points = target_points(maximum, {unit: found[unit] for unit in present})

    assert {unit: points[unit] for unit in expected} == {
        unit: hundredths(text) for unit, text in expected.items()
    }


@pytest.mark.parametrize(
    ("criterion", "unit", "by_rule"), [("22", "D", 2000), ("23", "D", 1000), ("31", "D", 1000)]
)
def test_where_the_source_differs_we_follow_the_stated_rule(
    criterion: str, unit: str, by_rule: int
) -> None:
    maximum, found = entries(criterion)
    told = [
        row
        for row in cluster()["expected"]["source_differs_from_rule"]
        if (row["criterion"], row["unit"]) == (criterion, unit)
    ]

    points = target_points(maximum, found)

    assert points[unit] == by_rule == hundredths(told[0]["by_rule"])


@pytest.mark.parametrize(
    ("criterion", "suspects"), [("20", ("D", "E")), ("22", ("E",)), ("28b", ())]
)
def test_targets_in_other_units_are_suspected(criterion: str, suspects: tuple[str, ...]) -> None:
    _, found = entries(criterion)

    suspected = mixed_units_suspected(found)

    assert suspected == suspects


def test_totals_and_ranks_of_the_cluster_on_self_scores() -> None:
    told = cluster()
    totals = {
        unit: sum(hundredths(section["self"][unit]) for section in told["sections"].values())
        for unit in told["units"]
    }

    found = ranks(places(totals))

    expected = told["expected"]
    assert totals == {unit: hundredths(text) for unit, text in expected["totals_self"].items()}
    assert found == expected["ranks_on_self_totals"]


@pytest.mark.parametrize(
    ("told", "points"),
    [
        ({"a": (100, 50)}, {"a": 250}),
        ({"a": (100, 100)}, {"a": 500}),
        ({"a": (100, 300)}, {"a": 1000}),
        ({"a": (100, 100), "b": (100, 50)}, {"a": 500, "b": 250}),
        ({"a": (100, 0)}, {"a": 0}),
        ({"a": (0, 7), "b": (0, 2)}, {"a": 1000, "b": 286}),
        ({"a": (0, 0), "b": (0, 0)}, {"a": 0, "b": 0}),
        ({"a": (0, 900), "b": (100, 200)}, {"a": 1000, "b": 1000}),
        ({}, {}),
    ],
    ids=[
        "half reached",
        "just reached",
        "leader alone",
        "nobody over target",
        "nothing done",
        "no target",
        "no target, nothing done",
        "two groups",
        "nobody",
    ],
)
def test_a_target_criterion_at_its_edges(
    told: dict[str, tuple[int, int]], points: dict[str, int]
) -> None:
    found = {member: TargetEntry(*entry) for member, entry in told.items()}

    given_points = target_points(1000, found)

    assert given_points == points


def test_the_way_of_rounding_is_told() -> None:
    found = {"a": TargetEntry(100, 300), "d": TargetEntry(100, 1200)}

    down = target_points(500, found, rounding="down")
    up = target_points(500, found)

    assert (down["a"], up["a"]) == (295, 295)
    assert target_points(500, found, rounding="ceiling")["a"] == 296


@given(ENTRIES, st.integers(0, 20_000))
def test_points_lie_between_nothing_and_the_maximum(
    found: dict[str, TargetEntry], maximum: int
) -> None:
    points = target_points(maximum, found)

    assert points.keys() == found.keys()
    assert all(0 <= given_points <= maximum for given_points in points.values())
    over = {m for m, entry in found.items() if 0 < entry.target < entry.actual}
    if over:
        assert maximum in {points[member] for member in over}


@given(ENTRIES)
def test_more_done_is_never_worth_less_among_those_with_targets(
    found: dict[str, TargetEntry],
) -> None:
    points = target_points(1000, found)

    with_target = {m: entry for m, entry in found.items() if entry.target}
    for one, first in with_target.items():
        for other, second in with_target.items():
            if first.actual * second.target >= second.actual * first.target:
                assert points[one] >= points[other]


@given(ENTRIES)
def test_nobody_is_suspected_where_all_targets_are_near(found: dict[str, TargetEntry]) -> None:
    near = {member: TargetEntry(entry.target % 9 + 1, 1) for member, entry in found.items()}

    assert mixed_units_suspected(near) == ()


def test_without_targets_nobody_is_suspected() -> None:
    found = {"a": TargetEntry(0, 5)}

    assert mixed_units_suspected(found) == ()


@pytest.mark.parametrize(
    ("entered", "points"), [(-1, 0), (0, 0), (499, 499), (500, 500), (501, 500)]
)
def test_entered_points_are_capped(entered: int, points: int) -> None:
    assert entered_points(500, entered) == points


@pytest.mark.parametrize(("times", "points"), [(0, 0), (3, 300), (9, 500)])
def test_points_by_number_of_times_are_capped(times: int, points: int) -> None:
    assert counted_points(500, times, 100) == points


@pytest.mark.parametrize(("achieved", "points"), [(True, 500), (False, 0)])
def test_a_pass_is_all_or_nothing(points: int, *, achieved: bool) -> None:
    assert pass_points(500, achieved=achieved) == points


@pytest.mark.parametrize(
    ("bonus", "penalty", "points"),
    [(2, 0, 200), (0, 3, -150), (9, 0, 500), (0, 9, -200), (1, 2, 0)],
)
def test_bonus_and_penalty_are_held_within_bounds(bonus: int, penalty: int, points: int) -> None:
    adjusted = adjusted_points(
        -200, 500, bonus=100, bonus_times=bonus, penalty=50, penalty_times=penalty
    )

    assert adjusted == points
