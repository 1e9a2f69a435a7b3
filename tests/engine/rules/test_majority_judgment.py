"""Majority judgment, counted again by taking out one median after the other."""

from collections.abc import Mapping, Sequence
from math import lcm
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Ballot, OptionId, Scores
from engine.rules.catalogue import rule_of
from engine.rules.tally import Tally
from tests.engine.rules.duels import scored
from tests.engine.rules.strategies import NAMES, boxes

JUDGMENT = rule_of("majority-judgment-1")
THREE = NAMES[:3]

grades = st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=12)


def medians(grades: Sequence[int]) -> list[int]:
    """The lower medians of grades, each taken out before the next is looked for."""
    left = sorted(grades)
    return [left.pop((len(left) - 1) // 2) for _ in grades]


def given_to(box: Mapping[Ballot, int], option: OptionId, blank: int | None) -> list[int]:
    """Every grade of an option, one by one."""
    found = []
    for ballot, weight in box.items():
        assert isinstance(ballot, Scores)
        grade = dict(ballot.points).get(option, blank)
        found += [] if grade is None else [grade] * weight
    return found


def places(keys: dict[OptionId, list[int]]) -> tuple[tuple[OptionId, ...], ...]:
    values = sorted({tuple(key) for key in keys.values()}, reverse=True)
    return tuple(tuple(o for o in sorted(keys) if tuple(keys[o]) == value) for value in values)


@given(box=boxes("scores", THREE))
def test_the_ranking_is_the_one_found_median_by_median(box: dict[Ballot, int]) -> None:
    tally = Tally(options=THREE, ballots=dict(box))

    outcome = JUDGMENT.count(tally)

    assert outcome.ranking == places({o: medians(given_to(box, o, 0)) for o in THREE})


def test_the_ranking_of_many_polls_is_the_one_found_median_by_median() -> None:
    random = Random(30)
    for _ in range(1500):
        best, voters = random.randint(1, 4), random.randint(1, 13)
        tally = Tally(options=THREE)
        for _ in range(voters):
            tally.add(Scores(tuple((option, random.randint(0, best)) for option in THREE)))

        outcome = JUDGMENT.count(tally)

        found = {option: medians(given_to(tally.ballots, option, 0)) for option in THREE}
        assert outcome.ranking == places(found)
        assert [outcome.figures[option]["median"] for option in THREE] == [
            found[option][0] for option in THREE
        ]


@given(box=boxes("scores", THREE))
def test_options_with_fewer_grades_are_compared_as_if_all_had_as_many(
    box: dict[Ballot, int],
) -> None:
    tally = Tally(options=THREE, ballots=dict(box))
    found = {o: given_to(box, o, None) for o in THREE}
    together = lcm(*(len(marks) for marks in found.values() if marks))
    level = {o: marks * (together // len(marks)) for o, marks in found.items() if marks}

    outcome = JUDGMENT.count(tally, parameters={"blank": "no-opinion"})

    graded = tuple(o for o in THREE if found[o])
    unknown = tuple(o for o in THREE if not found[o])
    ranking = places({o: medians(level[o]) for o in graded})
    assert outcome.ranking == (*ranking, *((unknown,) if unknown else ()))
    assert set(outcome.winners) <= set(graded)


@given(rows=grades, times=st.integers(2, 5))
def test_an_electorate_many_times_as_large_ranks_alike(
    rows: list[tuple[int, ...]], times: int
) -> None:
    once, often = (
        Tally(options=THREE, ballots={}),
        Tally(options=THREE, ballots={}),
    )
    for row in rows:
        ballot = Scores(tuple(zip(THREE, row, strict=True)))
        once.add(ballot)
        often.add(ballot, times)

    assert JUDGMENT.count(often).ranking == JUDGMENT.count(once).ranking


@given(rows=grades, data=st.data())
def test_a_winner_graded_higher_still_wins(
    rows: list[tuple[int, ...]], data: st.DataObject
) -> None:
    tally = Tally(options=THREE)
    for row in rows:
        tally.add(Scores(tuple(zip(THREE, row, strict=True))))
    first = JUDGMENT.count(tally).winners
    assume(first)
    row = data.draw(st.sampled_from(rows))
    ballot = Scores(tuple(zip(THREE, row, strict=True)))
    raised = dict(ballot.points) | {first[0]: 5}

    tally.take(ballot)
    tally.add(Scores(tuple(sorted(raised.items()))))

    assert JUDGMENT.count(tally).winners == first


def test_the_figures_tell_the_median_and_how_many_are_on_either_side() -> None:
    tally = scored({(5, 3): 2, (4, 3): 1, (1, 0): 2})

    outcome = JUDGMENT.count(tally)

    assert outcome.figures["a"] == {
        "grades": (0, 2, 0, 0, 1, 2),
        "median": 4,
        "above": 2,
        "below": 2,
    }
    assert outcome.ranking == (("a",), ("b",))


def test_the_trace_tells_the_medians_from_the_middle_outwards() -> None:
    tally = scored({(3, 2): 1, (2, 2): 1, (0, 1): 1})

    outcome = JUDGMENT.count(tally)

    told = [step.facts for step in outcome.trace if step.code == "majority-value"]
    assert told == [
        {"option": "a", "medians": ((0, 2, 2), (1, 0, 3))},
        {"option": "b", "medians": ((0, 2, 2), (1, 1, 2))},
    ]


@pytest.mark.parametrize(
    ("blank", "winners", "undecided"),
    [("lowest", (), ("a", "b")), ("no-opinion", (), ())],
)
def test_without_a_ballot_nobody_is_elected(
    blank: str, winners: tuple[OptionId, ...], undecided: tuple[OptionId, ...]
) -> None:
    outcome = JUDGMENT.count(Tally(options=("a", "b")), parameters={"blank": blank})

    assert (outcome.winners, outcome.undecided) == (winners, undecided)
    assert outcome.ranking == (("a", "b"),)


def test_a_majority_for_the_best_grade_does_not_need_the_best_mean() -> None:
    tally = scored({(5, 4): 3, (0, 4): 2})

    outcome = JUDGMENT.count(tally)

    assert outcome.winners == ("a",)


@pytest.mark.parametrize(
    ("points", "unit"),
    [
        pytest.param(6, (1, 1), id="above the best grade"),
        pytest.param(-1, (1, 1), id="below the worst"),
        pytest.param(3, (1, 2), id="between two grades"),
    ],
)
def test_what_is_no_grade_is_refused(points: int, unit: tuple[int, int]) -> None:
    tally = scored({(points, 0): 1})
    tally.unit = unit

    with pytest.raises(BallotInvalid) as refused:
        JUDGMENT.count(tally)

    assert refused.value.facts["expected"] == ("0..5",)
