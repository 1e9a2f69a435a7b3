"""The tie ladder: each step in its order, and every step that was used is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import ParameterInvalid
from engine.rules.lot import drawn_order
from engine.rules.outcome import Step
from engine.rules.placing import placed
from engine.rules.ties import Ladder, told
from tests.engine.rules.strategies import NAMES, ladders

TIED = ("ada", "bob", "cid")


def codes(steps: tuple[Step, ...]) -> list[str]:
    return [step.code for step in steps]


def test_without_a_ladder_a_tie_is_left_and_said() -> None:
    ladder = Ladder()

    groups, steps = ladder.order(TIED, about="place-1")

    assert groups == (TIED,)
    assert steps == (Step("tie-left", {"about": "place-1", "order": (TIED,)}),)


def test_keys_order_higher_first_and_leave_equal_ones() -> None:
    ladder = Ladder(steps=("key",), keys={"ada": ("1/2", 3), "bob": ("1/2", 4), "cid": (0, 9)})

    groups, steps = ladder.order(TIED, about="place-1")

    assert groups == (("bob",), ("ada",), ("cid",))
    assert codes(steps) == ["tie-key"]


def test_a_key_that_one_option_lacks_is_passed_over() -> None:
    ladder = Ladder(steps=("key",), keys={"ada": (1,), "bob": (2,)})

    groups, _ = ladder.order(TIED, about="place-1")

    assert groups == (TIED,)


@pytest.mark.parametrize(
    ("casting", "order"),
    [
        (("cid", "bob", "ada"), (("cid",), ("bob",), ("ada",))),
        (("bob",), (("bob",), ("ada", "cid"))),
        (("dan", "cid"), (("cid",), ("ada", "bob"))),
        ((), (TIED,)),
    ],
    ids=["a whole order", "one name", "a name that is not tied", "no vote cast"],
)
def test_the_chair_casts_for_whom_it_names(
    casting: tuple[str, ...], order: tuple[tuple[str, ...], ...]
) -> None:
    ladder = Ladder(steps=("casting",), casting=casting)

    groups, _ = ladder.order(TIED, about="place-1")

    assert groups == order


def test_the_lot_draws_what_the_key_left_tied() -> None:
    ladder = Ladder(steps=("key", "lot"), keys={"ada": (1,), "bob": (2,), "cid": (1,)}, seed=b"s")

    groups, steps = ladder.order(TIED, about="place-1")

    assert groups == (("bob",), *((name,) for name in drawn_order(b"s", ("ada", "cid"))))
    assert codes(steps) == ["tie-key", "tie-lot"]


def test_a_lot_without_a_seed_is_passed_over() -> None:
    ladder = Ladder(steps=("lot",))

    groups, steps = ladder.order(TIED, about="place-1")

    assert groups == (TIED,)
    assert codes(steps) == ["tie-left"]


def test_after_leave_nothing_is_asked() -> None:
    ladder = Ladder(steps=("leave", "lot"), seed=b"s")

    groups, steps = ladder.order(TIED, about="place-1")

    assert groups == (TIED,)
    assert codes(steps) == ["tie-left"]


@pytest.mark.parametrize(
    ("seats", "drawn"), [(0, False), (1, True), (2, True), (3, False)], ids=str
)
def test_the_lot_is_drawn_only_where_the_last_seat_depends_on_it(
    seats: int, *, drawn: bool
) -> None:
    ladder = Ladder(steps=("lot",), seed=b"s")

    groups, steps = ladder.order(TIED, about="place-1", seats=seats)

    assert (len(groups) == 3) is drawn
    assert codes(steps) == (["tie-lot"] if drawn else [])


def test_keys_order_places_that_no_seat_depends_on() -> None:
    ladder = Ladder(steps=("key", "lot"), keys={"ada": (1,), "bob": (2,), "cid": (2,)}, seed=b"s")

    groups, steps = ladder.order(TIED, about="place-1", seats=3)

    assert groups == (("bob", "cid"), ("ada",))
    assert codes(steps) == ["tie-key"]


@pytest.mark.parametrize(
    "told",
    [
        {"keys": {"ada": ("a lot",)}},
        {"keys": {"ada": ("1/0",)}},
        {"casting": ("ada", "ada")},
        {"seed": bytes(256)},
    ],
    ids=["key in words", "key over nothing", "option cast twice", "seed too long"],
)
def test_a_ladder_that_cannot_be_climbed_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(ParameterInvalid):
        Ladder(**told)  # type: ignore[arg-type]  # each of them is wrong on purpose


@given(ladders(NAMES), st.sets(st.sampled_from(NAMES), min_size=1), st.integers(0, 5) | st.none())
def test_a_ladder_loses_nobody(ladder: Ladder, tied: set[str], seats: int | None) -> None:
    groups, _ = ladder.order(tuple(tied), about="place-1", seats=seats)

    assert sorted(name for group in groups for name in group) == sorted(tied)
    assert all(groups)


def test_keys_are_told_as_canonical_text() -> None:
    keys = (1, 2)

    text = told(keys)

    assert text == ("1", "2")


def test_the_step_that_decides_the_last_seat_stands_last() -> None:
    points = {"ada": 5, "bob": 5, "cid": 3, "dan": 3, "eve": 1}
    keys: dict[str, tuple[int | str, ...]] = dict.fromkeys(points, (0,))
    keys["bob"] = (2,)
    ladder = Ladder(steps=("key", "casting"), keys=keys, casting=("dan",))

    placing = placed(points, seats=3, ties=ladder)

    assert placing.winners == ("bob", "ada", "dan")
    assert placing.ranking == (("bob",), ("ada",), ("dan",), ("cid",), ("eve",))
    assert [(step.code, step.facts["about"]) for step in placing.ties] == [
        ("tie-key", "place-1"),
        ("tie-casting", "place-3"),
    ]


def test_a_rules_own_step_comes_before_the_ladder() -> None:
    points = {"ada": 5, "bob": 5, "cid": 5}
    firsts = {"ada": (1,), "bob": (2,), "cid": (1,)}

    placing = placed(
        points,
        seats=2,
        ties=Ladder(steps=("casting",), casting=("cid", "bob", "ada")),
        own=(("count-back", firsts),),
    )

    assert placing.winners == ("bob", "cid")
    assert [(step.code, step.facts["about"]) for step in placing.ties] == [
        ("tie-own", "place-1"),
        ("tie-casting", "place-2"),
    ]
    assert placing.ties[0].facts["compared"] == (("ada", ("1",)), ("bob", ("2",)), ("cid", ("1",)))


def test_who_may_not_take_a_seat_keeps_a_place() -> None:
    points = {"ada": 5, "bob": 3, "cid": 3}

    placing = placed(points, seats=2, ties=Ladder(steps=("lot",), seed=b"s"), eligible={"ada"})

    assert placing.winners == ("ada",)
    assert placing.undecided == ()
    assert placing.ranking == (("ada",), ("bob", "cid"))
    assert placing.ties == ()
