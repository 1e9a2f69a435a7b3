"""A quorum that counts written answers is found at the close of the poll, not at its opening."""

import pytest
from msgspec.structs import replace

from engine.commands.attendance import GrantProxy, RecordArrival, RecordAttendance
from engine.commands.ballot import CastBallot, ReceiveWrittenOpinion
from engine.commands.base import Command
from engine.commands.meeting import OpenMeeting
from engine.commands.poll import ClosePoll
from engine.commands.rulebook import AdoptRulebook
from engine.errors.meeting import QuorumNotCounted, QuorumNotMet
from engine.rules.ballots import Opinions
from engine.rules.rulebook import QuorumRule
from engine.values.numbers import Share
from tests.engine.meeting_room import MEMBERS, RULES, opening
from tests.engine.scenario import Scenario

YES = Opinions((("it", "for"),))
ROLL, CLOSE = opening("roll"), ClosePoll(poll="p")
QUORUM = QuorumRule(share=Share(3, 4), written_count=True)


def wrote(member: str) -> ReceiveWrittenOpinion:
    return ReceiveWrittenOpinion(poll="p", member=member, ballot=YES)


def room(*commands: Command, quorum: QuorumRule = QUORUM) -> Scenario:
    """One of four is in the room; three of four are a quorum."""
    members = (
        AdoptRulebook(rulebook=replace(RULES, quorum=quorum))
        if isinstance(command, AdoptRulebook)
        else command
        for command in MEMBERS
    )
    return Scenario(
        *members,
        OpenMeeting(meeting="m", chair="U1"),
        RecordAttendance(meeting="m", present=("U1",)),
        *commands,
    )


def test_the_poll_is_opened_without_a_quorum_and_closed_only_with_it() -> None:
    given = room(ROLL, CastBallot(poll="p", member="U1", ballot=YES), wrote("U2"))

    with pytest.raises(QuorumNotMet) as refusal:
        given.decide(CLOSE)
    assert {**refusal.value.facts} == {"meeting": "m", "present": 2, "base": 4, "needed": 3}

    given.play(wrote("U3"), CLOSE)
    assert given.ledger.polls.poll("p").status == "closed"


def test_who_wrote_and_came_later_counts_once() -> None:
    given = room(ROLL, wrote("U2"), RecordArrival(meeting="m", member="U2"))

    with pytest.raises(QuorumNotMet) as refusal:
        given.decide(CLOSE)

    assert refusal.value.facts["present"] == 2


@pytest.mark.parametrize(("counts", "closes"), [(True, True), (False, False)])
def test_a_mandate_counts_where_the_rulebook_says_so(*, counts: bool, closes: bool) -> None:
    given = room(
        GrantProxy(meeting="m", giver="U2", holder="U1"),
        ROLL,
        wrote("U3"),
        quorum=replace(QUORUM, proxies_count=counts),
    )

    if not closes:
        with pytest.raises(QuorumNotMet):
            given.decide(CLOSE)
    else:
        given.play(CLOSE)


def test_a_ballot_without_written_answers_needs_the_quorum_at_its_opening() -> None:
    given = room()

    with pytest.raises(QuorumNotCounted):
        given.decide(opening("once"))
