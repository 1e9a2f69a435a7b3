"""Points set by an authority against what was marked or computed."""

import pytest
from msgspec.structs import replace

from engine.commands.base import Command
from engine.commands.rulebook import AmendRulebook
from engine.commands.scoring import AssignPeer, LockScores, MarkNotAssigned, OverrideScore
from engine.commands.season import ArchiveSeason
from engine.commands.sheet import ReviseScore
from engine.errors.base import DomainError
from engine.errors.ledger import LedgerClosed
from engine.errors.scores import (
    CriterionIsGroup,
    CriterionNotFound,
    CriterionUnassigned,
    MarkBelowZero,
    OverrideAlreadyStands,
    PointsAboveMaximum,
    ScoreNotEntered,
    StageLocked,
    StageNotInRulebook,
)
from engine.errors.season import MemberNotFound
from engine.errors.values import FieldInvalid
from engine.events.sheet import ScoreOverridden
from projections.standings import standings
from tests.engine.marking import (
    FULL,
    WORK,
    enter,
    entered,
    reached,
    rulebook,
    season,
    sheet,
)
from tests.engine.scenario import Scenario

SET = OverrideScore(
    candidate="U1",
    stage="verified",
    criterion="work",
    points=30_00,
    authority="Standing body",
    reason="Half of it was last year's.",
)


def test_an_override_says_who_why_and_what_stood_before() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"))

    decision = ledger.decide(SET, fold=True)

    assert decision.events == (
        ScoreOverridden(
            candidate="U1",
            stage="verified",
            criterion="work",
            points=30_00,
            was=45_00,
            authority="Standing body",
            reason="Half of it was last year's.",
        ),
    )
    assert standings(ledger.ledger).rows[0].points("work") == 30_00


def test_an_override_of_computed_points_leaves_the_comparison_as_it_was() -> None:
    marked = (
        *sheet("U1", *FULL[:1], reached("cases", "30.00", "10.00"), *FULL[2:]),
        *sheet("U2", *FULL[:1], reached("cases", "20.00", "10.00"), *FULL[2:]),
    )
    ledger = Scenario(*season("U1 U2"), *marked)

    decision = ledger.decide(replace(SET, criterion="cases", points=0), fold=True)

    assert [event.was for event in decision.events if isinstance(event, ScoreOverridden)] == [40_00]
    points = {row.candidate: row.points("cases") for row in standings(ledger.ledger).rows}
    assert points == {"U1": 0, "U2": 30_00}


def test_a_second_override_replaces_the_first_and_says_so() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), SET)

    decision = ledger.decide(replace(SET, points=40_00), fold=True)

    assert [event.was for event in decision.events if isinstance(event, ScoreOverridden)] == [30_00]
    assert standings(ledger.ledger).rows[0].points("work") == 40_00


def test_an_override_outlives_a_later_revision_of_the_mark() -> None:
    revised = ReviseScore(candidate="U1", stage="verified", mark=entered(work="50.00")[0])
    ledger = Scenario(*season("U1"), enter("U1"), SET)

    ledger.play(revised)

    assert ledger.ledger.sheets.overrides_of("U1", "verified")["work"].points == 30_00


def test_a_bonus_may_be_set_where_none_was_marked() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"))

    decision = ledger.decide(replace(SET, criterion="prize", points=5_00), fold=True)

    assert [event.was for event in decision.events if isinstance(event, ScoreOverridden)] == [None]
    assert standings(ledger.ledger).rows[0].bonus == 5_00


def test_an_override_concerns_one_stage() -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), *sheet("U1", stage="self"))

    ledger.play(SET)

    assert standings(ledger.ledger, "self").rows[0].points("work") == 45_00


def test_an_override_of_peers_replaces_their_mean() -> None:
    peers = [
        each
        for scorer in ("U2", "U3")
        for each in (
            AssignPeer(scorer=scorer, candidate="U1"),
            *sheet("U1", stage="peer", scorer=scorer),
        )
    ]
    ledger = Scenario(*season(), *peers)

    ledger.play(replace(SET, stage="peer"))

    row = standings(ledger.ledger, "peer").row("U1")
    assert row is not None
    assert row.criteria[0].each == (("U2", 45_00), ("U3", 45_00))
    assert (row.criteria[0].points, row.criteria[0].before) == (30_00, 45_00)


def test_an_override_keeps_within_the_rulebook_of_the_sheet() -> None:
    lower = AmendRulebook(rulebook=rulebook(replace(WORK, maximum=20_00)), reason="Less work.")
    ledger = Scenario(*season("U1", rulebook(WORK)), *sheet("U1", *entered(work="45.00")), lower)

    decision = ledger.decide(SET)

    assert len(decision.events) == 1


@pytest.mark.parametrize(
    ("given", "when", "refusal", "facts"),
    [
        pytest.param((), replace(SET, candidate="U7"), MemberNotFound, {}, id="unknown-unit"),
        pytest.param((), replace(SET, criterion="wrok"), CriterionNotFound, {}, id="unknown"),
        pytest.param((), replace(SET, criterion="tasks"), CriterionIsGroup, {}, id="group"),
        pytest.param((), replace(SET, stage="review"), StageNotInRulebook, {}, id="stage"),
        pytest.param(
            (),
            replace(SET, points=50_01),
            PointsAboveMaximum,
            {"points": "50.01", "maximum": "50.00"},
            id="above-maximum",
        ),
        pytest.param((), replace(SET, points=-1), MarkBelowZero, {"value": "-0.01"}, id="below"),
        pytest.param(
            (), replace(SET, authority=" "), FieldInvalid, {"field": "authority"}, id="nobody"
        ),
        pytest.param(
            (), replace(SET, reason=""), FieldInvalid, {"field": "reason"}, id="no-reason"
        ),
        pytest.param(
            (), replace(SET, stage="self"), ScoreNotEntered, {"stage": "self"}, id="not-marked"
        ),
        pytest.param(
            (MarkNotAssigned(candidate="U1", criterion="work", reason="None."),),
            SET,
            CriterionUnassigned,
            {"criterion": "work"},
            id="unassigned",
        ),
        pytest.param(
            (SET,), SET, OverrideAlreadyStands, {"points": "30.00", "criterion": "work"}, id="again"
        ),
        pytest.param((LockScores(stage="verified"),), SET, StageLocked, {}, id="locked"),
        pytest.param((ArchiveSeason(reason="Over."),), SET, LedgerClosed, {}, id="archived"),
    ],
)
def test_an_override_without_ground_is_refused(
    given: tuple[Command, ...],
    when: OverrideScore,
    refusal: type[DomainError],
    facts: dict[str, object],
) -> None:
    ledger = Scenario(*season("U1"), *sheet("U1"), *given)

    with pytest.raises(refusal) as refused:
        ledger.decide(when)

    assert facts.items() <= refused.value.facts.items()
