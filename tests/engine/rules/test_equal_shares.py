"""The Method of Equal Shares for seats: worked rounds, every completion, its guarantee."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.outcome import Outcome
from engine.rules.proportional.equal_shares import EQUAL_SHARES
from engine.rules.ties import Ladder
from tests.engine.rules.proportional_oracles import (
    Committees,
    Voter,
    agrees,
    committees_of,
    equal_shares,
    profiles,
    seq_phragmen,
    tally_of,
)

COMPLETIONS = ["none", "seq-phragmen", "add1", "add1-seq-phragmen"]


def counted(
    names: str, voters: list[Voter], seats: int, completion: str, ladder: Ladder | None = None
) -> Outcome:
    parameters = {"completion": completion}
    return EQUAL_SHARES.count(
        tally_of(names, voters), seats=seats, parameters=parameters, ties=ladder
    )


def by_definition(names: str, voters: list[Voter], seats: int, completion: str) -> Committees:
    """Every committee; shares are raised one seat at a time, none is skipped."""
    each = dict.fromkeys(names, 1)
    people = max(1, len(voters))
    ends = equal_shares(voters, each, each, Fraction(seats, people))
    if completion.startswith("add1"):
        # Where each voter can pay for all alone, raising changes nothing any more.
        for money in range(seats + 1, people * len(names) + 2):
            if all(len(committee) == seats for committee, _ in ends):
                break
            raised = equal_shares(voters, each, each, Fraction(money, people))
            if any(len(committee) > seats for committee, _ in raised):
                break
            ends = raised
    if not completion.endswith("seq-phragmen"):
        return committees_of(ends)
    ways = (seq_phragmen(names, voters, seats, start=end) for end in ends)
    return frozenset().union(*ways)


def test_a_group_can_spend_its_share_and_no_more() -> None:
    """Lackner and Skowron 2023, example 2.12."""
    voters = [frozenset(v) for v in ["cd"] * 3 + ["ab"] * 2 + ["ac"] * 2 + ["bd"]]

    none, filled = (counted("abcd", voters, 3, c) for c in ("none", "seq-phragmen"))

    assert none.ranking == (("c",), ("a",))
    assert filled.ranking == (("c",), ("a",), ("d",))
    assert filled.totals == {"ballots": 8, "blank": 0, "share": "3/8", "steps": 0}
    assert [step.facts.get("payment") for step in filled.trace] == ["1/5", "13/40", None]
    assert filled.trace[2].facts["loads"] == (("b", "7/40"), ("d", "1/40"))


def test_shares_are_raised_until_the_next_raise_would_elect_too_many() -> None:
    """With money for 3 seats, a's four voters have 4 x 3/6; with 4, 2 and 2 can pay for b and c."""
    voters = [frozenset("a")] * 4 + [frozenset("b"), frozenset("c")]

    outcome = counted("abc", voters, 2, "add1")

    assert outcome.winners == ("a",)
    assert outcome.totals["steps"] == 3
    assert outcome.totals["share"] == "5/6"
    assert outcome.undecided == ()


def test_what_no_raise_can_fill_phragmen_fills() -> None:
    voters = [frozenset("a")] * 4 + [frozenset("b")] * 2 + [frozenset("c")] * 2

    raised, filled = (counted("abc", voters, 2, c) for c in ("add1", "add1-seq-phragmen"))

    assert (raised.winners, raised.undecided) == (("a",), ())
    assert (filled.winners, filled.undecided) == (("a",), ("b", "c"))


def test_a_lone_voter_among_many_does_not_make_the_count_long() -> None:
    """To pay alone needs 4,998 raises; those that change nothing are not counted."""
    voters = [frozenset("ab")] * 4999 + [frozenset("c")]

    outcome = counted("abc", voters, 3, "add1")

    assert set(outcome.winners) == set("abc")
    assert outcome.totals["steps"] == 4997


def test_more_open_ties_than_are_followed_leave_the_rest_undecided() -> None:
    """Eight pairs, alike in everything: 256 committees are more than a count follows."""
    names = "abcdefghijklmnop"
    voters = [frozenset(names[i : i + 2]) for i in range(0, 16, 2)] * 2

    outcome = EQUAL_SHARES.count(tally_of(names, voters), seats=8)

    assert (outcome.winners, outcome.undecided) == ((), tuple(names))
    assert outcome.trace[-1].code == "lines-unfollowed"


def test_a_ladder_keeps_the_count_to_one_line() -> None:
    names = "abcdefghijklmnop"
    voters = [frozenset(names[i : i + 2]) for i in range(0, 16, 2)] * 2

    outcome = EQUAL_SHARES.count(
        tally_of(names, voters), seats=8, ties=Ladder(steps=("casting",), casting=tuple(names))
    )

    assert outcome.winners == tuple("acegikmo")


def test_raising_stops_where_open_ties_are_too_many_to_follow() -> None:
    names = "abcdefghijklmnop"
    voters = [frozenset(names[i : i + 2]) for i in range(0, 16, 2)] * 2

    outcome = counted(names, voters, 8, "add1")

    assert outcome.totals["steps"] == 0
    assert outcome.undecided == tuple(names)


@pytest.mark.parametrize("completion", COMPLETIONS)
def test_it_elects_as_the_definition_does(completion: str) -> None:
    @given(profile=profiles(options=4, voters=6), seats=st.integers(1, 4))
    def check(profile: tuple[str, list[Voter]], seats: int) -> None:
        names, voters = profile
        seats = min(seats, len(names))

        outcome = counted(names, voters, seats, completion)

        assert agrees(outcome, by_definition(names, voters, seats, completion))

    check()


@pytest.mark.parametrize("completion", COMPLETIONS)
@given(profile=profiles(voters=12), seats=st.integers(1, 5))
def test_no_group_of_like_mind_is_left_with_less_than_its_share(
    completion: str, profile: tuple[str, list[Voter]], seats: int
) -> None:
    """Extended justified representation (Aziz et al., 2017), looked for in every set of options."""
    names, voters = profile
    seats = min(seats, len(names))
    ladder = Ladder(steps=("casting",), casting=tuple(names))

    winners = set(counted(names, voters, seats, completion, ladder).winners)

    for common in map(frozenset, _sets(names)):
        size = len(common)
        short = [v for v in voters if common <= v and len(v & winners) < size]
        assert not short or len(short) * seats < size * len(voters)


def _sets(names: str) -> list[set[str]]:
    sets: list[set[str]] = [set()]
    for name in names:
        sets += [group | {name} for group in sets]
    return sets[1:]


@pytest.mark.parametrize("completion", COMPLETIONS)
@given(profile=profiles(), seats=st.integers(1, 5), weight=st.integers(2, 9))
def test_only_the_ratio_of_weights_matters_unless_shares_are_raised(
    completion: str, profile: tuple[str, list[Voter]], seats: int, weight: int
) -> None:
    names, voters = profile
    seats = min(seats, len(names))

    one, many = (
        EQUAL_SHARES.count(
            tally_of(names, voters, w), seats=seats, parameters={"completion": completion}
        )
        for w in (1, weight)
    )

    if completion.startswith("add1"):
        # A seat more is shared by more voters: the steps are finer.
        assert len(many.winners) + len(many.undecided) >= len(one.winners)
    else:
        assert (one.ranking, one.undecided) == (many.ranking, many.undecided)


@given(profile=profiles(), seats=st.integers(1, 5))
def test_a_completed_committee_is_full(profile: tuple[str, list[Voter]], seats: int) -> None:
    names, voters = profile
    seats = min(seats, len(names))
    ladder = Ladder(steps=("casting",), casting=tuple(names))

    filled = counted(names, voters, seats, "seq-phragmen", ladder)
    raised = counted(names, voters, seats, "add1", ladder)

    assert len(filled.winners) == seats
    assert len(raised.winners) <= seats
