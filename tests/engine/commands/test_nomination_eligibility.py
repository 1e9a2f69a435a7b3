"""Holds placed and lifted, rulings of ineligibility and restorations."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from engine.aggregates.awards import Proposal
from engine.commands.eligibility import LiftHold, PlaceHold, RestoreCandidate, RuleIneligible
from engine.commands.nomination import Nominate
from engine.errors.award import AwardUnknown
from engine.errors.nomination import (
    CandidateHeld,
    CandidateIneligible,
    CandidateNotFound,
    CandidateNotHeld,
    CandidateNotIneligible,
    CandidateNotRanked,
    GroundUnknown,
)
from engine.errors.season import RulebookNotAdopted
from engine.events.award import Origin
from engine.events.nomination import (
    CandidateRestored,
    CandidateRuledIneligible,
    HoldLifted,
    HoldPlaced,
)
from tests.engine.bloc import OPENED, SEASON, UNITS
from tests.engine.scenario import Scenario

HELD = PlaceHold(candidate="U1", ground="inspection", authority="Standing body", note="Since May")
HELD_FOR_FLAG = replace(HELD, award="flag")
RULED = RuleIneligible(candidate="U1", ground="fraud", authority="Council")
LIFTED = LiftHold(candidate="U1", authority="Standing body", reason="Cleared.")
RESTORED = RestoreCandidate(candidate="U1", authority="Chair", reason="On appeal.")
NOMINATED = Nominate(award="flag", candidate="U1")


def test_a_hold_keeps_a_candidate_from_every_award_until_it_is_lifted() -> None:
    ledger = Scenario(*SEASON)

    decision = ledger.decide(HELD, fold=True)

    assert decision.events == (
        HoldPlaced(
            candidate="U1", ground="inspection", authority="Standing body", note="Since May"
        ),
    )
    for award in ("flag", "merit"):
        with pytest.raises(CandidateHeld) as refusal:
            ledger.decide(replace(NOMINATED, award=award))
        assert refusal.value.facts["ground"] == "inspection"
    assert ledger.decide(LIFTED, fold=True).events == (
        HoldLifted(candidate="U1", authority="Standing body", reason="Cleared."),
    )
    assert ledger.decide(NOMINATED).events != ()


def test_a_hold_for_one_award_leaves_the_others_and_the_ranking_free() -> None:
    ledger = Scenario(*SEASON, HELD_FOR_FLAG)

    with pytest.raises(CandidateHeld):
        ledger.decide(NOMINATED)

    assert ledger.decide(replace(NOMINATED, award="merit")).events != ()
    ledger.ledger.nominations.check_free("U1")
    ledger.play(replace(LIFTED, award="flag"))
    assert ledger.ledger.nominations.bars == {}


def test_a_ruling_settles_the_hold_of_its_scope_and_is_set_aside_on_appeal() -> None:
    ledger = Scenario(*SEASON, HELD, HELD_FOR_FLAG)

    decision = ledger.decide(RULED, fold=True)

    assert decision.events == (
        CandidateRuledIneligible(candidate="U1", ground="fraud", authority="Council"),
    )
    with pytest.raises(CandidateIneligible):
        ledger.decide(NOMINATED)
    with pytest.raises(CandidateNotHeld) as refusal:
        ledger.decide(LIFTED)
    assert refusal.value.facts["held"] == ("flag",)
    assert ledger.decide(RESTORED, fold=True).events == (
        CandidateRestored(candidate="U1", authority="Chair", reason="On appeal."),
    )
    with pytest.raises(CandidateHeld):
        ledger.decide(NOMINATED)


def test_a_ruling_speaks_before_a_hold() -> None:
    ledger = Scenario(*SEASON, HELD_FOR_FLAG, RULED)

    bar = ledger.ledger.nominations.bar("U1", "flag")

    assert bar is not None
    assert bar.effect == "ineligible"


@pytest.mark.parametrize(
    ("first", "then", "refused"),
    [
        pytest.param(HELD, replace(HELD, ground="late"), CandidateHeld, id="held-twice"),
        pytest.param(RULED, HELD, CandidateIneligible, id="held-after-a-ruling"),
        pytest.param(RULED, RULED, CandidateIneligible, id="ruled-on-twice"),
    ],
)
def test_one_scope_takes_one_hold_or_ruling(
    first: PlaceHold | RuleIneligible,
    then: PlaceHold | RuleIneligible,
    refused: type[Exception],
) -> None:
    ledger = Scenario(*SEASON, first)

    with pytest.raises(refused):
        ledger.decide(then)


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        pytest.param(replace(HELD, ground="rumour"), GroundUnknown, id="no-such-ground"),
        pytest.param(replace(HELD, ground="fraud"), GroundUnknown, id="ground-of-a-ruling"),
        pytest.param(replace(RULED, ground="late"), GroundUnknown, id="ground-of-a-hold"),
        pytest.param(replace(HELD, award="medal"), AwardUnknown, id="no-such-award"),
        pytest.param(replace(HELD, candidate="U7"), CandidateNotFound, id="no-such-candidate"),
        pytest.param(replace(RULED, candidate="U9"), CandidateNotRanked, id="a-guest"),
        pytest.param(LIFTED, CandidateNotHeld, id="nothing-to-lift"),
        pytest.param(RESTORED, CandidateNotIneligible, id="nothing-to-set-aside"),
    ],
)
def test_each_step_needs_its_ground(
    command: PlaceHold | RuleIneligible | LiftHold | RestoreCandidate,
    refused: type[Exception],
) -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(refused):
        ledger.decide(command)


def test_the_refusal_names_the_grounds_that_fit() -> None:
    with pytest.raises(GroundUnknown) as refusal:
        Scenario(*SEASON).decide(replace(HELD, ground="fraud"))

    assert refusal.value.facts == {
        "ground": "fraud",
        "effect": "hold",
        "known": ("inspection", "late"),
    }


def test_no_candidate_is_held_before_the_rules_name_grounds() -> None:
    with pytest.raises(RulebookNotAdopted):
        Scenario(OPENED, *UNITS).decide(HELD)


def test_a_candidate_received_from_another_body_may_be_held() -> None:
    origin = Origin(
        ledger=UUID(int=9), slug="bloc-a", index=40, leaf=b"leaf", size=41, root=b"r" * 32
    )
    ledger = Scenario(*SEASON)
    ledger.ledger.awards.proposals["flag/bloc-a.U2"] = Proposal(
        award="flag", candidate="bloc-a.U2", status="proposed", index=7, origin=origin
    )

    ledger.play(replace(HELD, candidate="bloc-a.U2", award="flag"))

    with pytest.raises(CandidateHeld):
        ledger.ledger.nominations.check_free("bloc-a.U2", "flag")
