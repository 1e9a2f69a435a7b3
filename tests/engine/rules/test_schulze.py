"""Schulze's method: strongest paths, counted again by walking every path."""

from itertools import pairwise, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.rules.ballots import Ballot, OptionId, Ranking
from engine.rules.catalogue import rule_of
from engine.rules.tally import Tally
from tests.engine.rules.duels import Duels, as_sets, best, duels, elections, ranked, strengths
from tests.engine.rules.strategies import NAMES, boxes

SCHULZE = rule_of("schulze-1")
MEASURES = pytest.mark.parametrize("measure", ["winning-votes", "margins"])
BLANKS = pytest.mark.parametrize("blank", ["last", "no-opinion"])


def strongest(options: set[OptionId], defeats: Duels, start: OptionId, end: OptionId) -> int:
    """The strongest of all paths that visit no option twice."""
    between = sorted(options - {start, end})
    paths = (
        (start, *via, end)
        for size in range(len(between) + 1)
        for via in permutations(between, size)
    )
    return max(min(defeats.get(pair, 0) for pair in pairwise(path)) for path in paths)


@MEASURES
@BLANKS
def test_every_ranking_is_the_one_found_by_walking_every_path(measure: str, blank: str) -> None:
    for tally in elections(600, seed=3):
        options = set(tally.options)
        defeats = strengths(duels(tally, blank), measure)
        paths = {(a, b): strongest(options, defeats, a, b) for a, b in permutations(options, 2)}
        beaten_by = {b: {a for a in options - {b} if paths[a, b] > paths[b, a]} for b in options}

        outcome = SCHULZE.count(tally, parameters={"strength": measure, "blank": blank})

        assert as_sets(outcome.ranking) == best(options, beaten_by)


def test_the_example_of_the_article_has_its_paths() -> None:
    tally = ranked(
        {
            "a c b e d": 5,
            "a d e c b": 5,
            "b e d a c": 8,
            "c a b e d": 3,
            "c a e b d": 7,
            "c b a d e": 2,
            "d c e b a": 7,
            "e b a d c": 8,
        }
    )

    outcome = SCHULZE.count(tally)

    paths = next(step for step in outcome.trace if step.code == "schulze-paths")
    assert outcome.ranking == (("e",), ("a",), ("c",), ("b",), ("d",))
    assert paths.facts["strengths"] == (
        (0, 28, 28, 30, 24),
        (25, 0, 28, 33, 24),
        (25, 29, 0, 29, 24),
        (25, 28, 28, 0, 24),
        (25, 28, 28, 31, 0),
    )


def test_the_trace_names_the_path_by_which_the_winner_stands_above_each_other() -> None:
    tally = ranked({"a b c": 8, "b c a": 7, "c a b": 6})

    outcome = SCHULZE.count(tally)

    over_c = next(step.facts for step in outcome.trace if step.facts.get("other") == "c")
    assert over_c == {
        "option": "a",
        "other": "c",
        "strength": 14,
        "path": ("a", "b", "c"),
        "strength-back": 13,
        "path-back": ("c", "a"),
    }


def test_where_no_path_leads_the_trace_says_so() -> None:
    outcome = SCHULZE.count(ranked({"a b": 1}))

    assert outcome.trace[-1].facts["path-back"] == ()


def test_winning_votes_and_margins_can_elect_different_options() -> None:
    tally = ranked({"a b": 9, "b a": 8, "b c": 5, "c b": 1, "c a": 6, "a c": 3})

    by_votes, by_margins = (
        SCHULZE.count(tally, parameters={"strength": measure, "blank": "no-opinion"})
        for measure in ("winning-votes", "margins")
    )

    assert (by_votes.winners, by_margins.winners) == (("c",), ("b",))


@given(
    ballots=st.dictionaries(st.permutations(NAMES[:4]).map(tuple), st.integers(1, 4), max_size=8)
)
def test_on_full_ballots_winning_votes_and_margins_rank_alike(
    ballots: dict[tuple[OptionId, ...], int],
) -> None:
    tally = Tally(options=NAMES[:4])
    for order, weight in ballots.items():
        tally.add(Ranking(tuple((option,) for option in order)), weight)

    by_votes = SCHULZE.count(tally, parameters={"strength": "winning-votes"})
    by_margins = SCHULZE.count(tally, parameters={"strength": "margins"})

    assert by_votes.ranking == by_margins.ranking


@MEASURES
@given(box=boxes("ranking", NAMES[:4]), data=st.data())
def test_a_winner_raised_on_a_ballot_still_wins(
    measure: str, box: dict[Ballot, int], data: st.DataObject
) -> None:
    tally = Tally(options=NAMES[:4], ballots=dict(box))
    first = SCHULZE.count(tally, parameters={"strength": measure}).ranking[0]
    assume(len(first) == 1 and box)
    ballot = data.draw(st.sampled_from(sorted(box, key=repr)))
    assert isinstance(ballot, Ranking)
    rest = tuple(tuple(o for o in group if o not in first) for group in ballot.groups)

    tally.take(ballot)
    tally.add(Ranking((first, *rest)))

    assert SCHULZE.count(tally, parameters={"strength": measure}).ranking[0] == first
