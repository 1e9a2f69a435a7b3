"""The data of minutes: read from the state, for the meeting that was asked about."""

import pytest
from msgspec.structs import replace

from api.house import House
from engine.commands.attendance import (
    DeclareRecusal,
    GrantProxy,
    ListGuest,
    RecordAttendance,
    RecordDeparture,
)
from engine.commands.award import MakeProposal
from engine.commands.meeting import ConveneMeeting, OpenMeeting
from engine.commands.motion import ResolveMotion, TableMotion
from engine.commands.rulebook import AmendRulebook
from engine.errors.meeting import MeetingNotFound
from engine.rules.rulebook import ProxyRule
from projections.minutes import Minutes, minutes
from tests.engine.awarding import RULES, poll
from tests.engine.bloc import OPENED

SLUG = OPENED.slug


@pytest.fixture
def told(house: House) -> Minutes:
    rules = replace(RULES, proxies=ProxyRule(allowed=True))
    steps = (
        AmendRulebook(rulebook=rules, reason="Mandates"),
        ConveneMeeting(meeting="m", kind="conference", title="Year's end", agenda=("Report",)),
        ConveneMeeting(meeting="n", kind="session", title="Another"),
        OpenMeeting(meeting="m", chair="U1", secretary="U2"),
        OpenMeeting(meeting="n"),
        RecordAttendance(meeting="m", present=("U1", "U2"), excused=("U3",)),
        GrantProxy(meeting="m", giver="U3", holder="U1"),
        ListGuest(meeting="m", guest="G", institution="Council"),
        DeclareRecusal(meeting="m", member="U2", candidate="U3", ground="Kin"),
        TableMotion(meeting="m", motion="report", kind="report", text="Adopt the report"),
        TableMotion(meeting="n", motion="other", kind="other", text="Something else"),
        ResolveMotion(motion="report", carried=True),
        replace(poll("flag", "U1"), meeting="m"),
        poll("merit", "U1", id_="elsewhere"),
        MakeProposal(award="flag", candidate="U1", meeting="m"),
        MakeProposal(award="merit", candidate="U3"),
        RecordDeparture(meeting="m", member="U2"),
    )
    for number, command in enumerate(steps):
        house.carry_out(SLUG, command, key=f"step-{number}")
    with house.answers.view(SLUG) as view:
        return minutes(house.store, view, "m")


def test_minutes_say_who_was_there_who_left_and_who_was_not(told: Minutes) -> None:
    assert (told.chair, told.secretary) == ("U1", "U2")
    assert (told.present, told.left) == (("U1",), ("U2",))
    assert (told.excused, told.absent, told.guests) == (("U3",), ("P1",), ("G",))
    assert told.proxies == {"U3": "U1"}


def test_minutes_hold_what_belongs_to_their_meeting_only(told: Minutes) -> None:
    assert [motion.id for motion in told.motions] == ["report"]
    assert [each.poll for each in told.polls] == ["p"]
    assert [(each.award, each.status) for each in told.proposals] == [("flag", "proposed")]
    assert [recusal.member for recusal in told.recusals] == ["U2"]
    assert told.ranking == ()


def test_a_meeting_that_was_not_held_has_no_minutes(house: House) -> None:
    with pytest.raises(MeetingNotFound), house.answers.view(SLUG) as view:
        minutes(house.store, view, "m")
