"""What a meeting's room does not take: guests with a vote, tellers twice, a poll nobody may vote in."""

from hashlib import sha256

import pytest
from msgspec.structs import replace

from engine.commands.attendance import DeclareRecusal, ListGuest
from engine.commands.ballot import EnterTally
from engine.commands.base import Command
from engine.commands.document import CONTENT_BYTES_MAX
from engine.commands.meeting import AdoptMinutes, AppointTellers
from engine.commands.motion import ResolveMotion, TableMotion
from engine.commands.poll import AnnounceOutcome, ClosePoll, OpenPoll
from engine.commands.rulebook import AmendRulebook
from engine.commands.tie import CommitLot, DrawLot, GiveCastingVote
from engine.errors import DomainError
from engine.errors.meeting import GuestHasVote, MotionPollInvalid
from engine.errors.nomination import CandidateNotFound
from engine.errors.poll import (
    BallotTemplateWrong,
    CountingBegun,
    ElectorateEmpty,
    LotNotAllowed,
    LotNotDrawn,
    VoterIsRecused,
)
from engine.errors.values import ContentTooLarge, FieldInvalid
from engine.events.poll import PollOption, Subject
from engine.rules.rulebook import AwardRule
from tests.engine.meeting_room import RULES, opening, papers, sitting
from tests.engine.scenario import Scenario

GUEST = ListGuest(meeting="m", guest="g", institution="Council")
TELLERS = AppointTellers(meeting="m", tellers=("U2",))
MINUTES = AdoptMinutes(meeting="m", minutes=b"Minutes", signatories=())
RECUSAL = DeclareRecusal(meeting="m", member="U1", candidate="U2", ground="Kin")
SEED = b"a die, a card, a coin"
MARK = opening("mark", "U2", "U3", seats=1)
COMMIT = CommitLot(poll="p", digest=sha256(SEED).digest())


TIED: tuple[Command, ...] = (
    EnterTally(
        poll="p",
        teller="U2",
        count=papers(issued=2, returned=2, valid=2, votes=(("U2", "for", 1), ("U3", "for", 1))),
    ),
    ClosePoll(poll="p"),
)
"""The only teller finds U2 and U3 level."""


def refused(scenario: Scenario, command: Command, refusal: type[DomainError]) -> DomainError:
    with pytest.raises(refusal) as caught:
        scenario.decide(command)
    return caught.value


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        pytest.param(replace(GUEST, guest="U4"), GuestHasVote, id="guest-with-a-vote"),
        pytest.param(replace(GUEST, institution=None), FieldInvalid, id="guest-without-a-name"),
        pytest.param(replace(GUEST, person="Ada"), FieldInvalid, id="guest-with-two-names"),
        pytest.param(replace(TELLERS, tellers=()), FieldInvalid, id="no-tellers"),
        pytest.param(replace(TELLERS, tellers=("U2", "U2")), FieldInvalid, id="teller-twice"),
        pytest.param(replace(MINUTES, minutes=b""), FieldInvalid, id="empty-minutes"),
        pytest.param(
            replace(MINUTES, minutes=bytes(CONTENT_BYTES_MAX + 1)),
            ContentTooLarge,
            id="minutes-too-large",
        ),
        pytest.param(replace(RECUSAL, candidate="U7"), CandidateNotFound, id="no-candidate"),
    ],
)
def test_what_the_room_does_not_take(command: Command, refusal: type[DomainError]) -> None:
    refused(sitting(), command, refusal)


def test_a_motion_put_to_the_vote_is_not_resolved_by_consent() -> None:
    motion = TableMotion(meeting="m", motion="k", kind="report", text="Adopt")
    asked = OpenPoll(
        poll="q",
        template="roll",
        subject=Subject(kind="motion", id="k"),
        question="Adopt?",
        meeting="m",
        options=(PollOption(id="yes"),),
    )
    given = sitting(motion, asked)

    refusal = refused(given, ResolveMotion(motion="k", carried=True), MotionPollInvalid)
    assert refusal.facts["poll"] == "q"

    refused(given, ResolveMotion(motion="k"), MotionPollInvalid)


def test_an_award_with_a_ballot_of_its_own_is_decided_by_no_other() -> None:
    award = AwardRule(id="flag", name="Flag", authority="Committee", ballot="roll")
    given = sitting(AmendRulebook(rulebook=replace(RULES, awards=(award,)), reason="An award"))
    on_it = opening("paper", "U2", subject=Subject(kind="award", id="flag"))

    refusal = refused(given, on_it, BallotTemplateWrong)

    assert refusal.facts["expected"] == "roll"


def test_a_poll_in_which_everybody_is_recused_is_not_opened() -> None:
    everybody = (replace(RECUSAL, member=member) for member in ("U1", "U2", "U3", "U4"))

    refusal = refused(sitting(*everybody), opening("roll", "U2"), ElectorateEmpty)

    assert refusal.facts["recused"] == ("U1", "U2", "U3", "U4")


def test_once_the_tellers_have_begun_nobody_recuses_itself() -> None:
    begun = EnterTally(poll="p", teller="U2", count=papers(votes=(("U2", "for", 3),)))
    given = sitting(opening("paper", "U2"), begun)

    refused(given, RECUSAL, CountingBegun)


def test_a_recused_chair_breaks_no_tie() -> None:
    given = sitting(RECUSAL, MARK, *TIED)

    refused(given, GiveCastingVote(poll="p", member="U1", order=("U2", "U3")), VoterIsRecused)


def test_a_committed_lot_is_drawn_before_a_tie_is_announced() -> None:
    given = sitting(MARK, COMMIT, *TIED)
    announce = AnnounceOutcome(
        poll="p",
        index=given.ledger.index,
        rule="choose-1",
        result=b"tied",
        undecided=("U2", "U3"),
    )

    refused(given, announce, LotNotDrawn)
    refused(given, DrawLot(poll="p", seed=b""), LotNotAllowed)
    given.play(DrawLot(poll="p", seed=SEED))

    assert given.ledger.polls.poll("p").seed == SEED
