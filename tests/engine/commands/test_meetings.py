"""Meetings: convened, opened, attended, adjourned, resumed, closed; motions and minutes."""

import pytest
from msgspec.structs import replace

from engine.commands.attendance import (
    CountQuorum,
    DeclareRecusal,
    GrantProxy,
    ListGuest,
    RecordArrival,
    RecordAttendance,
    RecordDeparture,
    RevokeProxy,
    WithdrawRecusal,
)
from engine.commands.ballot import CastBallot
from engine.commands.base import Command
from engine.commands.meeting import (
    AdjournMeeting,
    AdoptMinutes,
    AppointTellers,
    CloseMeeting,
    ConveneMeeting,
    OpenMeeting,
    ResumeMeeting,
)
from engine.commands.motion import ResolveMotion, TableMotion
from engine.commands.poll import ClosePoll
from engine.errors import DomainError
from engine.errors.meeting import (
    AlreadyPresent,
    GuestAlreadyListed,
    MeetingAlreadyConvened,
    MeetingNotFound,
    MeetingNotOpen,
    MeetingStatusWrong,
    MemberNotVoting,
    MinutesAlreadyAdopted,
    MotionAlreadyResolved,
    MotionAlreadyTabled,
    MotionNotFound,
    MotionPollInvalid,
    NotPresent,
    PollsStillOpen,
    ProxyNotAllowed,
    ProxyNotFound,
    QuorumRuleMissing,
    RecusalAlreadyDeclared,
    RecusalNotFound,
)
from engine.errors.poll import AlreadyVoted
from engine.errors.season import MemberNotFound
from engine.errors.values import FieldInvalid
from engine.events.meeting import Signatory
from engine.events.poll import Subject
from engine.rules.ballots import Opinions
from tests.engine.awarding import BLOC, announced
from tests.engine.meeting_room import MEMBERS, SITTING, opening, sitting
from tests.engine.scenario import Scenario

ADJOURN = AdjournMeeting(meeting="m", reason="Lunch")
CLOSE = CloseMeeting(meeting="m")
PROXY = GrantProxy(meeting="m", giver="U4", holder="U2")
RECUSE = DeclareRecusal(meeting="m", member="U2", candidate="U3", ground="Kin")
REPORT = TableMotion(meeting="m", motion="r", kind="report", text="Adopt the report", mover="U1")
MINUTES = AdoptMinutes(
    meeting="m", minutes=b"%PDF", signatories=(Signatory(member="U1", office="chair"),)
)
GUEST = ListGuest(meeting="m", guest="G", institution="Council")
OPEN = OpenMeeting(meeting="m", chair="U1")
ROLL = opening("roll")


def refused(given: Scenario, command: Command, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        given.decide(command)


@pytest.mark.parametrize(
    ("given", "command", "refusal"),
    [
        pytest.param(
            sitting(),
            ConveneMeeting(meeting="m", kind="session", title="M"),
            MeetingAlreadyConvened,
            id="convened-twice",
        ),
        pytest.param(sitting(), OPEN, MeetingStatusWrong, id="opened-twice"),
        pytest.param(Scenario(*MEMBERS), replace(OPEN, chair="U7"), MemberNotFound, id="chair"),
        pytest.param(sitting(), ResumeMeeting(meeting="m"), MeetingStatusWrong, id="resume-open"),
        pytest.param(sitting(), replace(CLOSE, meeting="x"), MeetingNotFound, id="unknown"),
        pytest.param(sitting(ROLL), ADJOURN, PollsStillOpen, id="adjourn-over-a-poll"),
        pytest.param(sitting(ROLL), CLOSE, PollsStillOpen, id="close-over-a-poll"),
        pytest.param(sitting(ADJOURN), ROLL, MeetingNotOpen, id="poll-while-adjourned"),
        pytest.param(sitting(CLOSE), CLOSE, MeetingStatusWrong, id="closed-twice"),
        pytest.param(
            sitting(),
            AppointTellers(meeting="m", tellers=("nobody",)),
            MemberNotFound,
            id="unknown-teller",
        ),
        pytest.param(sitting(MINUTES), MINUTES, MinutesAlreadyAdopted, id="minutes-twice"),
        pytest.param(
            sitting(),
            replace(MINUTES, signatories=(Signatory(member="U7", office="chair"),)),
            MemberNotFound,
            id="unknown-signatory",
        ),
        pytest.param(
            sitting(),
            RecordAttendance(meeting="m", present=("U1",)),
            AlreadyPresent,
            id="called-twice",
        ),
        pytest.param(
            sitting(),
            RecordAttendance(meeting="m", present=("U4",), excused=("U4",)),
            FieldInvalid,
            id="present-and-excused",
        ),
        pytest.param(
            sitting(), RecordArrival(meeting="m", member="U9"), MemberNotVoting, id="guest-on-roll"
        ),
        pytest.param(
            sitting(), RecordArrival(meeting="m", member="U1"), AlreadyPresent, id="arrives-twice"
        ),
        pytest.param(
            sitting(), RecordDeparture(meeting="m", member="U4"), NotPresent, id="leaves-unarrived"
        ),
        pytest.param(sitting(GUEST), GUEST, GuestAlreadyListed, id="guest-twice"),
        pytest.param(sitting(RECUSE), RECUSE, RecusalAlreadyDeclared, id="recused-twice"),
        pytest.param(
            sitting(),
            WithdrawRecusal(meeting="m", member="U2", candidate="U3", reason="Error"),
            RecusalNotFound,
            id="no-recusal",
        ),
        pytest.param(sitting(PROXY), PROXY, ProxyNotAllowed, id="given-twice"),
        pytest.param(sitting(), replace(PROXY, holder="U4"), ProxyNotAllowed, id="to-itself"),
        pytest.param(
            sitting(PROXY), replace(PROXY, giver="U3"), ProxyNotAllowed, id="holder-has-too-many"
        ),
        pytest.param(
            sitting(PROXY), replace(PROXY, giver="U3", holder="U4"), ProxyNotAllowed, id="passed-on"
        ),
        pytest.param(
            sitting(PROXY), replace(PROXY, giver="U2", holder="U1"), ProxyNotAllowed, id="holds-one"
        ),
        pytest.param(sitting(CLOSE), PROXY, MeetingNotOpen, id="mandate-after-the-end"),
        pytest.param(
            sitting(),
            RevokeProxy(meeting="m", giver="U4", reason="Came"),
            ProxyNotFound,
            id="no-proxy",
        ),
        pytest.param(sitting(REPORT), REPORT, MotionAlreadyTabled, id="tabled-twice"),
        pytest.param(sitting(), replace(REPORT, mover="U4"), NotPresent, id="mover-absent"),
        pytest.param(
            sitting(), ResolveMotion(motion="r", carried=True), MotionNotFound, id="no-motion"
        ),
        pytest.param(
            sitting(REPORT), ResolveMotion(motion="r"), MotionPollInvalid, id="no-verdict"
        ),
        pytest.param(
            sitting(REPORT, ResolveMotion(motion="r", carried=True)),
            ResolveMotion(motion="r", carried=False),
            MotionAlreadyResolved,
            id="resolved-twice",
        ),
        pytest.param(
            sitting(REPORT, ROLL, ClosePoll(poll="p")),
            ResolveMotion(motion="r", poll="p"),
            MotionPollInvalid,
            id="another-poll",
        ),
        pytest.param(
            Scenario(
                *BLOC,
                ConveneMeeting(meeting="m", kind="session", title="M"),
                OpenMeeting(meeting="m"),
            ),
            CountQuorum(meeting="m"),
            QuorumRuleMissing,
            id="no-quorum-rule",
        ),
    ],
)
def test_what_a_meeting_does_not_allow(
    given: Scenario, command: Command, refusal: type[DomainError]
) -> None:
    refused(given, command, refusal)


def test_a_meeting_is_broken_off_and_goes_on() -> None:
    given = sitting(ADJOURN, ResumeMeeting(meeting="m"), CLOSE)

    meeting = given.ledger.meetings.meeting("m")

    assert [kind for kind, _, _ in meeting.interruptions] == ["adjourned", "resumed"]
    assert meeting.status == "closed"


def test_signed_minutes_are_kept_after_the_end() -> None:
    given = sitting(CLOSE, MINUTES)

    found = given.ledger.meetings.meeting("m").minutes

    assert found is not None
    assert given.contents[found.digest] == b"%PDF"


def test_a_quorum_is_lost_and_won_with_those_who_move() -> None:
    given = sitting()

    given.play(*(RecordDeparture(meeting="m", member=unit) for unit in ("U2", "U3")))
    given.play(RecordArrival(meeting="m", member="U4"))

    assert [found.met for found in given.ledger.meetings.meeting("m").quorums] == [
        True,
        False,
        True,
    ]


def test_a_mandate_counts_towards_the_quorum_where_the_rulebook_says_so() -> None:
    given = sitting(PROXY, CountQuorum(meeting="m"))

    quorum = given.ledger.meetings.meeting("m").quorum

    assert quorum is not None
    assert (quorum.present, quorum.base, quorum.needed) == (4, 4, 2)


def test_a_revoked_mandate_is_over() -> None:
    given = sitting(PROXY, RevokeProxy(meeting="m", giver="U4", reason="Came"))

    assert given.ledger.meetings.meeting("m").proxies == {}


def test_a_recusal_comes_too_late_once_the_member_has_voted() -> None:
    given = sitting(opening("roll", "U3"))
    given.play(CastBallot(poll="p", member="U2", ballot=Opinions((("U3", "for"),))))

    refused(given, RECUSE, AlreadyVoted)


def test_a_recusal_matters_to_open_polls_on_that_candidate_only() -> None:
    given = sitting(ROLL, replace(opening("roll", "U3"), poll="q"), RECUSE)

    polls = given.ledger.polls

    assert polls.part(polls.poll("p"), "U2") == "present"
    assert polls.part(polls.poll("q"), "U2") == "recused"
    given.play(WithdrawRecusal(meeting="m", member="U2", candidate="U3", reason="Error"))
    assert given.ledger.meetings.meeting("m").recusals == []
    assert polls.part(polls.poll("q"), "U2") == "recused"


def test_a_person_among_the_guests_is_sealed() -> None:
    decision = sitting().decide(
        ListGuest(meeting="m", guest="G", person="Ana", capacity="Observer")
    )

    assert [private.value for private in decision.privates] == ["Ana"]


def test_a_guest_may_count() -> None:
    given = sitting(GUEST, AppointTellers(meeting="m", tellers=("G",)))

    assert given.ledger.meetings.meeting("m").tellers == ("G",)


@pytest.mark.parametrize(("carried", "winners"), [(True, ("yes",)), (False, ())])
def test_a_motion_is_carried_as_its_poll_decided(carried: bool, winners: tuple[str, ...]) -> None:
    given = Scenario(*SITTING, replace(REPORT, mover=None))
    question = opening("line", subject=Subject(kind="motion", id="r"), poll="p")
    option = replace(question.options[0], id="yes")
    announced(given, replace(question, options=(option,)), *winners)

    given.play(ResolveMotion(motion="r", poll="p"))

    assert given.ledger.meetings.motion("r").carried is carried
