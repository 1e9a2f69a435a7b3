"""How many raises of all shares a race of equal shares knows to change nothing."""

import pytest

from engine.rules.proportional.approvals import Approvals, Group
from engine.rules.proportional.purses import Market, PurseRace


def race_of(costs: dict[str, int], groups: list[str], share: int) -> PurseRace:
    """One voter a group; every option is worth the same, and a raise is 1."""
    approvals = Approvals(tuple(costs), tuple(Group(tuple(g), 1) for g in groups), 0)
    same = dict.fromkeys(costs, 1)
    return PurseRace.opened(Market(approvals, costs, same, dict.fromkeys(costs, ())), (share, 1), 1)


@pytest.mark.parametrize(
    ("costs", "alike"),
    [
        ({"z": 3, "a": 7, "b": 99}, 1),
        ({"z": 3, "a": 7, "b": 4}, 0),
        ({"z": 3, "a": 7, "b": 5}, 0),
        ({"z": 3, "a": 9, "b": 5}, 0),
        ({"z": 3, "a": 13, "b": 5}, 1),
    ],
    ids=[
        "until a poor voter can pay in full",
        "until another costs as little",
        "a tie now only",
        "until another can be had",
        "until another can be had, later",
    ],
)
def test_a_round_is_the_same_until_a_comparison_turns(costs: dict[str, int], alike: int) -> None:
    """After z its voter has 2, the others 5: a, approved by two, asks 2 of one of them."""
    race = race_of(costs, ["az", "a", "b"], share=5)

    after = race.elect("z")

    assert after.alike == alike


def test_a_race_in_which_all_pay_in_full_is_the_same_for_ever() -> None:
    race = race_of({"a": 4, "b": 5}, ["ab", "a"], share=9)

    assert race.elect("a").elect("b").alike is None


def test_what_cannot_be_had_bounds_the_raises() -> None:
    """Each raise brings 2 more to a, which lacks 6: the third buys it."""
    race = race_of({"a": 10}, ["a", "a"], share=2)

    assert race.best() is None
    assert race.alike == 2


def test_two_ways_to_the_same_purses_keep_the_nearer_bound() -> None:
    race = race_of({"a": 4, "b": 4}, ["a", "b"], share=5)

    one, other = race.elect("a").elect("b"), race.elect("b").elect("a")

    assert one.key == other.key
    assert one.merge(other).bound == one.bound
