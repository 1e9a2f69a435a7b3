"""What holds for the standings of every stage, whatever was marked."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.rules.marks import Mark
from engine.rules.standings import standings
from tests.engine.marking import EVERY_KIND, in_points, ranked_by, rulebook, stage_of

NAMES = ("A", "B", "C", "D", "E")
FULL_SHEETS = st.fixed_dictionaries(
    {
        "work": st.integers(0, 5).map(lambda each: each * 10_00),
        "target": st.integers(0, 300),
        "actual": st.integers(0, 300),
        "achieved": st.booleans(),
        "visits": st.integers(0, 4),
        "prize": st.sampled_from((0, 2_50, 5_00)),
        "faults": st.integers(0, 9),
    }
)
SHEETS = st.dictionaries(st.sampled_from(NAMES), FULL_SHEETS, min_size=1)


def _marks(told: dict[str, Any]) -> tuple[Mark, ...]:
    return (
        in_points("work", told["work"]),
        Mark(criterion="cases", target=told["target"], actual=told["actual"]),
        Mark(criterion="report", achieved=told["achieved"]),
        Mark(criterion="visits", times=told["visits"]),
        in_points("prize", told["prize"]),
        Mark(criterion="faults", times=told["faults"]),
    )


@given(told=SHEETS, order=st.randoms(use_true_random=False))
def test_the_order_of_marks_and_candidates_decides_nothing(
    told: dict[str, dict[str, Any]], order: Any
) -> None:
    sheets = {name: _marks(each) for name, each in told.items()}
    shuffled = [(name, order.sample(marks, len(marks))) for name, marks in sheets.items()]
    order.shuffle(shuffled)
    rules = rulebook(*EVERY_KIND, ranking=ranked_by("without-bonus"))

    found = standings(stage_of(rules, {name: tuple(marks) for name, marks in shuffled}))

    assert found == standings(stage_of(rules, sheets))


@given(told=SHEETS)
def test_a_total_is_the_sum_of_its_parts_and_nothing_passes_its_maximum(
    told: dict[str, dict[str, Any]],
) -> None:
    rules = rulebook()

    found = standings(stage_of(rules, {name: _marks(each) for name, each in told.items()}))

    for row in found.rows:
        points = {each.criterion: each.points for each in row.criteria}
        tasks = min(points["work"] + points["cases"], 80_00)
        assert row.without_bonus == tasks + points["report"] + points["visits"]
        assert row.total == row.without_bonus + points["prize"] - points["faults"]
        assert all(0 <= points[leaf.id] <= leaf.maximum for leaf in rules.leaves().values())
        assert row.share == str(Fraction(row.total, 100_00))


@given(told=SHEETS)
def test_a_tie_break_splits_ties_and_moves_nobody_else(told: dict[str, dict[str, Any]]) -> None:
    sheets = {name: _marks(each) for name, each in told.items()}
    plain = standings(stage_of(rulebook(), sheets))
    ladder = ("without-bonus", "criterion:tasks", "criterion:report")

    broken = standings(stage_of(rulebook(*EVERY_KIND, ranking=ranked_by(*ladder)), sheets))

    remaining = list(broken.places)
    for place in plain.places:
        parts: list[str] = []
        while len(parts) < len(place):
            parts.extend(remaining.pop(0))
        assert sorted(parts) == sorted(place)
    decided = {row.candidate for row in broken.rows if row.decided_by}
    assert decided <= {name for place in plain.places if len(place) > 1 for name in place}
