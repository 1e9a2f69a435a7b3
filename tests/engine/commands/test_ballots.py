"""Ballots: who may cast one, when, and what the tellers may enter."""

import pytest
from msgspec.structs import replace

from engine.commands.attendance import DeclareRecusal, GrantProxy, RecordArrival, RecordDeparture
from engine.commands.ballot import CastBallot, EnterTally, RaiseObjection, ReceiveWrittenOpinion
from engine.commands.base import Command
from engine.commands.poll import ClosePoll, VoidPoll
from engine.errors import DomainError
from engine.errors.poll import (
    AlreadyVoted,
    BallotNotTaken,
    NotOnRoll,
    PollNotFound,
    PollNotOpen,
    ProxyHolderVotes,
    ProxyNotActing,
    TalliesDiffer,
    TalliesMissing,
    TallyAlreadyEntered,
    TallyInconsistent,
    TellerUnknown,
    VoterAbsent,
    VoterIsRecused,
    VoterPresent,
    WrittenNotAllowed,
)
from engine.errors.rules import BallotInvalid, OptionUnknown
from engine.rules.ballots import Choice, Opinions
from tests.engine.meeting_room import opening, papers, sitting
from tests.engine.scenario import Scenario

YES, NO = Opinions((("it", "for"),)), Opinions((("it", "against"),))
CAST = CastBallot(poll="p", member="U1", ballot=YES)
WRITTEN = ReceiveWrittenOpinion(poll="p", member="U4", ballot=YES)
ROLL = opening("roll")
PAPER = opening("paper")
COUNT = EnterTally(poll="p", teller="U2", count=papers())
ACCLAIM = opening("acclaim")
OBJECT = RaiseObjection(poll="p", member="U2")


def refused(given: Scenario, command: Command, refusal: type[DomainError]) -> DomainError:
    with pytest.raises(refusal) as caught:
        given.decide(command)
    return caught.value


def test_a_present_member_casts_once_and_may_change_where_the_poll_allows_it() -> None:
    given = sitting(ROLL, CAST)

    given.play(replace(CAST, ballot=NO))

    assert given.ledger.polls.poll("p").cast == 1
    assert getattr(given.events[-1], "was", None) == YES


def test_a_second_ballot_is_refused_where_none_may_change() -> None:
    given = sitting(opening("once"), replace(CAST, member="U2"))

    refusal = refused(given, replace(CAST, member="U2", ballot=NO), AlreadyVoted)

    assert refusal.facts["member"] == "U2"


@pytest.mark.parametrize(
    ("given", "command", "refusal"),
    [
        pytest.param(sitting(), CAST, PollNotFound, id="no-poll"),
        pytest.param(sitting(ROLL, ClosePoll(poll="p")), CAST, PollNotOpen, id="closed"),
        pytest.param(sitting(ROLL), replace(CAST, member="U4"), VoterAbsent, id="absent"),
        pytest.param(sitting(ROLL), replace(CAST, member="U9"), NotOnRoll, id="guest"),
        pytest.param(sitting(opening("once")), CAST, VoterIsRecused, id="lead-does-not-vote"),
        pytest.param(
            sitting(opening("once", "U2")),
            CastBallot(poll="p", member="U2", ballot=Opinions((("U2", "for"),))),
            VoterIsRecused,
            id="own-unit",
        ),
        pytest.param(sitting(PAPER), CAST, BallotNotTaken, id="paper-takes-no-ballots"),
        pytest.param(sitting(ROLL), replace(CAST, holder="U2"), ProxyNotActing, id="no-mandate"),
        pytest.param(
            sitting(ROLL), replace(CAST, ballot=Choice(("it",))), BallotInvalid, id="kind"
        ),
        pytest.param(
            sitting(ROLL),
            replace(CAST, ballot=Opinions((("x", "for"),))),
            OptionUnknown,
            id="option",
        ),
        pytest.param(
            sitting(ROLL), replace(WRITTEN, member="U1"), VoterPresent, id="written-but-present"
        ),
        pytest.param(sitting(opening("once")), WRITTEN, WrittenNotAllowed, id="no-written"),
        pytest.param(sitting(ROLL, WRITTEN), WRITTEN, AlreadyVoted, id="written-twice"),
        pytest.param(
            sitting(ROLL, WRITTEN, RecordArrival(meeting="m", member="U4")),
            replace(CAST, member="U4"),
            AlreadyVoted,
            id="written-then-in-the-room",
        ),
        pytest.param(
            sitting(ROLL, RecordDeparture(meeting="m", member="U1")), CAST, VoterAbsent, id="left"
        ),
        pytest.param(
            sitting(
                opening("roll", "U2"),
                DeclareRecusal(meeting="m", member="U1", candidate="U2", ground="Kin"),
            ),
            replace(CAST, ballot=Opinions((("U2", "for"),))),
            VoterIsRecused,
            id="recused-while-open",
        ),
        pytest.param(sitting(ROLL), OBJECT, BallotNotTaken, id="objection-to-a-vote"),
        pytest.param(
            sitting(ACCLAIM), replace(OBJECT, member="U4"), VoterAbsent, id="object-absent"
        ),
        pytest.param(sitting(ACCLAIM, OBJECT), OBJECT, AlreadyVoted, id="object-twice"),
        pytest.param(sitting(ROLL), COUNT, BallotNotTaken, id="roll-call-takes-no-tally"),
        pytest.param(sitting(PAPER), replace(COUNT, teller="U1"), TellerUnknown, id="no-teller"),
        pytest.param(sitting(PAPER), ClosePoll(poll="p"), TalliesMissing, id="not-counted"),
        pytest.param(sitting(PAPER, COUNT), ClosePoll(poll="p"), TalliesMissing, id="one-teller"),
        pytest.param(sitting(PAPER, COUNT), COUNT, TallyAlreadyEntered, id="entered-twice"),
    ],
)
def test_what_a_poll_does_not_take(
    given: Scenario, command: Command, refusal: type[DomainError]
) -> None:
    refused(given, command, refusal)


def test_a_member_who_arrives_while_a_poll_is_open_may_vote() -> None:
    given = sitting(ROLL, RecordArrival(meeting="m", member="U4"))

    given.play(replace(CAST, member="U4"))

    assert given.ledger.polls.poll("p").cast == 1


def test_a_member_who_voted_and_left_stays_counted() -> None:
    given = sitting(ROLL, CAST, RecordDeparture(meeting="m", member="U1"))

    assert given.ledger.polls.part(given.ledger.polls.poll("p"), "U1") == "present"


def test_the_holder_of_a_mandate_casts_for_its_giver() -> None:
    given = sitting(GrantProxy(meeting="m", giver="U4", holder="U2"), ROLL)

    refused(given, replace(CAST, member="U4"), ProxyHolderVotes)
    given.play(replace(CAST, member="U4", holder="U2"))

    assert given.ledger.polls.poll("p").cast_weight == 1


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(papers(valid=-1), id="below-zero"),
        pytest.param(papers(issued=4), id="more-papers-than-voters"),
        pytest.param(papers(returned=4), id="more-returned-than-issued"),
        pytest.param(papers(spoilt=1), id="sum"),
        pytest.param(papers(votes=(("it", "for", 4),)), id="more-votes-than-papers"),
        pytest.param(papers(votes=(("it", "for", -1),)), id="negative-votes"),
        pytest.param(papers(votes=(("it", "for", 1), ("it", "for", 1))), id="twice"),
    ],
)
def test_figures_that_contradict_each_other_are_refused(count: object) -> None:
    given = sitting(PAPER)

    refused(given, replace(COUNT, count=count), TallyInconsistent)


def test_figures_for_an_unknown_option_are_refused() -> None:
    given = sitting(PAPER)

    refused(given, replace(COUNT, count=papers(votes=(("x", "for", 1),))), OptionUnknown)


@pytest.mark.parametrize(
    "votes",
    [
        pytest.param((("U1", "against", 1),), id="no-against-on-a-mark"),
        pytest.param((("U1", "for", 3), ("U2", "for", 1)), id="more-marks-than-allowed"),
    ],
)
def test_marks_fit_on_the_papers(votes: object) -> None:
    given = sitting(opening("mark", "U1", "U2", seats=1))

    refused(given, replace(COUNT, count=papers(votes=votes)), TallyInconsistent)


def test_tellers_who_differ_count_again_until_they_agree() -> None:
    given = sitting(PAPER, COUNT)
    other = papers(votes=(("it", "for", 2), ("it", "against", 1)))
    given.play(replace(COUNT, teller="U3", count=other))

    refused(given, ClosePoll(poll="p"), TalliesDiffer)
    given.play(replace(COUNT, teller="U3"), ClosePoll(poll="p"))

    assert given.ledger.polls.poll("p").tally == papers()


def test_a_voided_poll_takes_nothing_more() -> None:
    given = sitting(ROLL, VoidPoll(poll="p", ground="Wrong list", authority="Chair"))

    refused(given, CAST, PollNotOpen)
    refused(given, ClosePoll(poll="p"), PollNotOpen)
