"""Stages locked when their sheets are in, and opened again while nothing rests on them."""

import pytest
from msgspec.structs import replace

from engine.aggregates.awards import Ranked
from engine.commands.base import Command
from engine.commands.eligibility import LiftHold, PlaceHold, RuleIneligible
from engine.commands.rulebook import AmendRulebook
from engine.commands.scoring import AssignPeer, LockScores, UnlockScores
from engine.commands.season import ArchiveSeason
from engine.commands.sheet import OpenRecheck
from engine.errors.base import DomainError
from engine.errors.ledger import LedgerClosed
from engine.errors.scores import (
    RankingNotLawful,
    RankingRestsOnScores,
    RulebooksMixed,
    SheetsNotSubmitted,
    StageLocked,
    StageNotInRulebook,
    StageNotLocked,
)
from engine.errors.values import FieldInvalid
from engine.events.base import ContentRef
from engine.events.sheet import ScoresLocked, ScoresUnlocked
from engine.rules.rulebook import RankingRule
from projections.standings import standings
from tests.engine.marking import WORK, enter, entered, rulebook, season, sheet
from tests.engine.scenario import Scenario

LOCK = LockScores(stage="verified")
UNLOCK = UnlockScores(stage="verified", authority="Lead unit", reason="A complaint of U2.")
HELD = PlaceHold(candidate="U1", ground="inspection", authority="Council")
FREE = LiftHold(candidate="U1", authority="Council", reason="Cleared.")
RULED = RuleIneligible(candidate="U1", ground="fraud", authority="Council")
RECHECK = OpenRecheck(candidate="U1", stage="verified", reason="Doubts.")
OTHERS = (*sheet("U2"), *sheet("U3"))


def _adopted(basis: str, as_of: int, index: int) -> Ranked:
    return Ranked(
        meeting=None,
        basis=basis,
        poll=None,
        as_of=as_of,
        result=ContentRef(b"", 0),
        places=(("U1",),),
        index=index,
    )


def test_a_stage_is_locked_when_every_sheet_is_in() -> None:
    ledger = Scenario(*season(), *sheet("U1"), *OTHERS)

    decision = ledger.decide(LOCK, fold=True)

    assert decision.events == (ScoresLocked(stage="verified"),)
    assert ledger.ledger.sheets.locked == {"verified": ledger.ledger.index}


@pytest.mark.parametrize(
    ("given", "missing", "unsubmitted"),
    [
        pytest.param((), ("U1",), (), id="never-begun"),
        pytest.param((enter("U1"),), (), ("U1",), id="not-submitted"),
        pytest.param((*sheet("U1"), RECHECK), (), ("U1",), id="open-for-recheck"),
        pytest.param((enter("U1"), HELD), (), ("U1",), id="begun-and-held"),
    ],
)
def test_a_lock_names_the_sheets_it_waits_for(
    given: tuple[Command, ...], missing: tuple[str, ...], unsubmitted: tuple[str, ...]
) -> None:
    ledger = Scenario(*season(), *OTHERS, *given)

    with pytest.raises(SheetsNotSubmitted) as refusal:
        ledger.decide(LOCK)

    assert refusal.value.facts == {
        "stage": "verified",
        "missing": missing,
        "unsubmitted": unsubmitted,
    }


@pytest.mark.parametrize(
    "given",
    [
        pytest.param((HELD,), id="held-and-never-begun"),
        pytest.param((*sheet("U1"), HELD), id="held-and-submitted"),
        pytest.param((RULED,), id="ineligible"),
        pytest.param((enter("U1"), RULED), id="ineligible-and-unfinished"),
    ],
)
def test_a_lock_does_not_wait_for_who_has_no_place(given: tuple[Command, ...]) -> None:
    ledger = Scenario(*season(), *OTHERS, *given)

    decision = ledger.decide(LOCK)

    assert len(decision.events) == 1


def test_a_hold_lifted_after_the_lock_asks_for_the_missing_sheet() -> None:
    ledger = Scenario(*season(), *OTHERS, HELD, LOCK)
    held = standings(ledger.ledger)

    ledger.play(FREE)

    assert held.places == (("U2", "U3"),)
    with pytest.raises(RankingNotLawful) as refusal:
        standings(ledger.ledger)
    assert refusal.value.facts["missing"] == ("U1",)
    ledger.play(UNLOCK, *sheet("U1"), LOCK)
    assert standings(ledger.ledger).places == (("U1", "U2", "U3"),)


def test_the_peer_stage_waits_for_every_peer() -> None:
    peers = (
        AssignPeer(scorer="U2", candidate="U1"),
        AssignPeer(scorer="U1", candidate="U2"),
        AssignPeer(scorer="U3", candidate="U2"),
    )
    marked = (
        *sheet("U1", stage="peer", scorer="U2"),
        enter("U2", stage="peer", scorer="U3"),
    )
    ledger = Scenario(*season(), *peers, *marked)

    with pytest.raises(SheetsNotSubmitted) as refusal:
        ledger.decide(LockScores(stage="peer"))

    assert refusal.value.facts == {
        "stage": "peer",
        "missing": ("U2/U1", "U3"),
        "unsubmitted": ("U2/U3",),
    }


def test_sheets_under_different_criteria_are_not_locked_together() -> None:
    ledger = Scenario(
        *season("U1 U2", rulebook(WORK)),
        *sheet("U1", *entered(work="45.00")),
        AmendRulebook(rulebook=rulebook(replace(WORK, maximum=60_00)), reason="More work."),
        *sheet("U2", *entered(work="55.00")),
    )

    with pytest.raises(RulebooksMixed) as refusal:
        ledger.decide(LOCK)

    assert refusal.value.facts == {
        "stage": "verified",
        "versions": (1, 2),
        "candidates": ((1, ("U1",)), (2, ("U2",))),
    }


def test_a_locked_stage_is_opened_by_an_authority_with_a_reason() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), LOCK)

    decision = ledger.decide(UNLOCK, fold=True)

    assert decision.events == (
        ScoresUnlocked(stage="verified", authority="Lead unit", reason="A complaint of U2."),
    )
    assert ledger.decide(RECHECK).events != ()


@pytest.mark.parametrize(
    ("given", "when", "refusal", "facts"),
    [
        pytest.param((LOCK,), LOCK, StageLocked, {"stage": "verified"}, id="locked-twice"),
        pytest.param(
            (), LockScores(stage="review"), StageNotInRulebook, {"stage": "review"}, id="no-stage"
        ),
        pytest.param((ArchiveSeason(reason="Over."),), LOCK, LedgerClosed, {}, id="archived"),
        pytest.param((), UNLOCK, StageNotLocked, {"locked": ()}, id="open-anyway"),
        pytest.param(
            (LOCK,), replace(UNLOCK, reason=" "), FieldInvalid, {"field": "reason"}, id="no-reason"
        ),
        pytest.param(
            (LOCK,),
            replace(UNLOCK, authority=""),
            FieldInvalid,
            {"field": "authority"},
            id="nobody",
        ),
        pytest.param(
            (LOCK, ArchiveSeason(reason="Over.")), UNLOCK, LedgerClosed, {}, id="unlock-archived"
        ),
    ],
)
def test_a_lock_out_of_turn_is_refused(
    given: tuple[Command, ...],
    when: Command,
    refusal: type[DomainError],
    facts: dict[str, object],
) -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), *given)

    with pytest.raises(refusal) as refused:
        ledger.decide(when)

    assert facts.items() <= refused.value.facts.items()


def test_a_stage_stays_locked_once_a_ranking_was_adopted_from_it() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), LOCK)
    index = ledger.ledger.index + 1
    ledger.ledger.awards.rankings.append(_adopted("scores", index - 1, index))

    with pytest.raises(RankingRestsOnScores) as refusal:
        ledger.decide(UNLOCK)

    assert refusal.value.facts == {"stage": "verified", "index": index}


def test_the_rulebook_of_the_day_says_from_which_stage_a_ranking_was_adopted() -> None:
    by_self = AmendRulebook(
        rulebook=rulebook(ranking=RankingRule(stage="self")), reason="Self-scores rank."
    )
    ledger = Scenario(*season("U1"), *sheet("U1"), LOCK, *sheet("U1", stage="self"))
    adopted = _adopted("scores", ledger.ledger.index, ledger.ledger.index)
    ledger.ledger.awards.rankings.append(adopted)

    ledger.play(by_self, LockScores(stage="self"))

    assert ledger.decide(replace(UNLOCK, stage="self")).events != ()
    with pytest.raises(RankingRestsOnScores):
        ledger.decide(UNLOCK)


def test_a_ranking_by_consensus_rests_on_no_scores() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), LOCK)
    ledger.ledger.awards.rankings.append(_adopted("poll", 1, ledger.ledger.index))

    decision = ledger.decide(UNLOCK)

    assert len(decision.events) == 1
