"""Proposals: within the quota, carried by a poll, sent up, returned, sent again."""

import pytest
from msgspec.structs import replace

from engine.commands.award import (
    MakeProposal,
    ResendSubmission,
    ResolveProposals,
    ReturnSubmission,
    SendSubmission,
)
from engine.commands.base import Command
from engine.commands.eligibility import PlaceHold
from engine.commands.meeting import ConveneMeeting, OpenMeeting
from engine.commands.nomination import Nominate
from engine.commands.season import ArchiveSeason
from engine.errors import DomainError
from engine.errors.award import (
    AwardUnknown,
    ProposalAboveQuota,
    ProposalAlreadyMade,
    ProposalExcluded,
    ProposalNotCarried,
    ProposalNotFound,
    ProposalStatusWrong,
    SubmissionAlreadySent,
    SubmissionEmpty,
    SubmissionNotFound,
    SubmissionStale,
    SubmissionStatusWrong,
)
from engine.errors.ledger import LedgerClosed
from engine.errors.meeting import MeetingNotOpen
from engine.errors.poll import CandidateBarred, OptionInvalid
from engine.errors.season import MemberNotFound
from engine.events.award import Line, ProposalMade, ProposalNotPassed, ProposalPassed
from tests.engine.awarding import ROOT, announced, bloc, poll, send, submitted
from tests.engine.scenario import Scenario

FLAG = MakeProposal(award="flag", candidate="U2")
HOLD = PlaceHold(candidate="U2", ground="inspection", authority="Council")


def refused(scenario: Scenario, command: Command, refusal: type[DomainError]) -> DomainError:
    with pytest.raises(refusal) as caught:
        scenario.decide(command)
    return caught.value


def test_a_proposal_is_made_without_a_poll_and_waits() -> None:
    given = bloc()

    decision = given.decide(FLAG)

    assert decision.events == (ProposalMade(award="flag", candidate="U2"),)


def test_a_proposal_that_a_poll_carried_has_passed_at_once() -> None:
    given = announced(bloc(), poll("flag", "U2"), "U2")

    decision = given.decide(replace(FLAG, poll="p"))

    assert decision.events == (
        ProposalMade(award="flag", candidate="U2"),
        ProposalPassed(award="flag", candidate="U2", poll="p"),
    )


def test_a_proposal_that_its_poll_did_not_carry_is_refused() -> None:
    given = announced(bloc(), poll("flag", "U2"))

    refused(given, replace(FLAG, poll="p"), ProposalNotCarried)


def test_a_poll_on_another_award_carries_nothing_here() -> None:
    given = announced(bloc(), poll("merit", "U2"), "U2")

    refused(given, replace(FLAG, poll="p"), ProposalNotCarried)


def test_a_poll_that_is_not_announced_carries_nothing_yet() -> None:
    given = bloc(poll("flag", "U2"))

    refused(given, replace(FLAG, poll="p"), ProposalNotCarried)


def test_the_quota_is_the_end_of_proposing() -> None:
    given = bloc(FLAG)

    refusal = refused(given, MakeProposal(award="flag", candidate="U3"), ProposalAboveQuota)

    assert refusal.facts["quota"] == 1
    assert refusal.facts["proposed"] == ("U2",)


def test_a_proposal_turned_down_frees_its_place() -> None:
    given = announced(bloc(FLAG), poll("flag", "U2")).play(ResolveProposals(poll="p"))

    given.play(MakeProposal(award="flag", candidate="U3"))

    assert given.ledger.awards.proposals["flag/U3"].status == "proposed"


@pytest.mark.parametrize(
    ("before", "command", "refusal"),
    [
        pytest.param((FLAG,), FLAG, ProposalAlreadyMade, id="twice"),
        pytest.param((), replace(FLAG, award="cup"), AwardUnknown, id="unknown-award"),
        pytest.param((), replace(FLAG, candidate="U7"), MemberNotFound, id="unknown-member"),
        pytest.param((HOLD,), FLAG, CandidateBarred, id="held"),
        pytest.param((), replace(FLAG, award="star"), OptionInvalid, id="not-nominated"),
        pytest.param((FLAG,), replace(FLAG, award="merit"), ProposalExcluded, id="other-excludes"),
        pytest.param((replace(FLAG, award="merit"),), FLAG, ProposalExcluded, id="excludes-other"),
        pytest.param((ArchiveSeason(reason="Over"),), FLAG, LedgerClosed, id="archived"),
        pytest.param(
            (ConveneMeeting(meeting="m", kind="session", title="M"),),
            replace(FLAG, meeting="m"),
            MeetingNotOpen,
            id="meeting-not-open",
        ),
    ],
)
def test_what_may_not_be_proposed(
    before: tuple[Command, ...], command: Command, refusal: type[DomainError]
) -> None:
    given = bloc(*before)

    refused(given, command, refusal)


def test_a_nominated_candidate_is_proposed_in_an_open_meeting() -> None:
    given = bloc(
        Nominate(award="star", candidate="U3"),
        ConveneMeeting(meeting="m", kind="session", title="M"),
        OpenMeeting(meeting="m"),
    )

    given.play(MakeProposal(award="star", candidate="U3", meeting="m"))

    assert given.ledger.awards.proposal("star", "U3").meeting == "m"


def test_a_poll_decides_the_proposals_among_its_options() -> None:
    given = bloc(
        MakeProposal(award="merit", candidate="U1"), MakeProposal(award="merit", candidate="U3")
    )
    announced(given, poll("merit", "U1", "U3"), "U3")

    decision = given.decide(ResolveProposals(poll="p"))

    assert decision.events == (
        ProposalNotPassed(award="merit", candidate="U1", poll="p"),
        ProposalPassed(award="merit", candidate="U3", poll="p"),
    )


def test_proposals_are_decided_once() -> None:
    given = announced(bloc(FLAG), poll("flag", "U2"), "U2").play(ResolveProposals(poll="p"))

    refused(given, ResolveProposals(poll="p"), ProposalStatusWrong)


def test_only_what_was_proposed_can_be_decided() -> None:
    given = announced(bloc(), poll("flag", "U2"), "U2")

    refused(given, ResolveProposals(poll="p"), ProposalNotFound)


def test_a_dossier_takes_all_that_passed() -> None:
    given = submitted(("flag", "U2"), ("merit", "U3"))

    assert given.ledger.awards.submission("dossier").lines == (("flag", "U2"), ("merit", "U3"))
    assert {each.status for each in given.ledger.awards.proposals.values()} == {"submitted"}


def test_a_dossier_needs_something_that_passed() -> None:
    given = bloc(FLAG)

    refused(given, send("dossier", given), SubmissionEmpty)
    lines = (Line(award="flag", candidate="U2"),)
    refused(given, replace(send("dossier", given), lines=lines), ProposalStatusWrong)


def test_a_dossier_is_sent_once() -> None:
    given = submitted(("flag", "U2"))

    refused(given, send("dossier", given), SubmissionAlreadySent)


@pytest.mark.parametrize("size", [None, 1], ids=["not-read", "too-early"])
def test_a_dossier_names_the_ledger_after_its_proposals(size: int | None) -> None:
    given = announced(bloc(), poll("flag", "U2"), "U2").play(replace(FLAG, poll="p"))

    command = SendSubmission(submission="d", recipient="Council", size=size, root=ROOT)

    refused(given, command, SubmissionStale)


def test_a_returned_dossier_is_sent_again() -> None:
    given = submitted(("flag", "U2"))

    given.play(ReturnSubmission(submission="dossier", authority="Council", reason="No report"))
    assert given.ledger.awards.proposal("flag", "U2").status == "returned"
    size = given.ledger.index + 1
    given.play(ResendSubmission(submission="dossier", answer="Here it is", size=size, root=ROOT))

    assert given.ledger.awards.proposal("flag", "U2").status == "submitted"
    assert given.ledger.awards.submission("dossier").returns[0][1] == "No report"


def test_a_dossier_goes_back_only_from_where_it_is() -> None:
    given = submitted(("flag", "U2"))
    again = ResendSubmission(submission="dossier", answer="Again", size=99, root=ROOT)
    back = ReturnSubmission(submission="dossier", authority="Council", reason="No report")

    refused(given, again, SubmissionStatusWrong)
    refused(given, replace(back, submission="other"), SubmissionNotFound)
    given.play(back)

    refused(given, back, SubmissionStatusWrong)


def test_awards_that_exclude_nothing_go_to_the_same_candidate() -> None:
    given = bloc(
        MakeProposal(award="merit", candidate="U3"), Nominate(award="star", candidate="U3")
    )

    given.play(MakeProposal(award="star", candidate="U3"))

    assert len(given.ledger.awards.proposals) == 2
