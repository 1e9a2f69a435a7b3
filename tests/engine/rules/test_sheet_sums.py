"""What a tree of criteria comes to, by hand."""

from hypothesis import given
from hypothesis import strategies as st

from engine.rules.rulebook import Criterion
from engine.rules.sheet_sums import GroupPoints, Sums, sums_of
from tests.engine.marking import EVERY_KIND, FAULTS, PRIZE, WORK


def _group(name: str, maximum: int, *children: Criterion) -> Criterion:
    return Criterion(id=name, name=name, kind="group", maximum=maximum, children=children)


def test_bonus_and_penalty_stand_beside_the_points() -> None:
    points = {"work": 45_00, "cases": 20_00, "report": 10_00, "prize": 5_00, "faults": 1_50}

    sums, groups = sums_of(EVERY_KIND, points, frozenset())

    assert sums == Sums(points=75_00, bonus=5_00, penalty=1_50, maximum=100_00)
    assert groups == (
        GroupPoints(
            criterion="tasks", points=65_00, bonus=0, penalty=0, maximum=80_00, capped=False
        ),
    )


def test_a_group_is_cut_at_its_maximum() -> None:
    sums, groups = sums_of(EVERY_KIND, {"work": 50_00, "cases": 40_00}, frozenset())

    assert sums.points == 80_00
    assert [(each.criterion, each.points, each.capped) for each in groups] == [
        ("tasks", 80_00, True)
    ]


def test_what_does_not_apply_leaves_the_maximum_too() -> None:
    sums, _ = sums_of(EVERY_KIND, {"work": 45_00}, frozenset({"cases", "report"}))

    assert sums.maximum == 60_00  # work 50 and visits 10: the group's 80 is not reached


def test_a_bonus_in_an_ordinary_group_passes_its_maximum_by() -> None:
    sheet = (_group("I", 50_00, WORK, PRIZE),)

    sums, groups = sums_of(sheet, {"work": 50_00, "prize": 5_00}, frozenset())

    assert (sums.points, sums.bonus) == (50_00, 5_00)
    assert not groups[0].capped


def test_a_group_of_bonuses_alone_is_cut_at_its_own_maximum() -> None:
    more = Criterion(id="more", name="More", kind="bonus", maximum=5_00)
    sheet = (_group("I", 50_00, WORK, _group("plus", 7_00, PRIZE, more, FAULTS)),)

    sums, groups = sums_of(sheet, {"prize": 5_00, "more": 4_00, "faults": 3_00}, frozenset())

    assert sums == Sums(points=0, bonus=7_00, penalty=3_00, maximum=50_00)
    assert [(each.criterion, each.bonus, each.capped) for each in groups] == [
        ("I", 7_00, False),
        ("plus", 7_00, True),
    ]


@given(
    points=st.fixed_dictionaries(
        {leaf: st.integers(0, 3_00) for leaf in ("work", "cases", "report", "prize", "faults")}
    )
)
def test_where_nothing_is_cut_the_sums_are_those_of_the_leaves(points: dict[str, int]) -> None:
    sums, _ = sums_of(EVERY_KIND, points, frozenset())

    assert sums.points == points["work"] + points["cases"] + points["report"]
    assert (sums.bonus, sums.penalty) == (points["prize"], points["faults"])
