"""The pairwise matrix: a sum over ballots, the same however it is built."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.ballots import Ranking, Scores
from engine.rules.condorcet import blocks
from engine.rules.condorcet.blocks import Groups
from engine.rules.condorcet.pairwise import Blank, Pairwise, groups_of
from tests.engine.rules.duels import duels, elections, ranked
from tests.engine.rules.strategies import NAMES, rankings

BLANKS = pytest.mark.parametrize("blank", ["last", "no-opinion"])

weighted = st.tuples(rankings(NAMES), st.sampled_from((1, 1, 1, 2, 5)))


def rows_of(blank: Blank, ballots: list[tuple[Groups, int]]) -> list[list[int]]:
    matrix = Pairwise(NAMES, blank)
    for groups, weight in ballots:
        matrix.add(groups, weight)
    return matrix.rows()


@BLANKS
def test_the_matrix_is_the_one_counted_pair_by_pair(blank: Blank) -> None:
    for tally in elections(400, seed=1):
        slow = duels(tally, blank)

        matrix = Pairwise(tally.options, blank)
        matrix.add_all((groups_of(ballot), weight) for ballot, weight in tally.whole.items())

        assert matrix.rows() == [
            [slow[one, other] for other in tally.options] for one in tally.options
        ]


@pytest.mark.parametrize(
    ("blank", "expected"),
    [
        pytest.param("last", [[0, 1, 1], [0, 0, 1], [0, 0, 0]], id="below all that are ranked"),
        pytest.param("no-opinion", [[0, 1, 0], [0, 0, 0], [0, 0, 0]], id="compared with none"),
    ],
)
def test_an_option_left_out_is_last_or_not_compared(
    blank: Blank, expected: list[list[int]]
) -> None:
    matrix = Pairwise("abc", blank)

    matrix.add((("a",), ("b",)))

    assert matrix.rows() == expected


@BLANKS
@given(ballots=st.lists(weighted, max_size=12), data=st.data())
def test_ballots_count_the_same_in_any_order_one_by_one_or_all_at_once(
    blank: Blank, ballots: list[tuple[Ranking, int]], data: st.DataObject
) -> None:
    told = [(ballot.groups, weight) for ballot, weight in ballots]
    together = Pairwise(NAMES, blank)

    together.add_all(data.draw(st.permutations(told)))

    assert together.rows() == rows_of(blank, told)


@BLANKS
@given(ballots=st.lists(weighted, min_size=1, max_size=12), data=st.data())
def test_ballots_taken_out_again_leave_what_was_there(
    blank: Blank, ballots: list[tuple[Ranking, int]], data: st.DataObject
) -> None:
    told = [(ballot.groups, weight) for ballot, weight in ballots]
    kept = data.draw(st.integers(0, len(told)))
    matrix = Pairwise(NAMES, blank)
    matrix.add_all(told)

    for groups, weight in data.draw(st.permutations(told[kept:])):
        matrix.take(groups, weight)

    assert matrix.rows() == rows_of(blank, told[:kept])


@pytest.mark.parametrize("block", [1, 2, 3])
def test_the_size_of_a_block_of_ballots_changes_nothing(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [(groups_of(b), 1) for tally in elections(20, seed=2, options=5) for b in tally.ballots]
    whole = Pairwise("abcde")
    whole.add_all(told)
    monkeypatch.setattr(blocks, "BALLOTS_MAX", block)
    parts = Pairwise("abcde")

    parts.add_all(told)

    assert parts.rows() == whole.rows()


@BLANKS
@pytest.mark.parametrize("size", [1, 126, 127, 130])
def test_more_options_than_a_byte_can_tell_are_counted_the_same(size: int, blank: Blank) -> None:
    names = [f"o{number:03}" for number in range(size)]
    strict = tuple((name,) for name in names)
    level = (tuple(names[:2]), *strict[2:])
    ballots: list[tuple[Groups, int]] = [
        (strict, 1),
        (level, 1),
        (strict[::-1], 1),
        (strict[:1], 1),
    ]
    slowly, quickly = Pairwise(names, blank), Pairwise(names, blank)
    for groups, weight in ballots:
        slowly.add(groups, weight)

    quickly.add_all(ballots)

    assert quickly.rows() == slowly.rows()
    assert slowly.rows()[0][-1] == (0 if size == 1 else 3 if blank == "last" else 2)


@pytest.mark.parametrize(
    "groups",
    [
        pytest.param((("a",), ("b",), ("a",)), id="again further down"),
        pytest.param((("a",), ("a", "b")), id="again beside another"),
        pytest.param((("a", "a"), ("b",)), id="twice in one group"),
        pytest.param((("a",), (), ("b",), ("b",)), id="after a skipped rank"),
    ],
)
def test_an_option_named_twice_stands_where_it_was_named_first(groups: Groups) -> None:
    once, quickly = Pairwise("abc"), Pairwise("abc")
    once.add(groups)

    quickly.add_all([(groups, 1)])

    assert once.rows() == quickly.rows() == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]


def test_scores_rank_by_points_and_equal_points_alike() -> None:
    ballot = Scores((("a", 3), ("b", 5), ("c", 3), ("d", 0)))

    groups = groups_of(ballot)

    assert groups == (("b",), ("a", "c"), ("d",))


def test_weights_may_be_as_large_as_a_country() -> None:
    tally = ranked({"a b": 10**15, "b a": 10**15 + 1})
    matrix = Pairwise(tally.options)

    matrix.add_all((groups_of(ballot), weight) for ballot, weight in tally.whole.items())

    assert list(chain.from_iterable(matrix.rows())) == [0, 10**15, 10**15 + 1, 0]
