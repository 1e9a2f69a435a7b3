"""Judgements of pairs, and ranking by wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Ranking
from engine.rules.pairwise.wins import PAIRWISE_WINS
from engine.rules.tally import Tally
from engine.rules.ties import Ladder


def judged(options: str, judgements: str) -> Tally:
    """A tally of judgements such as `a>b a=c`."""
    tally = Tally(options=tuple(options))
    for told in judgements.split():
        first, how, second = tuple(told)
        groups = ((first,), (second,)) if how == ">" else ((first, second),)
        tally.add(Ranking(groups))
    return tally


def test_a_draw_is_half_a_win_for_each() -> None:
    outcome = PAIRWISE_WINS.count(judged("abc", "a>b a=c c>b"), seats=2)

    assert outcome.ranking == (("a", "c"), ("b",))
    assert outcome.figures["a"] == {"wins": "3/2", "judgements": "2", "share": "3/4"}
    assert outcome.totals == {"ballots": 3, "blank": 0, "judgements": 3}


def test_by_share_an_entry_never_judged_comes_last() -> None:
    outcome = PAIRWISE_WINS.count(judged("abz", "a>b a>b"), parameters={"measure": "share"})

    assert outcome.ranking == (("a",), ("b",), ("z",))
    assert outcome.figures["z"] == {"wins": "0", "judgements": "0"}


def test_a_longer_ranking_is_read_as_its_pairs() -> None:
    tally = Tally(options=tuple("abcd"), ballots={Ranking((("a",), (), ("b", "c"))): 2})

    outcome = PAIRWISE_WINS.count(tally, seats=4)

    assert outcome.trace[0].facts["halves"] == (
        ("a", "b", 4, 0),
        ("a", "c", 4, 0),
        ("b", "c", 2, 2),
    )
    assert outcome.ranking == (("a",), ("b", "c"), ("d",))


def test_a_ballot_that_judges_no_pair_is_blank() -> None:
    tally = Tally(options=("a", "b"), ballots={Ranking(()): 2, Ranking((("a",),)): 1})

    outcome = PAIRWISE_WINS.count(tally)

    assert outcome.totals == {"ballots": 3, "blank": 3, "judgements": 0}
    assert outcome.undecided == ("a", "b")


def test_a_tie_for_the_seat_goes_by_the_ladder() -> None:
    tally = judged("ab", "a>b b>a")

    outcome = PAIRWISE_WINS.count(tally, ties=Ladder(steps=("casting",), casting=("b", "a")))

    assert outcome.winners == ("b",)
    assert [step.code for step in outcome.ties] == ["tie-casting"]


def test_an_option_ranked_twice_is_refused() -> None:
    tally = Tally(options=("a", "b"), ballots={Ranking((("a",), ("b",), ("a",))): 1})

    with pytest.raises(BallotInvalid):
        PAIRWISE_WINS.count(tally)


@given(data=st.data(), options=st.integers(2, 5))
def test_wins_and_losses_add_up(data: st.DataObject, options: int) -> None:
    names = "abcde"[:options]
    pairs = st.permutations(names).map(lambda order: order[:2])
    told = data.draw(st.lists(st.tuples(pairs, st.sampled_from(">="))))
    tally = judged(names, " ".join(how.join(pair) for pair, how in told))

    outcome = PAIRWISE_WINS.count(tally)

    won = {name: sum(_points(name, pair, how) for pair, how in told) for name in names}
    assert {name: float(_number(outcome.figures[name]["wins"])) for name in names} == won
    assert outcome.totals["judgements"] == len(told)


def _points(name: str, pair: list[str], how: str) -> float:
    if name not in pair:
        return 0.0
    return 0.5 if how == "=" else float(pair[0] == name)


def _number(text: object) -> float:
    top, _, bottom = str(text).partition("/")
    return int(top) / int(bottom or 1)
