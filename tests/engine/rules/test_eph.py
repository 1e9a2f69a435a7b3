"""E Pluribus Hugo: the constitution's steps, one by one, and counted afresh in every round."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Choice
from engine.rules.proportional.eph import EPH
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.proportional_oracles import Voter, profiles, tally_of


def by_definition(voters: list[Voter], seats: int) -> tuple[list[set[str]], set[str]]:
    """Who goes in each round, and who stands at the end; a tie that cuts too deep ends it."""
    standing = set().union(*voters) if voters else set()
    gone: list[set[str]] = []
    while len(standing) > seats:
        points = {
            name: sum((Fraction(1, len(v & standing)) for v in voters if name in v), Fraction(0))
            for name in standing
        }
        named = {name: sum(name in v for v in voters) for name in standing}
        ordered = sorted(points.values())
        bound = ordered[0] if ordered[0] == ordered[1] else ordered[1]
        compared = [name for name in standing if points[name] <= bound]
        fewest = min(named[name] for name in compared)
        weak = [name for name in compared if named[name] == fewest]
        out = {name for name in weak if points[name] == min(points[w] for w in weak)}
        if len(standing) - len(out) < seats:
            break
        gone.append(out)
        standing -= out
    return gone, standing


def test_a_bloc_s_full_list_does_not_fill_the_places() -> None:
    """A bloc of 30 names one list of four; 100 others name one each of five works."""
    bloc = [frozenset("wxyz")] * 30
    others = [
        frozenset(name)
        for name, count in zip("abcde", (28, 24, 20, 16, 12), strict=True)
        for _ in range(count)
    ]

    outcome = EPH.count(
        tally_of("abcdewxyz", [*bloc, *others]), seats=5, parameters={"last_tie": "extend"}
    )

    assert set("abcd") < set(outcome.winners)
    assert outcome.totals == {"ballots": 130, "blank": 0, "over_cap": 0}


def test_the_two_with_fewest_points_are_compared_by_nominations() -> None:
    """c has more points than d, yet fewer ballots name it: c goes."""
    voters = [*map(frozenset, ["a"] * 6 + ["b"] * 6 + ["c"] * 3 + ["ad"] * 2 + ["bd"] * 2)]

    outcome = EPH.count(tally_of("abcd", voters), seats=3)

    assert outcome.winners == ("a", "b", "d")
    assert outcome.trace[0].facts == {
        "round": 1,
        "compared": (("c", "3", 3), ("d", "2", 4)),
        "options": ("c",),
    }
    assert outcome.figures["c"] == {"points": "3", "nominations": 3, "round": 1}
    assert outcome.figures["a"] == {"points": "7", "nominations": 8}


def test_all_who_share_the_second_fewest_points_are_compared() -> None:
    voters = [*map(frozenset, ["d"] * 9 + ["a"] + ["b"] * 2 + ["c"] * 2)]

    outcome = EPH.count(tally_of("abcd", voters), seats=3)

    assert outcome.trace[0].facts["compared"] == (("a", "1", 1), ("b", "2", 2), ("c", "2", 2))
    assert outcome.trace[0].facts["options"] == ("a",)


def test_of_those_on_equally_few_ballots_the_one_with_fewer_points_goes() -> None:
    voters = [*map(frozenset, ["d"] * 9 + ["a", "ad"] + ["b"] * 2)]

    outcome = EPH.count(tally_of("abd", voters), seats=2)

    assert outcome.trace[0].facts["options"] == ("a",)
    assert outcome.winners == ("b", "d")


def test_those_alike_in_both_go_together() -> None:
    voters = [*map(frozenset, ["d"] * 9 + ["e"] * 8 + ["a"] * 2 + ["b"] * 2)]

    outcome = EPH.count(tally_of("abde", voters), seats=2)

    assert outcome.ranking == (("d", "e"), ("a", "b"))


LAST = [*map(frozenset, ["d"] * 9 + ["a"] * 2 + ["b"] * 2 + ["c"] * 2 + ["z"])]


@pytest.mark.parametrize(
    ("told", "ladder", "winners", "undecided", "ranking"),
    [
        ({}, Ladder(), ("d",), ("a", "b", "c"), (("d",), ("a", "b", "c"), ("z",))),
        (
            {},
            Ladder(steps=("casting",), casting=("c",)),
            ("c", "d"),
            (),
            (("c", "d"), ("a", "b"), ("z",)),
        ),
        (
            {},
            Ladder(steps=("key",), keys={"a": (1,), "b": (2,), "c": (2,)}),
            ("d",),
            ("b", "c"),
            (("d",), ("b", "c"), ("a",), ("z",)),
        ),
        (
            {"last_tie": "extend"},
            Ladder(),
            ("a", "b", "c", "d"),
            (),
            (("a", "b", "c", "d"), ("z",)),
        ),
    ],
    ids=["left open", "cast", "narrowed by a key", "list extended"],
)
def test_a_tie_for_the_last_place_goes_as_declared(
    told: dict[str, str],
    ladder: Ladder,
    winners: tuple[str, ...],
    undecided: tuple[str, ...],
    ranking: tuple[tuple[str, ...], ...],
) -> None:
    outcome = EPH.count(tally_of("abcdz", LAST), seats=2, parameters=told, ties=ladder)

    assert (outcome.winners, outcome.undecided, outcome.ranking) == (winners, undecided, ranking)
    assert outcome.trace[-1].code == "last-tie"


def test_who_is_named_by_nobody_is_no_finalist() -> None:
    outcome = EPH.count(tally_of("abc", [frozenset("a"), frozenset()]), seats=3)

    assert (outcome.winners, outcome.undecided, outcome.seats) == (("a",), (), 3)
    assert outcome.figures["b"] == {"points": "0", "nominations": 0}


@pytest.mark.parametrize(
    ("cap", "over", "winners"), [(0, 0, ("a", "b")), (1, 5, ("c", "d"))], ids=["none", "one"]
)
def test_a_ballot_over_the_cap_counts_for_nobody(
    cap: int, over: int, winners: tuple[str, ...]
) -> None:
    tally = tally_of("abcd", [*[frozenset("ab")] * 5, frozenset("c"), frozenset("d")])

    outcome = EPH.count(tally, seats=2, parameters={"cap": cap})

    assert outcome.winners == winners
    assert outcome.totals["over_cap"] == over


def test_a_nominee_marked_twice_counts_once_or_is_refused() -> None:
    tally = Tally(options=("a", "b"), ballots={Choice(("a", "a", "b")): 1, Choice(("b",)): 1})

    outcome = EPH.count(tally)

    assert outcome.winners == ("b",)
    assert outcome.figures["a"] == {"points": "1/2", "nominations": 1, "round": 1}
    with pytest.raises(BallotInvalid):
        EPH.count(tally, parameters={"repeats": "refuse"})


@given(profile=profiles(voters=12), seats=st.integers(1, 5))
def test_it_eliminates_as_the_constitution_does(
    profile: tuple[str, list[Voter]], seats: int
) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    outcome = EPH.count(tally_of(names, voters), seats=seats, parameters={"last_tie": "extend"})

    gone, standing = by_definition(voters, seats)
    rounds = [step.facts["options"] for step in outcome.trace if step.code == "eliminated"]
    assert rounds == [tuple(sorted(out)) for out in gone]
    assert set(outcome.winners) == standing


@given(profile=profiles(voters=12), seats=st.integers(1, 5), weight=st.integers(2, 9))
def test_only_the_ratio_of_weights_matters(
    profile: tuple[str, list[Voter]], seats: int, weight: int
) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    one, many = (EPH.count(tally_of(names, voters, w), seats=seats) for w in (1, weight))

    assert (one.ranking, one.undecided) == (many.ranking, many.undecided)


@given(profile=profiles(voters=12), seats=st.integers(1, 5))
def test_every_ballot_keeps_one_point_as_long_as_one_of_its_nominees_stands(
    profile: tuple[str, list[Voter]], seats: int
) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    outcome = EPH.count(tally_of(names, voters), seats=seats)

    last = [name for name in names if "round" not in outcome.figures[name]]
    points = sum(Fraction(str(outcome.figures[name]["points"])) for name in last)
    assert points == sum(bool(v & set(last)) for v in voters)
