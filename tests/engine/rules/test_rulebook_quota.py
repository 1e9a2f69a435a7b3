"""How many may be proposed: a count, a table by size, or a share of a base with its rounding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.rulebook import Criterion, Quota, QuotaRow, Rounding, Rulebook
from engine.values.numbers import Share

TABLE = Quota(table=(QuotaRow(11, 3), QuotaRow(5, 1), QuotaRow(8, 2)))


def allowed(quota: Quota, members: int = 9, nominated: int = 7, ranked: int = 8) -> int:
    return quota.allowed(members=members, nominated=nominated, ranked=ranked)


def test_a_fixed_quota_asks_no_size() -> None:
    assert allowed(Quota(count=3), members=100) == 3
    assert allowed(Quota(count=0)) == 0


@pytest.mark.parametrize(
    ("members", "count"),
    [
        pytest.param(1, 1, id="smallest-row"),
        pytest.param(5, 1, id="up-to-five"),
        pytest.param(6, 2, id="above-five"),
        pytest.param(8, 2, id="up-to-eight"),
        pytest.param(11, 3, id="up-to-eleven"),
        pytest.param(40, 3, id="above-the-table"),
    ],
)
def test_a_table_gives_the_first_row_that_is_large_enough(members: int, count: int) -> None:
    assert allowed(TABLE, members=members) == count


@pytest.mark.parametrize(
    ("share", "rounding", "count"),
    [
        pytest.param(Share(1, 5), "floor", 1, id="20-of-9-down"),
        pytest.param(Share(1, 5), "ceiling", 2, id="20-of-9-up"),
        pytest.param(Share(1, 5), "half-up", 2, id="1.8-half-up"),
        pytest.param(Share(1, 6), "half-up", 2, id="1.5-half-up"),
        pytest.param(Share(1, 7), "half-up", 1, id="1.28-half-up"),
        pytest.param(Share(1, 3), "ceiling", 3, id="exact-needs-no-rounding"),
    ],
)
def test_a_share_rounds_as_the_rulebook_says(share: Share, rounding: Rounding, count: int) -> None:
    assert allowed(Quota(share=share, rounding=rounding)) == count


def test_a_share_names_its_base() -> None:
    whole = Share(1, 1)

    assert allowed(Quota(share=whole)) == 9
    assert allowed(Quota(share=whole, of="nominated")) == 7
    assert allowed(Quota(share=whole, of="ranked")) == 8


@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 500))
def test_floor_half_up_and_ceiling_lie_in_this_order(num: int, den: int, members: int) -> None:
    share = Share(num, den)

    floor, half_up, ceiling = (
        allowed(Quota(share=share, rounding=rounding), members=members)
        for rounding in ("floor", "half-up", "ceiling")
    )

    assert floor <= half_up <= ceiling <= floor + 1
    assert floor * den <= num * members <= ceiling * den


def test_the_marked_leaves_of_a_sheet_are_listed_in_its_order() -> None:
    group = Criterion(
        id="A",
        name="Group",
        kind="group",
        maximum=3,
        children=(Criterion(id="A1", name="One", maximum=3),),
    )
    rulebook = Rulebook(
        id="r", title="R", criteria=(group, Criterion(id="B", name="Two", maximum=1))
    )

    assert list(rulebook.leaves()) == ["A1", "B"]
