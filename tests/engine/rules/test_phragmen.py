"""Phragmén's sequential rule: worked rounds, the same rule told with money, priceability."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.rules.proportional.seq_phragmen import SEQ_PHRAGMEN
from engine.rules.ties import Ladder
from tests.engine.rules.proportional_oracles import Voter, agrees, profiles, seq_phragmen, tally_of


def test_loads_are_shared_by_those_who_approve() -> None:
    """Lackner and Skowron 2023, example 2.12."""
    tally = tally_of("abcd", map(frozenset, ["cd"] * 3 + ["ab"] * 2 + ["ac"] * 2 + ["bd"]))

    outcome = SEQ_PHRAGMEN.count(tally, seats=3)

    assert outcome.ranking == (("c",), ("b",), ("d",))
    assert outcome.totals["load"] == "29/60"
    assert outcome.trace[2].facts == {
        "option": "d",
        "seat": 3,
        "loads": (("a", "31/60"), ("d", "29/60")),
    }


def test_a_party_gets_seats_as_by_the_quotients_of_d_hondt() -> None:
    tally = tally_of(
        "abcdef", [frozenset("abc")] * 53 + [frozenset("de")] * 24 + [frozenset("f")] * 23
    )

    outcome = SEQ_PHRAGMEN.count(
        tally, seats=4, ties=Ladder(steps=("casting",), casting=tuple("abcdef"))
    )

    assert set(outcome.winners) == {"a", "b", "d", "f"}


@given(profile=profiles(), seats=st.integers(1, 5))
def test_it_elects_as_when_voters_save_money(profile: tuple[str, list[Voter]], seats: int) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    outcome = SEQ_PHRAGMEN.count(tally_of(names, voters), seats=seats)

    assert agrees(outcome, seq_phragmen(names, voters, seats))


@given(profile=profiles(), seats=st.integers(1, 5), weight=st.integers(2, 9))
def test_only_the_ratio_of_weights_matters(
    profile: tuple[str, list[Voter]], seats: int, weight: int
) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    one, many = (SEQ_PHRAGMEN.count(tally_of(names, voters, w), seats=seats) for w in (1, weight))

    assert (one.ranking, one.undecided) == (many.ranking, many.undecided)


@given(profile=profiles(voters=12), seats=st.integers(1, 5))
def test_the_committee_has_a_price(profile: tuple[str, list[Voter]], seats: int) -> None:
    """Peters and Skowron 2020: with equal budgets of the heaviest load, voters pay 1 for every elected
    option, only for what they approve, and no group has more than 1 left for another option.
    """
    names, voters = profile
    seats = min(seats, len(names))
    ladder = Ladder(steps=("casting",), casting=tuple(names))

    outcome = SEQ_PHRAGMEN.count(tally_of(names, voters), seats=seats, ties=ladder)

    supported = [n for n in outcome.winners if any(n in v for v in voters)]
    loads = [Fraction(0)] * len(voters)
    for name in supported:
        those = [i for i, v in enumerate(voters) if name in v]
        level = sum((loads[i] for i in those), Fraction(1)) / len(those)
        assert all(loads[i] <= level for i in those), "nobody is paid back"
        for i in those:
            loads[i] = level
    budget = Fraction(str(outcome.totals["load"]))
    assert max(loads, default=Fraction(0)) == budget
    for name in set(names) - set(outcome.winners):
        assert sum((budget - loads[i] for i, v in enumerate(voters) if name in v), Fraction(0)) <= 1


@given(profile=profiles())
def test_a_larger_committee_keeps_the_smaller_one(profile: tuple[str, list[Voter]]) -> None:
    names, voters = profile
    ladder = Ladder(steps=("casting",), casting=tuple(names))

    grown = [
        SEQ_PHRAGMEN.count(tally_of(names, voters), seats=seats, ties=ladder).winners
        for seats in range(1, len(names) + 1)
    ]

    assert all(small == large[: len(small)] for small, large in pairwise(grown))
