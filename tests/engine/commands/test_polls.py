"""Polls: opened under a template, closed, voided, repeated, decided by casting vote or lot."""

from hashlib import sha256

import pytest
from msgspec.structs import replace

from engine.commands.attendance import CountQuorum, RecordAttendance, RecordDeparture
from engine.commands.award import MakeProposal
from engine.commands.ballot import EnterTally
from engine.commands.base import Command
from engine.commands.meeting import OpenMeeting
from engine.commands.member import AdmitMember
from engine.commands.nomination import Nominate
from engine.commands.poll import (
    AnnounceOutcome,
    ClosePoll,
    OpenPoll,
    VoidPoll,
)
from engine.commands.tie import CommitLot, DrawLot, GiveCastingVote
from engine.errors import DomainError
from engine.errors.award import AwardUnknown
from engine.errors.meeting import MeetingNotFound, MeetingNotOpen, QuorumNotCounted, QuorumNotMet
from engine.errors.poll import (
    BallotTemplateUnknown,
    CastingVoteNotAllowed,
    LotNotAllowed,
    MethodNotAllowed,
    OptionInvalid,
    OutcomeNotComputed,
    OutcomeStale,
    PollAlreadyOpened,
    PollAlreadyVoided,
    PollBeforeInvalid,
    PollNeedsMeeting,
    PollNotClosed,
    PollNotFound,
    PollNotOpen,
    PollRestsOnIt,
    SeatsAboveQuota,
    SubjectUnknown,
)
from engine.errors.rules import SeatsInvalid
from engine.errors.season import MemberNotFound
from engine.events.poll import PollOption, Subject
from tests.engine.awarding import announced, bloc, poll
from tests.engine.meeting_room import MEMBERS, opening, papers, sitting
from tests.engine.scenario import Scenario

ROLL = opening("roll")
MARK = opening("mark", "U1", "U2", seats=1)
SEED = b"dice 4 2 6"
COMMIT = CommitLot(poll="p", digest=sha256(SEED).digest())
DRAW = DrawLot(poll="p", seed=SEED)
CASTING = GiveCastingVote(poll="p", member="U1", order=("U2", "U1"))
VOID = VoidPoll(poll="p", ground="Wrong list", authority="Chair")
CLOSE = ClosePoll(poll="p")
MARKED = EnterTally(poll="p", teller="U2", count=papers(votes=(("U1", "for", 1), ("U2", "for", 1))))


def refused(given: Scenario, command: Command, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        given.decide(command)


def many() -> tuple[PollOption, ...]:
    return tuple(PollOption(id=f"o{number}") for number in range(1_001))


OPENING_REFUSED = [
    pytest.param(sitting(ROLL), ROLL, PollAlreadyOpened, id="twice"),
    pytest.param(sitting(), opening("none"), BallotTemplateUnknown, id="template"),
    pytest.param(sitting(), opening("roll", method="paper"), MethodNotAllowed, id="method"),
    pytest.param(sitting(), opening("roll", meeting=None), PollNeedsMeeting, id="no-meeting"),
    pytest.param(sitting(), opening("roll", meeting="x"), MeetingNotFound, id="unknown-meeting"),
    pytest.param(Scenario(*MEMBERS), ROLL, MeetingNotOpen, id="not-sitting"),
    pytest.param(
        Scenario(*MEMBERS, OpenMeeting(meeting="m")), ROLL, QuorumNotCounted, id="not-counted"
    ),
    pytest.param(
        Scenario(
            *MEMBERS,
            OpenMeeting(meeting="m"),
            RecordAttendance(meeting="m", present=("U1",)),
            CountQuorum(meeting="m"),
        ),
        ROLL,
        QuorumNotMet,
        id="no-quorum",
    ),
    pytest.param(
        sitting(
            RecordDeparture(meeting="m", member="U1"), RecordDeparture(meeting="m", member="U2")
        ),
        ROLL,
        QuorumNotMet,
        id="quorum-lost",
    ),
    pytest.param(sitting(), opening("roll", options=many()), OptionInvalid, id="too-many"),
    pytest.param(
        sitting(),
        opening("roll", options=(PollOption(id="a"), PollOption(id="a"))),
        OptionInvalid,
        id="option-twice",
    ),
    pytest.param(sitting(), opening("roll", "U7"), MemberNotFound, id="unknown-candidate"),
    pytest.param(
        sitting(), opening("roll", subject=Subject(kind="award", id="x")), AwardUnknown, id="award"
    ),
    pytest.param(
        sitting(),
        opening("roll", subject=Subject(kind="motion", id="x")),
        SubjectUnknown,
        id="motion",
    ),
    pytest.param(sitting(), opening("roll", seats=2), SeatsInvalid, id="seats"),
    pytest.param(
        sitting(),
        opening("roll", before="q", before_is="run-off"),
        PollNotFound,
        id="before-unknown",
    ),
    pytest.param(
        sitting(ROLL),
        opening("roll", poll="q", before="p", before_is="repetition"),
        PollBeforeInvalid,
        id="repeats-an-open-poll",
    ),
    pytest.param(
        sitting(ROLL),
        opening("roll", poll="q", before="p"),
        PollBeforeInvalid,
        id="before-for-what",
    ),
    pytest.param(bloc(), replace(poll("flag"), seats=None), OptionInvalid, id="no-options"),
    pytest.param(
        bloc(), replace(poll("flag", "U1", "U2"), seats=2), SeatsAboveQuota, id="above-quota"
    ),
    pytest.param(bloc(), replace(poll("star", "U1"), seats=1), OptionInvalid, id="not-nominated"),
    pytest.param(
        bloc(),
        replace(poll("flag"), options=(PollOption(id="x"),), seats=1),
        OptionInvalid,
        id="award-option-without-candidate",
    ),
]


@pytest.mark.parametrize(("given", "command", "refusal"), OPENING_REFUSED)
def test_what_may_not_be_opened(
    given: Scenario, command: OpenPoll, refusal: type[DomainError]
) -> None:
    refused(given, command, refusal)


def test_a_poll_takes_its_options_from_the_nominations_and_its_seats_from_the_quota() -> None:
    given = bloc(Nominate(award="flag", candidate="U3"), Nominate(award="flag", candidate="U1"))

    given.play(replace(poll("flag"), seats=None))

    opened = given.ledger.polls.poll("p").opened
    assert [option.id for option in opened.options] == ["U1", "U3"]
    assert opened.seats == 1
    assert opened.parameters["base"] == "members"


def test_a_voided_poll_is_repeated_and_keeps_its_ground() -> None:
    given = sitting(ROLL, VOID)

    given.play(opening("roll", poll="q", before="p", before_is="repetition"))

    assert given.ledger.polls.poll("p").ground == "Wrong list"
    refused(given, VOID, PollAlreadyVoided)


def test_a_poll_that_something_rests_on_is_not_voided() -> None:
    given = announced(bloc(), poll("flag", "U2"), "U2")
    given.play(MakeProposal(award="flag", candidate="U2", poll="p"))

    refused(given, VOID, PollRestsOnIt)


def test_a_run_off_follows_an_announced_poll() -> None:
    given = announced(bloc(), poll("merit", "U1", "U2"))

    given.play(replace(poll("merit", "U1", id_="q"), before="p", before_is="run-off"))

    assert given.ledger.polls.poll("q").opened.before == "p"


def test_an_outcome_is_computed_after_the_last_event_of_its_poll() -> None:
    given = sitting(ROLL)
    announce = AnnounceOutcome(poll="p", rule="threshold-1", result=b"r")

    refused(given, announce, PollNotClosed)
    given.play(CLOSE)
    refused(given, AnnounceOutcome(poll="p"), OutcomeNotComputed)
    refused(given, replace(announce, index=given.ledger.index - 1), OutcomeStale)
    given.play(replace(announce, index=given.ledger.index))

    refused(given, replace(announce, index=given.ledger.index), PollNotOpen)


def test_the_chair_orders_tied_options_where_the_ladder_says_so() -> None:
    given = sitting(MARK, MARKED, CLOSE)

    refused(given, replace(CASTING, member="U2"), CastingVoteNotAllowed)
    refused(given, replace(CASTING, order=("U1", "U1")), OptionInvalid)
    refused(given, replace(CASTING, order=("U9",)), OptionInvalid)
    given.play(CASTING)

    assert given.ledger.polls.poll("p").casting == ("U2", "U1")


def test_no_casting_vote_where_the_ladder_has_none() -> None:
    refused(sitting(ROLL, CLOSE), CASTING, CastingVoteNotAllowed)


def test_a_lot_is_committed_while_open_and_drawn_after_the_close() -> None:
    given = sitting(MARK, COMMIT)

    refused(given, COMMIT, LotNotAllowed)
    refused(given, DRAW, PollNotClosed)
    given.play(MARKED, CLOSE)
    refused(given, replace(DRAW, seed=b"other"), LotNotAllowed)
    given.play(DRAW)

    assert given.ledger.polls.poll("p").seed == SEED
    refused(given, DRAW, LotNotAllowed)


@pytest.mark.parametrize(
    ("given", "command"),
    [
        pytest.param(sitting(ROLL), COMMIT, id="not-in-the-ladder"),
        pytest.param(sitting(MARK), replace(COMMIT, digest=b"short"), id="not-sha256"),
        pytest.param(sitting(MARK, MARKED, CLOSE), DRAW, id="never-committed"),
    ],
)
def test_a_lot_needs_its_commitment(given: Scenario, command: Command) -> None:
    refused(given, command, LotNotAllowed)


def test_a_large_roll_is_kept_as_content() -> None:
    crowd = (AdmitMember(member=f"c{n}", name=f"Member {n}") for n in range(501))
    given = bloc(*crowd)

    given.play(poll("merit", "U1"))

    opened = next(event for event in given.events if getattr(event, "poll", "") == "p")
    assert getattr(opened, "roll", "") is None
    found = given.ledger.polls.poll("p")
    assert len(given.ledger.polls.electorate(found).weight) == 504
