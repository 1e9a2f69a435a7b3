"""Thresholds: every base of one vote, exact boundaries, quorum, objections, the bloc of nine."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors.rules import BaseUnknown
from engine.rules.ballots import Opinions
from engine.rules.catalogue import RULES
from engine.rules.tally import Base, PaperCount, Tally
from tests.engine.rules.cases import sheet


def opinions(option: str, **views: int) -> Tally:
    """A tally of so many views of one option."""
    tally = Tally(options=(option,))
    for view, number in views.items():
        assert view in ("for", "against", "abstain", "blank", "for_")
        word: Any = view.rstrip("_")
        tally.add(Opinions(((option, word),) if view != "blank" else ()), number)
    return tally


def council() -> Tally:
    """The synthetic council of the shared bloc: 15 members, 12 present, 3 asked in writing."""
    told = sheet("bloc-of-nine-synthetic.json")["council_vote"]
    room, written = told["in_room"], told["written"]
    tally = opinions("u2", for_=room["for"], against=room["against"])
    tally.add(Opinions((("u2", "for"),)), written["for"], written=True)
    tally.add(Opinions((("u2", "against"),)), written["against"], written=True)
    replied = told["present"] + written["for"] + written["against"]
    tally.bases = {
        "members": told["members"],
        "present": told["present"],
        "present-or-replied": replied,
    }
    return tally


@pytest.mark.parametrize(
    ("base", "written", "passing"),
    [
        ("members", "counted", {"70%": True, "80%": False, "90%": False}),
        ("members", "ignored", {"70%": False}),
        ("present-or-replied", "counted", {"70%": True, "80%": False}),
        ("present", "counted", {"80%": True}),
    ],
    ids=["members", "members without written", "present or replied", "present"],
)
def test_the_same_votes_of_a_council_pass_or_fail_by_their_base(
    base: Base, written: str, passing: dict[str, bool]
) -> None:
    tally = council()

    winners = {
        share: RULES["threshold-1"]
        .count(tally, parameters={"share": share, "base": base, "written": written})
        .winners
        for share in passing
    }

    assert winners == {share: ("u2",) if passes else () for share, passes in passing.items()}


def test_an_outcome_shows_every_base_its_own_first() -> None:
    tally = council()

    outcome = RULES["threshold-1"].count(
        tally, parameters={"share": "70%", "base": "members", "written": "counted"}
    )

    assert outcome.totals["bases"] == (
        ("members", "counted", 15, 11),
        ("members", "ignored", 15, 11),
        ("present", "ignored", 12, 9),
        ("present-or-replied", "counted", 14, 10),
        ("present-or-replied", "ignored", 14, 10),
        ("cast", "counted", 14, 10),
        ("cast", "ignored", 12, 9),
        ("valid", "counted", 14, 10),
        ("valid", "ignored", 12, 9),
    )
    measures: Any = outcome.figures["u2"]["measures"]
    assert measures[:3] == (
        ("members", "counted", 11, 15, "11/15", 11, True),
        ("members", "ignored", 10, 15, "2/3", 11, False),
        ("present", "ignored", 10, 12, "5/6", 9, True),
    )
    assert outcome.figures["u2"]["written_for"] == 1
    assert (outcome.figures["u2"]["for"], outcome.figures["u2"]["against"]) == (11, 3)


@pytest.mark.parametrize(
    ("share", "base", "passes"),
    [
        ("2/3", "members", True),
        ("70%", "members", True),
        ("80%", "members", False),
        ("80%", "valid", True),
    ],
)
def test_the_flag_of_the_bloc_of_nine(share: str, base: Base, *, passes: bool) -> None:
    told = sheet("bloc-of-nine-synthetic.json")["bloc_ballot"]
    papers, flag = told["papers"], told["flag"]
    paper = PaperCount(
        issued=papers["issued"],
        returned=papers["returned"],
        valid=papers["valid"],
        spoilt=papers["spoilt"],
        blank=0,
        votes=(("U2", "for", flag["for"]), ("U2", "against", papers["valid"] - flag["for"])),
    )
    tally = Tally(options=("U2",), paper=paper, bases={"members": 9})

    outcome = RULES["threshold-1"].count(tally, parameters={"share": share, "base": base})

    assert outcome.winners == (("U2",) if passes else ())
    assert (outcome.totals["cast"], outcome.totals["spoilt"]) == (9, 1)


def test_the_certificates_of_the_bloc_of_nine() -> None:
    told = sheet("bloc-of-nine-synthetic.json")
    certificates = told["bloc_ballot"]["certificates"]
    paper = PaperCount(
        issued=9,
        returned=9,
        valid=8,
        spoilt=1,
        blank=0,
        votes=tuple((unit, "for", number) for unit, number in certificates["for"].items()),
    )
    tally = Tally(options=tuple(certificates["for"]), paper=paper, bases={"members": 9})

    outcome = RULES["choose-1"].count(
        tally, seats=certificates["quota"], parameters={"share": "2/3", "base": "members"}
    )

    assert outcome.winners == ("U3", "U4", "U1")
    assert outcome.ranking == (("U3", "U4"), ("U1",), ("U6",))
    assert [outcome.figures[unit]["passes"] for unit in outcome.winners] == [True, True, True]
    assert outcome.figures["U6"]["passes"] is False


@pytest.mark.parametrize(
    ("share", "strict", "against", "passes"),
    [
        ("1/2", False, 5, True),
        ("1/2", True, 5, False),
        ("1/2", True, 4, True),
        ("2/3", False, 2, True),
        ("2/3", True, 2, False),
        ("2/3", False, 3, False),
        ("1", False, 0, True),
        ("1", True, 0, False),
    ],
)
def test_exactly_the_share_passes_unless_more_is_asked_for(
    share: str, against: int, *, strict: bool, passes: bool
) -> None:
    tally = opinions("u1", for_=5 if share == "1/2" else 4, against=against)

    outcome = RULES["threshold-1"].count(tally, parameters={"share": share, "strict": strict})

    assert bool(outcome.winners) is passes


@given(
    yes=st.integers(0, 40),
    no=st.integers(0, 40),
    share=st.fractions(0, 1, max_denominator=10),
    strict=st.booleans(),
)
def test_votes_are_compared_exactly(yes: int, no: int, share: Fraction, *, strict: bool) -> None:
    tally = opinions("u1", for_=yes, against=no) if yes and no else _without_zeros(yes, no)

    outcome = RULES["threshold-1"].count(tally, parameters={"share": str(share), "strict": strict})

    left, right = yes * share.denominator, share.numerator * (yes + no)
    reached = (left > right if strict else left >= right) and yes > 0
    assert bool(outcome.winners) is reached


def _without_zeros(yes: int, no: int) -> Tally:
    told = {"for_": yes, "against": no}
    return opinions("u1", **{view: number for view, number in told.items() if number})


def test_a_base_that_nobody_told_is_refused_with_the_known_ones() -> None:
    tally = opinions("u1", for_=1)

    with pytest.raises(BaseUnknown) as refusal:
        RULES["threshold-1"].count(tally, parameters={"base": "members"})

    assert refusal.value.facts == {"base": "members", "known": ("cast", "valid")}


@pytest.mark.parametrize(("present", "passes"), [(9, False), (10, True)])
def test_without_a_quorum_nothing_passes(present: int, *, passes: bool) -> None:
    tally = opinions("u1", for_=9)
    tally.bases = {"members": 15, "present": present}

    outcome = RULES["threshold-1"].count(tally, parameters={"quorum": "2/3", "base": "present"})

    assert bool(outcome.winners) is passes
    assert outcome.totals["quorum"] == ("present", present, 10, passes)


def test_a_quorum_needs_the_number_of_members() -> None:
    tally = opinions("u1", for_=9)

    with pytest.raises(BaseUnknown):
        RULES["threshold-1"].count(tally, parameters={"quorum": "2/3", "quorum_base": "cast"})


def test_blank_ballots_are_cast_but_not_valid() -> None:
    tally = opinions("u1", for_=4, against=2, blank=1)

    outcomes = {
        base: RULES["threshold-1"].count(tally, parameters={"share": "2/3", "base": base})
        for base in ("cast", "valid")
    }

    assert outcomes["cast"].winners == ()
    assert outcomes["valid"].winners == ("u1",)
    assert outcomes["valid"].totals["blank"] == 1


def test_the_seats_are_a_quota_unless_all_that_pass_are_elected() -> None:
    tally = Tally(options=("u1", "u2", "u3"))
    tally.add(Opinions((("u1", "for"), ("u2", "for"))), 2)
    tally.add(Opinions((("u2", "for"), ("u3", "against"))), 1)

    quota = RULES["threshold-1"].count(tally, seats=1)
    every = RULES["threshold-1"].count(tally, seats=1, parameters={"all_passing": True})

    assert quota.winners == ("u2",)
    assert (every.winners, every.seats) == (("u2", "u1"), 3)


def test_an_objection_defeats_only_what_it_names() -> None:
    tally = Tally(options=("u1", "u2", "u3"))
    tally.add(Opinions((("u3", "against"),)), written=True)

    outcome = RULES["acclamation-1"].count(tally, seats=2)
    short = RULES["acclamation-1"].count(tally, seats=1)

    assert outcome.winners == ("u1", "u2")
    assert outcome.figures["u3"] == {"against": 1, "carried": False}
    assert short.undecided == ("u1", "u2")


def test_without_a_word_of_anybody_all_is_carried() -> None:
    tally = Tally(options=("u1",))

    outcome = RULES["acclamation-1"].count(tally)

    assert outcome.winners == ("u1",)
