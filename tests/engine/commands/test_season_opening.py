"""The ledger opened, planned, closed and handed on."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from engine.commands.base import DECIDERS, Command, decided
from engine.commands.compact import CiteLegalGround, DrawUpCompact, LaunchMovement, SignCompact
from engine.commands.document import FileAttachment
from engine.commands.eligibility import LiftHold, PlaceHold, RestoreCandidate, RuleIneligible
from engine.commands.member import (
    AdmitMember,
    ChangeWeight,
    EndOffice,
    GiveOffice,
    ReleaseMember,
)
from engine.commands.nomination import (
    Nominate,
    RegisterForAwards,
    WithdrawNomination,
    WithdrawRegistration,
)
from engine.commands.registry import COMMANDS
from engine.commands.rulebook import AdoptRulebook, AmendRulebook
from engine.commands.season import ArchiveSeason, ChooseNextOfficers, OpenLedger, PlanSeason
from engine.errors.ledger import LedgerAlreadyOpen, LedgerClosed
from engine.errors.meeting import MeetingNotFound
from engine.errors.season import (
    MemberNotFound,
    NextOfficersAlreadyChosen,
    OfficerNotElected,
    SeasonAlreadyPlanned,
    SeasonUnfinished,
    TimeZoneUnknown,
)
from engine.errors.values import FieldInvalid
from engine.events.base import ContentRef
from engine.events.meeting import MeetingConvened, MeetingOpened
from engine.events.poll import OutcomeAnnounced, PollOpened, PollOption, Roll, Subject
from engine.events.season import LedgerOpened, NextOfficersChosen, Predecessor, SeasonPlanned
from tests.engine.bloc import COMPACT, OPENED, RULEBOOK, SEASON, unit
from tests.engine.scenario import LEDGER, Scenario

PLAN = PlanSeason(starts="2024-01-01", ends="2024-12-31", plan="Four movements.")
ARCHIVED = ArchiveSeason(reason="All decisions are in.")
CHOSEN = ChooseNextOfficers(season="2025", lead="U1", deputy="U2")
ELECTION = PollOpened(
    poll="P1",
    subject=Subject(kind="office", id="lead"),
    question="Who leads in 2025?",
    method="roll-call",
    ballot="choice",
    options=(PollOption(id="a", candidate="U1"), PollOption(id="b", candidate="U2")),
    seats=1,
    rule="plurality-1",
    parameters={},
    rulebook=1,
    template="vote",
    members=3,
    roll=Roll(()),
)


def test_the_first_event_says_whose_ledger_it_is() -> None:
    ledger = Scenario()

    decision = ledger.decide(OPENED)

    assert decision.events == (
        LedgerOpened(
            format=1,
            ledger=LEDGER,
            slug="bloc-2024",
            title="Bloc of three, 2024",
            body=OPENED.body,
            season="2024",
            time_zone="Asia/Ho_Chi_Minh",
            epoch=1,
            disclosure="members",
        ),
    )


def test_a_season_names_the_ledger_of_the_season_before() -> None:
    before = Predecessor(ledger=UUID(int=7), size=12, root=b"r" * 32)

    (event,) = Scenario().decide(replace(OPENED, predecessor=before)).events

    assert isinstance(event, LedgerOpened)
    assert event.predecessor == before


def test_a_ledger_is_not_its_own_predecessor() -> None:
    itself = Predecessor(ledger=LEDGER, size=1, root=b"r" * 32)

    with pytest.raises(FieldInvalid) as refusal:
        Scenario().decide(replace(OPENED, predecessor=itself))

    assert refusal.value.facts["field"] == "predecessor.ledger"


def test_a_ledger_is_opened_once() -> None:
    ledger = Scenario(OPENED)

    with pytest.raises(LedgerAlreadyOpen):
        ledger.decide(replace(OPENED, slug="other"))


@pytest.mark.parametrize("zone", ["Asia/Hoa_Binh", "Asia", "ICT"], ids=["city", "folder", "short"])
def test_a_time_zone_that_no_database_knows_is_refused(zone: str) -> None:
    with pytest.raises(TimeZoneUnknown):
        Scenario().decide(replace(OPENED, time_zone=zone))


def test_a_plan_may_be_replaced_but_not_repeated() -> None:
    ledger = Scenario(OPENED, PLAN)

    later = ledger.decide(replace(PLAN, ends="2025-01-31"))

    assert later.events == (
        SeasonPlanned(starts="2024-01-01", ends="2025-01-31", plan="Four movements."),
    )
    with pytest.raises(SeasonAlreadyPlanned):
        ledger.decide(PLAN)


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        pytest.param("2023-02-29", "2023-12-31", "starts", id="no-such-start"),
        pytest.param("2024-01-01", "2024-13-01", "ends", id="no-such-end"),
        pytest.param("2024-01-02", "2024-01-01", "ends", id="ends-before-it-starts"),
    ],
)
def test_a_plan_has_days_of_the_calendar_in_order(starts: str, ends: str, field: str) -> None:
    ledger = Scenario(OPENED)

    with pytest.raises(FieldInvalid) as refusal:
        ledger.decide(replace(PLAN, starts=starts, ends=ends))

    assert refusal.value.facts["field"] == field


def test_a_season_may_last_one_day() -> None:
    one_day = replace(PLAN, starts="2025-01-02", ends="2025-01-02")

    assert Scenario(OPENED).decide(one_day).events != ()


def test_an_archived_season_takes_nothing_of_its_own_any_more() -> None:
    ledger = Scenario(*SEASON, ARCHIVED)
    reason = "Too late."
    commands: tuple[Command, ...] = (
        PLAN,
        ARCHIVED,
        CHOSEN,
        CiteLegalGround(ground="law", number="06", issuer="NA", issued="2022-06-15", title="Law"),
        LaunchMovement(movement="M1", title="Movement"),
        COMPACT,
        SignCompact(compact="C1", member="U1"),
        FileAttachment(
            attachment="A1", about="U1", name="a.pdf", media_type="application/pdf", content=b"a"
        ),
        unit("U4"),
        ChangeWeight(member="U1", weight=2, reason=reason),
        ReleaseMember(member="U1", reason=reason),
        GiveOffice(member="U1", office="lead"),
        EndOffice(member="U1", office="lead", reason=reason),
        AdoptRulebook(rulebook=RULEBOOK),
        AmendRulebook(rulebook=RULEBOOK, reason=reason),
        RegisterForAwards(member="U1", awards=("flag",)),
        WithdrawRegistration(member="U1", reason=reason),
        Nominate(award="flag", candidate="U1"),
        WithdrawNomination(award="flag", candidate="U1", reason=reason),
        PlaceHold(candidate="U1", ground="inspection", authority="Council"),
        LiftHold(candidate="U1", authority="Council", reason=reason),
        RuleIneligible(candidate="U1", ground="fraud", authority="Council"),
        RestoreCandidate(candidate="U1", authority="Council", reason=reason),
    )

    for command in commands:
        with pytest.raises(LedgerClosed) as refusal:
            ledger.decide(command)
        assert refusal.value.facts == {"ledger": "bloc-2024"}, command.NAME


def test_a_season_is_not_archived_over_an_open_meeting() -> None:
    ledger = Scenario(*SEASON)
    ledger.record(
        decided(
            MeetingConvened(meeting="K1", kind="conference", title="Conference"),
            MeetingOpened(meeting="K1"),
        )
    )

    with pytest.raises(SeasonUnfinished) as refusal:
        ledger.decide(ARCHIVED)

    assert refusal.value.facts == {"polls": (), "meetings": ("K1",)}


def test_a_season_is_not_archived_over_an_open_poll() -> None:
    ledger = Scenario(*SEASON)
    ledger.record(decided(ELECTION))

    with pytest.raises(SeasonUnfinished) as refusal:
        ledger.decide(ARCHIVED)

    assert refusal.value.facts == {"polls": ("P1",), "meetings": ()}


def test_the_next_lead_and_deputy_are_chosen_in_rotation() -> None:
    ledger = Scenario(*SEASON)

    decision = ledger.decide(CHOSEN)

    assert decision.events == (NextOfficersChosen(season="2025", lead="U1", deputy="U2"),)


def test_another_choice_replaces_the_first_but_the_same_one_is_refused() -> None:
    ledger = Scenario(*SEASON, CHOSEN)

    with pytest.raises(NextOfficersAlreadyChosen):
        ledger.decide(CHOSEN)

    ledger.play(replace(CHOSEN, deputy=None))
    chosen = ledger.ledger.season.next_officers
    assert chosen is not None
    assert (chosen.lead, chosen.deputy, chosen.index) == ("U1", None, ledger.ledger.index)


@pytest.mark.parametrize(
    ("lead", "deputy", "refused"),
    [
        pytest.param("U7", "U2", MemberNotFound, id="unknown-lead"),
        pytest.param("U1", "U7", MemberNotFound, id="unknown-deputy"),
        pytest.param("U1", "U1", FieldInvalid, id="both-in-one"),
    ],
)
def test_officers_are_two_members(lead: str, deputy: str, refused: type[Exception]) -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(refused):
        ledger.decide(replace(CHOSEN, lead=lead, deputy=deputy))


def test_officers_are_chosen_at_a_meeting_that_sits() -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(MeetingNotFound):
        ledger.decide(replace(CHOSEN, meeting="m9"))


def test_a_poll_names_the_lead_it_elected() -> None:
    ledger = Scenario(*SEASON)
    ledger.record(decided(ELECTION))
    elected = replace(CHOSEN, poll="P1")
    with pytest.raises(OfficerNotElected):
        ledger.decide(elected)

    ledger.record(
        decided(
            OutcomeAnnounced(
                poll="P1",
                index=ledger.ledger.index,
                rule="plurality-1",
                result=ContentRef(b"d" * 32, 1),
                winners=("a",),
            )
        )
    )

    assert ledger.decide(elected).events != ()
    with pytest.raises(OfficerNotElected) as refusal:
        ledger.decide(replace(elected, lead="U2", deputy="U1"))
    assert refusal.value.facts["elected"] == ("U1",)


def test_a_poll_on_anything_else_elected_nobody() -> None:
    ledger = Scenario(*SEASON)
    won = OutcomeAnnounced(
        poll="P1",
        index=ledger.ledger.index + 1,
        rule="plurality-1",
        result=ContentRef(b"d" * 32, 1),
        winners=("a",),
    )
    ledger.record(decided(replace(ELECTION, subject=Subject(kind="award", id="flag")), won))

    with pytest.raises(OfficerNotElected):
        ledger.decide(replace(CHOSEN, poll="P1"))


def test_a_poll_that_never_was_elected_nobody() -> None:
    ledger = Scenario(*SEASON)

    with pytest.raises(OfficerNotElected):
        ledger.decide(replace(CHOSEN, poll="P9"))


def test_every_command_of_a_season_has_a_public_name() -> None:
    named = {name for name, kind in COMMANDS.items() if kind in DECIDERS}

    assert {OpenLedger.NAME, PlanSeason.NAME, AdmitMember.NAME, DrawUpCompact.NAME} <= named
