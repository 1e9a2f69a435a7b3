"""Bradley–Terry strengths: published ones, likeliest ones, and the same ones everywhere."""

import csv
import math
from decimal import getcontext, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors.rules import StrengthsUnbounded
from engine.rules.ballots import Ranking
from engine.rules.outcome import Outcome
from engine.rules.pairwise.bradley_terry import BRADLEY_TERRY
from engine.rules.pairwise.comparisons import comparisons_of
from engine.rules.pairwise.strengths import strengths as logarithms
from engine.rules.rule import Question
from engine.rules.tally import Tally
from tests.engine.rules.cases import case

Wins = dict[tuple[str, str], int]


def tally_of(names: str, wins: Wins) -> Tally:
    tally = Tally(options=tuple(names))
    for (winner, loser), times in wins.items():
        tally.add(Ranking(((winner,), (loser,))), times)
    return tally


def strengths(outcome: Outcome) -> dict[str, float]:
    """The published logarithms, as numbers a test may reckon with."""
    return {option: float(str(told["strength"])) for option, told in outcome.figures.items()}


@st.composite
def contests(draw: st.DrawFn, most: int = 5) -> tuple[str, Wins]:
    """Some entries, and how often each was preferred to each other."""
    names = "abcdefgh"[: draw(st.integers(2, most))]
    pairs = [(first, second) for first in names for second in names if first != second]
    return names, draw(st.dictionaries(st.sampled_from(pairs), st.integers(1, 9)))


def test_the_american_league_of_1987_has_the_published_strengths() -> None:
    """Agresti, Categorical Data Analysis, 2002, table 10.11: to two decimals, Baltimore at 0."""
    folder, told = case("bt-baseball-1987")
    tally = Tally(options=())
    with (folder / "raw" / "games.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            home, away = row["home.team"], row["away.team"]
            tally.add(Ranking(((home,), (away,))), int(row["home.wins"]))
            tally.add(Ranking(((away,), (home,))), int(row["away.wins"]))
            tally.options = tuple(sorted({*tally.options, home, away}))

    outcome = BRADLEY_TERRY.count(tally, parameters={"prior": 0})

    found = strengths(outcome)
    others = sorted(
        round(value - found["Baltimore"], 2) for team, value in found.items() if team != "Baltimore"
    )
    assert others == told["outcome"]["sorted_log_abilities_2dp"]
    assert outcome.ranking[0] == ("Milwaukee",)
    assert outcome.totals["converged"] is True


def test_a_win_over_a_strong_entry_counts_for_more() -> None:
    """c and d won one of two each; c won against the strong a, d against the weak b."""
    wins = {
        ("a", "b"): 9,
        ("b", "a"): 1,
        ("c", "a"): 1,
        ("a", "c"): 1,
        ("d", "b"): 1,
        ("b", "d"): 1,
    }

    outcome = BRADLEY_TERRY.count(tally_of("abcd", wins))

    found = strengths(outcome)
    assert found["c"] > found["d"]
    assert outcome.figures["c"]["wins"] == outcome.figures["d"]["wins"] == "1"


def test_who_never_lost_has_a_finite_strength() -> None:
    outcome = BRADLEY_TERRY.count(tally_of("abz", {("a", "b"): 5}))

    assert outcome.ranking == (("a",), ("z",), ("b",))
    assert outcome.figures["z"] == {"strength": "0.0000", "wins": "0", "judgements": "0"}


@pytest.mark.parametrize(
    "wins",
    [{("a", "b"): 1}, {("a", "b"): 1, ("b", "a"): 1}, {}],
    ids=["never lost", "never met", "no judgements"],
)
def test_without_a_prior_unbounded_strengths_are_refused(wins: Wins) -> None:
    with pytest.raises(StrengthsUnbounded):
        BRADLEY_TERRY.count(tally_of("abc", wins), parameters={"prior": "0"})


def test_a_single_entry_needs_no_judgement() -> None:
    outcome = BRADLEY_TERRY.count(Tally(options=("a",)), parameters={"prior": "0"})

    assert (outcome.winners, outcome.figures["a"]["strength"]) == (("a",), "0.0000")


def test_without_judgements_all_are_alike() -> None:
    outcome = BRADLEY_TERRY.count(Tally(options=("a", "b", "c")))

    assert outcome.undecided == ("a", "b", "c")


def test_a_count_that_ran_out_of_iterations_says_so() -> None:
    wins = {("a", "b"): 99, ("b", "a"): 1}

    outcome = BRADLEY_TERRY.count(tally_of("ab", wins), parameters={"prior": "0", "iterations": 1})

    assert outcome.totals["converged"] is False
    assert outcome.totals["iterations"] == 1


def test_entries_with_the_same_published_figure_are_tied() -> None:
    wins = {("a", "b"): 10001, ("b", "a"): 10000}

    fine, coarse = (
        BRADLEY_TERRY.count(tally_of("ab", wins), parameters={"prior": 0, "places": places})
        for places in (5, 4)
    )

    assert (fine.ranking, coarse.ranking) == ((("a",), ("b",)), (("a", "b"),))
    assert coarse.figures["b"]["strength"] == "0.0000"


def test_the_caller_s_decimal_arithmetic_is_neither_used_nor_touched() -> None:
    tally = tally_of("abc", {("a", "b"): 3, ("b", "c"): 2, ("c", "a"): 1})
    expected = BRADLEY_TERRY.count(tally)

    with localcontext() as context:
        context.prec = 3
        context.rounding = "ROUND_UP"
        outcome = BRADLEY_TERRY.count(tally)
        after = (getcontext().prec, getcontext().rounding)

    assert outcome == expected
    assert after == (3, "ROUND_UP")


@settings(max_examples=50)
@given(contest=contests(), prior=st.sampled_from(["1/2", "1", "3"]))
def test_the_strengths_are_the_likeliest(contest: tuple[str, Wins], prior: str) -> None:
    """At the maximum every entry has won what its strength expects; the prior's opponent too."""
    names, wins = contest
    held = 0.5 if prior == "1/2" else float(prior)

    outcome = BRADLEY_TERRY.count(tally_of(names, wins), parameters={"prior": prior, "places": 8})

    logs = strengths(outcome)
    opponent = _balanced(list(logs.values()))
    for name in names:
        won = held + sum(times for (winner, _), times in wins.items() if winner == name)
        expected = 2 * held * _chance(logs[name], opponent)
        for pair, times in wins.items():
            if name in pair:
                other = pair[1] if pair[0] == name else pair[0]
                expected += times * _chance(logs[name], logs[other])
        assert math.isclose(won, expected, abs_tol=1e-5)


def _chance(one: float, other: float) -> float:
    return 1 / (1 + math.exp(other - one))


def _balanced(logs: list[float]) -> float:
    """The strength that wins half of one meeting with each."""
    low, high = min(logs), max(logs)
    for _ in range(80):
        middle = (low + high) / 2
        wins = sum(_chance(middle, log) for log in logs)
        low, high = (middle, high) if wins < len(logs) / 2 else (low, middle)
    return low


@settings(max_examples=50)
@given(contest=contests(), data=st.data())
def test_names_and_order_change_no_digit(contest: tuple[str, Wins], data: st.DataObject) -> None:
    names, wins = contest
    new = dict(zip(names, data.draw(st.permutations(names)), strict=True))
    renamed = {(new[winner], new[loser]): times for (winner, loser), times in wins.items()}
    shuffled = dict(data.draw(st.permutations(list(renamed.items()))))

    one = BRADLEY_TERRY.count(tally_of(names, wins), parameters={"places": 8})
    other = BRADLEY_TERRY.count(tally_of(names[::-1], shuffled), parameters={"places": 8})

    assert one.totals == other.totals
    assert {new[name]: one.figures[name] for name in names} == other.figures


def test_names_change_no_digit_within() -> None:
    """28 digits of 14 entries, each named the other way round."""
    names = "abcdefghijklmn"
    back = dict(zip(names, reversed(names), strict=True))
    wins = {
        (a, b): 1 + (3 * i + 7 * j) % 5
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if a != b
    }
    renamed = {(back[winner], back[loser]): times for (winner, loser), times in wins.items()}

    one, other = (
        logarithms(
            comparisons_of(Question(tally=tally_of(names, told), seats=1, parameters={})),
            prior=(1, 2),
            iterations=500,
        )
        for told in (wins, renamed)
    )

    assert one.converged
    assert one.iterations == other.iterations
    assert {back[name]: value for name, value in one.logarithms.items()} == other.logarithms


def test_a_light_prior_does_not_make_a_heavy_contest_long() -> None:
    """The prior's opponent moves with the others; held still, this takes 10 times as long."""
    names = "abcdefgh"
    wins = {(a, b): 100 + 900 * (a < b) for a in names for b in names if a != b}

    outcome = BRADLEY_TERRY.count(tally_of(names, wins))

    assert outcome.totals["converged"] is True
    assert int(str(outcome.totals["iterations"])) < 500


@settings(max_examples=50)
@given(contest=contests(), data=st.data())
def test_one_more_win_never_hurts(contest: tuple[str, Wins], data: st.DataObject) -> None:
    names, wins = contest
    winner, loser = data.draw(st.permutations(names))[:2]
    more = {**wins, (winner, loser): wins.get((winner, loser), 0) + 1}

    before = strengths(BRADLEY_TERRY.count(tally_of(names, wins)))
    after = strengths(BRADLEY_TERRY.count(tally_of(names, more)))

    assert after[winner] - after[loser] >= before[winner] - before[loser]
