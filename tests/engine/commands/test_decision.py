"""What others decide: received with its origin, granted, refused, annulled years later."""

from uuid import UUID

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
from engine.commands.decision import (
    AnnulAward,
    IssueDecision,
    ReceiveDecision,
    ReceiveProposal,
    ReceiveResubmission,
    RefuseAward,
    ReturnProposal,
)
from engine.commands.document import CorrectClericalError
from engine.commands.season import ArchiveSeason
from engine.errors import DomainError
from engine.errors.award import (
    AuthorityNotCompetent,
    AwardUnknown,
    DecisionAlreadyIssued,
    DecisionEmpty,
    OriginNotRead,
    PollBeforeReturn,
    ProposalAlreadyMade,
    ProposalAlreadyReceived,
    ProposalNotFound,
    ProposalStatusWrong,
)
from engine.errors.season import SubjectNotFound
from engine.errors.values import FieldInvalid
from engine.events.award import Line, Origin
from tests.engine.awarding import announced, bloc, poll, send, submitted
from tests.engine.scenario import Scenario

ORIGIN = Origin(ledger=UUID(int=7), slug="other", index=30, leaf=b"leaf", size=40, root=bytes(32))
RECEIVED = ReceiveProposal(
    award="flag",
    candidate="other-V1",
    sender="other",
    sender_award="flag",
    sender_candidate="V1",
    origin=ORIGIN,
    name="Unit V1",
)
DECIDED = IssueDecision(
    decision="d1",
    authority="Committee",
    number="310",
    decided="2025-03-10",
    lines=(Line(award="flag", candidate="U2"),),
)
REFUSED = RefuseAward(award="flag", candidate="U2", authority="Committee", reason="Enough flags")
ANNULLED = AnnulAward(
    award="flag",
    candidate="U2",
    authority="Committee",
    ground="False report",
    number="902",
    decided="2027-06-15",
)
HEARD = ReceiveDecision(
    award="flag", candidate="U2", sender="council", verdict="granted", origin=ORIGIN, number="310"
)


def refused(scenario: Scenario, command: Command, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        scenario.decide(command)


def status(scenario: Scenario, award: str = "flag", candidate: str = "U2") -> str:
    return scenario.ledger.awards.proposal(award, candidate).status


def test_a_received_proposal_names_its_ledger_and_event() -> None:
    given = bloc(RECEIVED)

    proposal = given.ledger.awards.proposal("flag", "other-V1")

    assert proposal.origin == ORIGIN
    assert (proposal.name, proposal.sealed, proposal.status) == ("Unit V1", None, "proposed")


def test_a_received_person_is_sealed() -> None:
    given = bloc()

    decision = given.decide(replace(RECEIVED, person=True))

    (event,) = decision.events
    assert getattr(event, "name", "") is None
    assert [private.value for private in decision.privates] == ["Unit V1"]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        pytest.param(
            replace(RECEIVED, candidate="again", origin=None), OriginNotRead, id="typed-in"
        ),
        pytest.param(replace(RECEIVED, award="cup"), AwardUnknown, id="unknown-award"),
        pytest.param(RECEIVED, ProposalAlreadyMade, id="same-candidate"),
        pytest.param(
            replace(RECEIVED, candidate="again"), ProposalAlreadyReceived, id="same-event"
        ),
    ],
)
def test_a_proposal_is_received_once_and_with_proof(
    command: Command, refusal: type[DomainError]
) -> None:
    given = bloc(RECEIVED)

    refused(given, command, refusal)


def test_a_received_proposal_goes_back_and_comes_again() -> None:
    given = bloc(RECEIVED)
    back = ReturnProposal(award="flag", candidate="other-V1", reason="No report")
    newer = replace(ORIGIN, index=41, size=42)
    again = ReceiveResubmission(award="flag", candidate="other-V1", answer="Here", origin=newer)

    refused(given, again, ProposalStatusWrong)
    given.play(back)
    refused(given, back, ProposalStatusWrong)
    refused(given, replace(again, origin=None), OriginNotRead)
    given.play(again)

    assert status(given, "flag", "other-V1") == "proposed"
    given.play(back)
    refused(given, again, ProposalAlreadyReceived)


def test_what_its_body_has_not_sent_again_is_not_taken_for_put_right() -> None:
    given = bloc(RECEIVED, ReturnProposal(award="flag", candidate="other-V1", reason="No report"))
    sent_before = replace(ORIGIN, index=39, size=45)

    again = ReceiveResubmission(
        award="flag", candidate="other-V1", answer="Here", origin=sent_before
    )

    refused(given, again, ProposalAlreadyReceived)


def test_a_proposal_that_came_again_needs_another_poll() -> None:
    given = announced(bloc(RECEIVED), poll("flag", "other-V1"), "other-V1")
    given.play(
        ReturnProposal(award="flag", candidate="other-V1", reason="No report"),
        ReceiveResubmission(
            award="flag",
            candidate="other-V1",
            answer="Here",
            origin=replace(ORIGIN, index=41, size=42),
        ),
    )

    refused(given, ResolveProposals(poll="p"), PollBeforeReturn)
    announced(given, poll("flag", "other-V1", id_="q"), "other-V1")
    given.play(ResolveProposals(poll="q"))

    assert status(given, "flag", "other-V1") == "passed"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(replace(DECIDED, decided="2025-02-30"), id="decision"),
        pytest.param(replace(REFUSED, decided="2025-13-01"), id="refusal"),
        pytest.param(replace(ANNULLED, decided="2027-02-29"), id="annulment"),
        pytest.param(
            SendSubmission(submission="d2", recipient="Council", sent="2025-04-31"), id="dossier"
        ),
    ],
)
def test_a_day_that_no_calendar_has_is_refused(command: Command) -> None:
    given = submitted(("flag", "U2"))

    refused(given, command, FieldInvalid)


def test_only_received_proposals_go_back_to_a_body() -> None:
    given = submitted(("flag", "U2"))

    refused(given, ReturnProposal(award="flag", candidate="U2", reason="No"), OriginNotRead)


def test_a_decision_grants_what_was_submitted() -> None:
    given = submitted(("flag", "U2")).play(DECIDED)

    assert status(given) == "granted"
    assert given.ledger.awards.decisions["d1"].number == "310"


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        pytest.param(replace(DECIDED, lines=()), DecisionEmpty, id="nobody"),
        pytest.param(replace(DECIDED, authority="Chair"), AuthorityNotCompetent, id="authority"),
        pytest.param(replace(DECIDED, lines=DECIDED.lines * 2), ProposalAlreadyMade, id="twice"),
        pytest.param(
            replace(DECIDED, lines=(Line(award="flag", candidate="U3"),)),
            ProposalNotFound,
            id="never-submitted",
        ),
        pytest.param(ANNULLED, ProposalStatusWrong, id="annulled-before-granted"),
        pytest.param(replace(REFUSED, authority="Chair"), AuthorityNotCompetent, id="refuser"),
    ],
)
def test_what_an_authority_cannot_do(command: Command, refusal: type[DomainError]) -> None:
    given = submitted(("flag", "U2"))

    refused(given, command, refusal)


def test_nothing_is_granted_before_it_was_submitted() -> None:
    given = bloc(RECEIVED)
    line = Line(award="flag", candidate="other-V1")

    refused(given, replace(DECIDED, lines=(line,)), ProposalStatusWrong)
    refused(given, replace(REFUSED, candidate="other-V1"), ProposalStatusWrong)


def test_a_decision_is_issued_once() -> None:
    given = submitted(("flag", "U2")).play(DECIDED)

    refused(given, DECIDED, DecisionAlreadyIssued)
    refused(given, replace(DECIDED, decision="d2"), ProposalStatusWrong)


def test_an_award_is_annulled_after_the_season_was_archived() -> None:
    given = submitted(("flag", "U2")).play(DECIDED, ArchiveSeason(reason="Over"), ANNULLED)

    assert status(given) == "annulled"
    refused(given, ANNULLED, ProposalStatusWrong)


def test_a_refused_award_is_not_granted_later() -> None:
    given = submitted(("flag", "U2")).play(REFUSED)

    assert status(given) == "refused"
    refused(given, DECIDED, ProposalStatusWrong)


def test_a_bloc_hears_that_its_proposal_was_granted_and_later_annulled() -> None:
    given = submitted(("flag", "U2")).play(HEARD)
    later = replace(ORIGIN, index=31)

    given.play(replace(HEARD, verdict="annulled", origin=later))

    assert status(given) == "annulled"
    assert [change.status for change in given.ledger.awards.proposal("flag", "U2").way][-2:] == [
        "granted",
        "annulled",
    ]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        pytest.param(replace(HEARD, verdict=None), OriginNotRead, id="typed-in"),
        pytest.param(replace(HEARD, verdict="annulled"), ProposalStatusWrong, id="not-granted"),
        pytest.param(replace(HEARD, candidate="U3"), ProposalNotFound, id="not-proposed"),
    ],
)
def test_what_cannot_be_heard(command: Command, refusal: type[DomainError]) -> None:
    given = submitted(("flag", "U2"))

    refused(given, command, refusal)


def test_the_same_decision_is_heard_once() -> None:
    given = submitted(("flag", "U2")).play(HEARD)

    refused(given, replace(HEARD, verdict="annulled"), ProposalAlreadyReceived)


def test_a_dossier_with_a_decision_does_not_go_back() -> None:
    given = submitted(("flag", "U2")).play(DECIDED)
    back = ReturnSubmission(submission="dossier", authority="Council", reason="Late")

    refused(given, back, ProposalStatusWrong)


def test_what_is_decided_stays_when_the_rest_of_its_dossier_goes_back() -> None:
    given = submitted(("flag", "U2"), ("merit", "U3")).play(DECIDED)

    given.play(ReturnSubmission(submission="dossier", authority="Council", reason="No report"))
    assert (status(given), status(given, "merit", "U3")) == ("granted", "returned")
    size = given.ledger.index + 1
    given.play(ResendSubmission(submission="dossier", answer="Here", size=size, root=bytes(32)))

    assert (status(given), status(given, "merit", "U3")) == ("granted", "submitted")


@pytest.mark.parametrize(
    ("subject", "field", "was", "becomes"),
    [
        pytest.param("decision/d1", "number", "310", "301", id="decision"),
        pytest.param("submission/dossier", "number", "7", "17", id="submission"),
    ],
)
def test_a_slip_in_a_number_is_put_right_with_both_values_visible(
    subject: str, field: str, was: str, becomes: str
) -> None:
    given = announced(bloc(), poll("flag", "U2"), "U2")
    given.play(MakeProposal(award="flag", candidate="U2", poll="p"))
    given.play(replace(send("dossier", given), number="7"), DECIDED)
    slip = CorrectClericalError(
        subject=subject,
        field=field,
        was=was,
        becomes=becomes,
        reason="Misread",
    )

    given.play(slip)

    (correction,) = given.ledger.season.corrections
    assert (correction.was, correction.becomes) == (was, becomes)
    told = (
        given.ledger.awards.decisions["d1"].number,
        given.ledger.awards.submission("dossier").number,
    )
    assert becomes in told


@pytest.mark.parametrize("subject", ["decision/d2", "submission/other", "decision", "submission"])
def test_only_what_is_on_record_is_put_right(subject: str) -> None:
    given = submitted(("flag", "U2")).play(DECIDED)
    slip = CorrectClericalError(
        subject=subject, field="number", was="310", becomes="301", reason="Misread"
    )

    refused(given, slip, SubjectNotFound)
