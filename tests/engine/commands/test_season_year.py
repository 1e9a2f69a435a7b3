"""Legal grounds, the movement and the compact of the year."""

import pytest
from msgspec.structs import replace

from engine.commands.compact import CiteLegalGround, LaunchMovement, SignCompact
from engine.commands.member import ReleaseMember
from engine.errors.season import (
    CompactAlreadyDrawnUp,
    CompactAlreadySigned,
    CompactNotFound,
    LegalGroundAlreadyCited,
    MemberNotFound,
    MovementAlreadyLaunched,
)
from engine.errors.values import FieldInvalid
from engine.events.season import (
    CompactDrawnUp,
    CompactSigned,
    LegalGroundCited,
    MovementLaunched,
)
from tests.engine.bloc import COMPACT, SEASON
from tests.engine.scenario import Scenario

LAW = CiteLegalGround(
    ground="law-06",
    number="06/2022/QH15",
    issuer="National Assembly",
    issued="2022-06-15",
    title="Law on emulation and commendation",
)
MOVEMENT = LaunchMovement(movement="M1", title="Work better", launched="2024-01-10")
SIGNED = SignCompact(compact="C1", member="U1")


def test_a_legal_ground_is_cited_once() -> None:
    ledger = Scenario(*SEASON)

    decision = ledger.decide(LAW, fold=True)

    assert decision.events == (
        LegalGroundCited(
            ground="law-06",
            number="06/2022/QH15",
            issuer="National Assembly",
            issued="2022-06-15",
            title="Law on emulation and commendation",
        ),
    )
    with pytest.raises(LegalGroundAlreadyCited):
        ledger.decide(LAW)


def test_a_movement_is_launched_once() -> None:
    ledger = Scenario(*SEASON)

    decision = ledger.decide(MOVEMENT, fold=True)

    assert decision.events == (
        MovementLaunched(movement="M1", title="Work better", launched="2024-01-10"),
    )
    with pytest.raises(MovementAlreadyLaunched):
        ledger.decide(MOVEMENT)


def test_days_of_grounds_and_movements_are_in_the_calendar() -> None:
    ledger = Scenario(*SEASON)

    for command in (replace(LAW, issued="2022-06-31"), replace(MOVEMENT, launched="2024-00-01")):
        with pytest.raises(FieldInvalid):
            ledger.decide(command)


def test_a_movement_may_be_launched_on_a_day_not_recorded() -> None:
    ledger = Scenario(*SEASON)

    assert ledger.decide(replace(MOVEMENT, launched=None)).events == (
        MovementLaunched(movement="M1", title="Work better"),
    )


def test_a_compact_counts_its_contents() -> None:
    ledger = Scenario(*SEASON)

    decision = ledger.decide(COMPACT, fold=True)

    assert decision.events == (
        CompactDrawnUp(
            compact="C1", title="Compact of 2024", contents=("Work", "Study"), contents_count=2
        ),
    )
    with pytest.raises(CompactAlreadyDrawnUp):
        ledger.decide(COMPACT)


def test_a_compact_whose_wording_is_lost_says_how_many_contents_it_has() -> None:
    ledger = Scenario(*SEASON)

    (event,) = ledger.decide(replace(COMPACT, contents=(), contents_count=6)).events

    assert isinstance(event, CompactDrawnUp)
    assert (event.contents, event.contents_count) == ((), 6)


@pytest.mark.parametrize(
    ("contents", "count", "expected"),
    [
        pytest.param((), None, "1..", id="nothing-in-it"),
        pytest.param((), 0, "1..", id="none-of-nothing"),
        pytest.param(("Work", "Study"), 3, "2", id="counted-wrong"),
    ],
)
def test_the_number_of_contents_is_right(
    contents: tuple[str, ...], count: int | None, expected: str
) -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(FieldInvalid) as refusal:
        ledger.decide(replace(COMPACT, contents=contents, contents_count=count))

    assert refusal.value.facts["expected"] == expected


def test_each_member_signs_the_compact_once() -> None:
    ledger = Scenario(*SEASON, COMPACT)

    decision = ledger.decide(SIGNED, fold=True)

    assert decision.events == (CompactSigned(compact="C1", member="U1"),)
    assert ledger.ledger.season.unsigned("U1") == ()
    assert ledger.ledger.season.unsigned("U2") == ("C1",)
    with pytest.raises(CompactAlreadySigned):
        ledger.decide(SIGNED)


def test_only_members_sign_and_only_what_was_drawn_up() -> None:
    ledger = Scenario(*SEASON, COMPACT, ReleaseMember(member="U3", reason="Dissolved."))

    with pytest.raises(CompactNotFound) as refusal:
        ledger.decide(replace(SIGNED, compact="C2"))
    assert refusal.value.facts == {"compact": "C2", "known": ("C1",)}

    with pytest.raises(MemberNotFound):
        ledger.decide(replace(SIGNED, member="U3"))
