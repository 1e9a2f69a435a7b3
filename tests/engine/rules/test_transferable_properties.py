"""What run-offs and transferable votes promise, on any small election."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from engine.rules.ballots import options_of
from engine.rules.parameters import Value
from engine.rules.rule import Rule
from engine.rules.runoff.instant import IRV_1
from engine.rules.runoff.two_round import TWO_ROUND_1
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from engine.rules.transferable import RULES
from engine.rules.transferable.meek import STV_MEEK_1
from engine.rules.transferable.meek_wikimedia import STV_MEEK_WIKIMEDIA_1
from engine.rules.transferable.rctab import STV_RCTAB_1
from engine.rules.transferable.scottish import STV_SCOTTISH_1
from engine.rules.transferable.wigm_exact import STV_WIGM_EXACT_1
from tests.engine.rules.ranked import ballot, steps, votes

OPTIONS = ("a", "b", "c", "d", "e")
GREGORY = (STV_SCOTTISH_1, STV_RCTAB_1, STV_WIGM_EXACT_1)
LOT = Ladder(steps=("lot",), seed=b"properties")

gregory = pytest.mark.parametrize("rule", GREGORY, ids=lambda rule: rule.id)
every_stv = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
seat_filling = pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule is not STV_MEEK_WIKIMEDIA_1], ids=lambda rule: rule.id
)
"""All but Wikimedia's count, which excludes the tied together and may leave seats empty."""


def papers() -> SearchStrategy[str]:
    """One ballot as text: some options in any order, none twice."""
    return st.tuples(st.permutations(OPTIONS), st.integers(0, len(OPTIONS))).map(
        lambda drawn: " ".join(drawn[0][: drawn[1]])
    )


def elections(most: int = 8) -> SearchStrategy[Tally]:
    """A few distinct ballots with weights."""
    return st.dictionaries(papers(), st.integers(1, 12), max_size=most).map(
        lambda told: Tally(
            options=OPTIONS, ballots={ballot(text): weight for text, weight in told.items()}
        )
    )


def first_choices(tally: Tally) -> dict[str, int]:
    """Votes of the first round, counted by hand."""
    told = dict.fromkeys(OPTIONS, 0)
    for one, weight in tally.ballots.items():
        for option in options_of(one)[:1]:
            told[option] += weight
    return told


def marked(tally: Tally) -> int:
    """Ballots with a mark."""
    return sum(weight for one, weight in tally.ballots.items() if options_of(one))


@given(tally=elections())
def test_a_majority_of_first_choices_wins_a_run_off_at_once(tally: Tally) -> None:
    first = first_choices(tally)
    favourite = max(first, key=first.__getitem__)
    assume(2 * first[favourite] > marked(tally))

    outcomes = [rule.count(tally) for rule in (IRV_1, TWO_ROUND_1)]

    for outcome in outcomes:
        assert outcome.winners == (favourite,)
        assert outcome.totals["rounds"] == 1


@given(tally=elections())
def test_the_votes_of_every_run_off_round_add_up(tally: Tally) -> None:
    outcome = IRV_1.count(tally, ties=LOT)

    for there, facts in zip(votes(outcome), steps(outcome, "runoff-round"), strict=True):
        assert facts["active"] == sum(there.values())
        assert facts["active"] + sum(dict(facts["exhausted"]).values()) == marked(tally)
    assert votes(outcome)[0] == first_choices(tally)


@given(tally=elections())
def test_a_run_off_recounted_from_scratch_has_the_same_rounds(tally: Tally) -> None:
    outcome = IRV_1.count(tally, ties=LOT)

    for there in votes(outcome):
        again = dict.fromkeys(there, 0)
        for one, weight in tally.ballots.items():
            for option in [option for option in options_of(one) if option in there][:1]:
                again[option] += weight
        assert there == again


@given(tally=elections())
def test_batches_only_shorten_a_run_off(tally: Tally) -> None:
    one_by_one = IRV_1.count(tally)
    batch = IRV_1.count(tally, parameters={"batch_elimination": True})
    assume(not one_by_one.ties)

    rounds = [int(str(outcome.totals["rounds"])) for outcome in (batch, one_by_one)]

    assert batch.winners == one_by_one.winners
    assert rounds[0] <= rounds[1]


@st.composite
def elections_with_a_tied_tail(draw: st.DrawFn) -> Tally:
    """Two large options, and three small ones with equally many first choices."""
    large = {option: draw(st.integers(9, 20)) for option in "ab"}
    small = dict.fromkeys("cde", draw(st.integers(1, 3)))
    tally = Tally(options=OPTIONS, ballots={})
    for option, weight in (large | small).items():
        rest = draw(st.permutations([other for other in OPTIONS if other != option]))
        tally.add(ballot(" ".join([option, *rest[: draw(st.integers(0, 4))]])), weight)
    return tally


@given(tally=elections_with_a_tied_tail())
def test_a_tie_passed_over_does_not_change_who_wins(tally: Tally) -> None:
    left = IRV_1.count(tally)
    assume(left.winners)

    broken = [
        IRV_1.count(tally, ties=Ladder(steps=("casting",), casting=order))
        for order in (OPTIONS, tuple(reversed(OPTIONS)))
    ]

    assert [outcome.winners for outcome in broken] == [left.winners] * 2


@seat_filling
@given(tally=elections() | elections_with_a_tied_tail(), seats=st.integers(1, 4))
def test_a_tie_passed_over_does_not_change_who_is_elected(
    rule: Rule, tally: Tally, seats: int
) -> None:
    left = rule.count(tally, seats=seats)
    assume(not left.undecided)

    broken = [
        rule.count(tally, seats=seats, ties=Ladder(steps=("casting",), casting=order))
        for order in (OPTIONS, tuple(reversed(OPTIONS)))
    ]

    assert [set(outcome.winners) for outcome in broken] == [set(left.winners)] * 2


@gregory
@given(tally=elections(), seats=st.integers(1, 4))
def test_no_vote_is_gained_or_lost_in_any_round(rule: Rule, tally: Tally, seats: int) -> None:
    outcome = rule.count(tally, seats=seats, ties=LOT)

    for there, facts in zip(votes(outcome, "stv-round"), steps(outcome, "stv-round"), strict=True):
        held = sum(map(Fraction, there.values()), Fraction(facts["residual"]))
        assert held + sum(Fraction(spent) for _, spent in facts["exhausted"]) == marked(tally)


@seat_filling
@given(tally=elections(), seats=st.integers(1, 4))
def test_all_seats_are_filled_if_the_ladder_ends_with_a_lot(
    rule: Rule, tally: Tally, seats: int
) -> None:
    outcome = rule.count(tally, seats=seats, ties=LOT)

    assert len(outcome.winners) == seats
    assert outcome.undecided == ()


@every_stv
@given(tally=elections(), seats=st.integers(1, 4))
def test_the_quota_is_above_the_share_of_one_seat_more_and_not_above_the_votes(
    rule: Rule, tally: Tally, seats: int
) -> None:
    outcome = rule.count(tally, seats=seats, ties=LOT)

    quota = Fraction(str(outcome.totals["quota"]))
    if rule.id.startswith("stv-meek"):
        assert quota * (seats + 1) <= marked(tally) + seats + 1
    else:
        assert quota * (seats + 1) > marked(tally)
        assert quota <= marked(tally) // (seats + 1) + 1


@every_stv
@given(tally=elections(), seats=st.integers(1, 4))
def test_whoever_reaches_the_quota_with_first_choices_is_elected(
    rule: Rule, tally: Tally, seats: int
) -> None:
    first = first_choices(tally)
    whole = marked(tally) // (seats + 1) + 1
    favourites = {option for option, votes in first.items() if votes >= whole}

    outcome = rule.count(tally, seats=seats, ties=LOT)

    assert favourites <= set(outcome.winners)


@given(tally=elections(), seats=st.integers(1, 4))
def test_scottish_and_exact_counts_agree_where_nothing_was_cut_off(
    tally: Tally, seats: int
) -> None:
    scottish = STV_SCOTTISH_1.count(tally, seats=seats)
    assume(scottish.totals["residual"] == "0.00000")

    exact = STV_WIGM_EXACT_1.count(tally, seats=seats)

    assert scottish.ranking == exact.ranking
    assert [
        {option: Fraction(told) for option, told in there.items()}
        for there in votes(scottish, "stv-round")
    ] == [
        {option: Fraction(told) for option, told in there.items()}
        for there in votes(exact, "stv-round")
    ]


@given(tally=elections())
def test_a_transferable_vote_for_one_seat_is_an_instant_run_off(tally: Tally) -> None:
    given_: dict[str, Value] = {"tie_break": "previous-rounds"}
    run_off = IRV_1.count(tally)
    assume(not run_off.ties)

    outcomes = [rule.count(tally, parameters=given_) for rule in (STV_SCOTTISH_1, STV_MEEK_1)]

    assert [outcome.winners for outcome in outcomes] == [run_off.winners] * 2


@seat_filling
@given(tally=elections(), data=st.data())
def test_a_solid_coalition_gets_as_many_seats_as_it_has_quotas(
    rule: Rule, tally: Tally, data: st.DataObject
) -> None:
    coalition = set(data.draw(st.sampled_from([OPTIONS[:2], OPTIONS[:3]])))
    inside, outside = sorted(coalition), sorted(set(OPTIONS) - coalition)
    seats = data.draw(st.integers(1, len(coalition)))
    weight = data.draw(st.integers(1, 30))
    for _ in range(3):
        order = [*data.draw(st.permutations(inside)), *data.draw(st.permutations(outside))]
        tally.add(ballot(" ".join(order)), weight)
    solid = sum(
        count
        for one, count in tally.ballots.items()
        if set(options_of(one)[: len(coalition)]) == coalition
    )
    quotas = min(solid // (marked(tally) // (seats + 1) + 1), len(coalition), seats)

    outcome = rule.count(tally, seats=seats, ties=LOT)

    assume(solid % (marked(tally) // (seats + 1) + 1) > 0 or quotas == 0)
    assert len(coalition & set(outcome.winners)) >= quotas
