"""Rankings adopted, proposals on their way, and what became of them."""

from typing import TYPE_CHECKING, Literal

import msgspec

from engine.aggregates.correcting import correctable
from engine.aggregates.evolving import evolves
from engine.errors.award import ProposalNotFound, SubmissionNotFound
from engine.events.award import (
    AwardAnnulled,
    AwardRefused,
    DecisionIssued,
    DecisionReceived,
    Line,
    Origin,
    ProposalMade,
    ProposalNotPassed,
    ProposalPassed,
    ProposalReceived,
    ProposalResubmitted,
    ProposalReturned,
    RankingAdopted,
    SubmissionResent,
    SubmissionReturned,
    SubmissionSent,
)
from engine.events.base import ContentRef, Recorded, Sealed
from engine.values.text import Day, Name

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger

Status = Literal[
    "proposed", "passed", "not-passed", "submitted", "returned", "granted", "refused", "annulled"
]


class Ranked(msgspec.Struct, kw_only=True):
    """An adopted ranking."""

    meeting: str | None
    basis: str
    poll: str | None
    as_of: int
    result: ContentRef
    places: tuple[tuple[str, ...], ...]
    index: int


class Change(msgspec.Struct, kw_only=True):
    """One step of a proposal's way, for the reader: the status it reached and where."""

    status: Status
    index: int
    by: str | None = None
    reason: str | None = None
    number: str | None = None
    decided: str | None = None


class Proposal(msgspec.Struct, kw_only=True):
    """One award for one candidate, and the way it has gone."""

    award: str
    candidate: str
    status: Status
    index: int
    meeting: str | None = None
    ground: str | None = None
    poll: str | None = None
    submission: str | None = None
    decision: str | None = None
    name: str | None = None
    sealed: Sealed | None = None
    """The candidate's name, where the proposal was received from another body."""
    origin: Origin | None = None
    origin_award: str | None = None
    origin_candidate: str | None = None
    way: list[Change] = []


class Submission(msgspec.Struct, kw_only=True):
    """A dossier on its way up."""

    id: str
    recipient: str
    lines: tuple[tuple[str, str], ...]
    size: int
    root: bytes
    index: int
    number: str | None = None
    sent: str | None = None
    status: Literal["sent", "returned"] = "sent"
    returns: list[tuple[int, str]] = []


class Decided(msgspec.Struct, kw_only=True):
    """An authority's decision."""

    id: str
    authority: str
    number: str
    decided: str
    lines: tuple[tuple[str, str], ...]
    index: int


class Awards(msgspec.Struct, kw_only=True):
    """State of the award nouns. `proposals` by `award/candidate`; `received` holds the keys
    (`received_key`) of facts taken over from other ledgers, so that none is taken twice.
    """

    rankings: list[Ranked] = []
    proposals: dict[str, Proposal] = {}
    submissions: dict[str, Submission] = {}
    decisions: dict[str, Decided] = {}
    received: dict[str, int] = {}

    def proposal(self, award: str, candidate: str) -> Proposal:
        """The proposal of this candidate for this award. Refuses `ProposalNotFound`."""
        found = self.proposals.get(f"{award}/{candidate}")
        if found is None:
            known = tuple(sorted(self.proposals))
            raise ProposalNotFound(award=award, candidate=candidate, known=known)
        return found

    def submission(self, submission: str) -> Submission:
        """The submission with this id. Refuses `SubmissionNotFound`."""
        found = self.submissions.get(submission)
        if found is None:
            known = tuple(sorted(self.submissions))
            raise SubmissionNotFound(submission=submission, known=known)
        return found

    def standing(self, award: str) -> list[Proposal]:
        """Proposals for the award that this body has not turned down."""
        return [
            each
            for each in self.proposals.values()
            if each.award == award and each.status != "not-passed"
        ]


def _goes(proposal: Proposal, status: Status, recorded: Recorded, **told: str | None) -> None:
    proposal.status = status
    proposal.way.append(Change(status=status, index=recorded.index, **told))


def _proposal(ledger: "Ledger", award: str, candidate: str) -> Proposal:
    return ledger.awards.proposals[f"{award}/{candidate}"]


@evolves(RankingAdopted)
def _(ledger: "Ledger", event: RankingAdopted, recorded: Recorded) -> None:
    ledger.awards.rankings.append(
        Ranked(
            meeting=event.meeting,
            basis=event.basis,
            poll=event.poll,
            as_of=event.index,
            result=event.result,
            places=event.places,
            index=recorded.index,
        )
    )


@evolves(ProposalMade)
def _(ledger: "Ledger", event: ProposalMade, recorded: Recorded) -> None:
    proposal = Proposal(
        award=event.award,
        candidate=event.candidate,
        status="proposed",
        index=recorded.index,
        meeting=event.meeting,
        ground=event.ground,
    )
    ledger.awards.proposals[f"{event.award}/{event.candidate}"] = proposal
    _goes(proposal, "proposed", recorded)


def received_key(origin: Origin, line: Line | None = None) -> str:
    """What is taken over only once: an event of a ledger, or one line of it."""
    key = f"{origin.ledger}/{origin.index}"
    return key if line is None else f"{key}/{line.award}/{line.candidate}"


def _received(
    ledger: "Ledger", origin: Origin, recorded: Recorded, line: Line | None = None
) -> None:
    ledger.awards.received[received_key(origin, line)] = recorded.index


@evolves(ProposalReceived)
def _(ledger: "Ledger", event: ProposalReceived, recorded: Recorded) -> None:
    proposal = Proposal(
        award=event.award,
        candidate=event.candidate,
        status="proposed",
        index=recorded.index,
        name=event.name,
        sealed=event.sealed,
        origin=event.origin,
        origin_award=event.origin_award,
        origin_candidate=event.origin_candidate,
    )
    ledger.awards.proposals[f"{event.award}/{event.candidate}"] = proposal
    _received(ledger, event.origin, recorded)
    _goes(proposal, "proposed", recorded, by=event.origin.slug)


@evolves(ProposalPassed)
def _(ledger: "Ledger", event: ProposalPassed, recorded: Recorded) -> None:
    proposal = _proposal(ledger, event.award, event.candidate)
    proposal.poll = event.poll
    _goes(proposal, "passed", recorded)


@evolves(ProposalNotPassed)
def _(ledger: "Ledger", event: ProposalNotPassed, recorded: Recorded) -> None:
    proposal = _proposal(ledger, event.award, event.candidate)
    proposal.poll = event.poll
    _goes(proposal, "not-passed", recorded)


@evolves(SubmissionSent)
def _(ledger: "Ledger", event: SubmissionSent, recorded: Recorded) -> None:
    lines = tuple((line.award, line.candidate) for line in event.lines)
    ledger.awards.submissions[event.submission] = Submission(
        id=event.submission,
        recipient=event.recipient,
        lines=lines,
        size=event.size,
        root=event.root,
        index=recorded.index,
        number=event.number,
        sent=event.sent,
    )
    for award, candidate in lines:
        proposal = _proposal(ledger, award, candidate)
        proposal.submission = event.submission
        _goes(proposal, "submitted", recorded, number=event.number)


@evolves(SubmissionReturned)
def _(ledger: "Ledger", event: SubmissionReturned, recorded: Recorded) -> None:
    submission = ledger.awards.submissions[event.submission]
    submission.status = "returned"
    submission.returns.append((recorded.index, event.reason))
    for award, candidate in submission.lines:
        proposal = _proposal(ledger, award, candidate)
        if proposal.status == "submitted":  # what is decided stays decided
            _goes(proposal, "returned", recorded, by=event.authority, reason=event.reason)


@evolves(SubmissionResent)
def _(ledger: "Ledger", event: SubmissionResent, recorded: Recorded) -> None:
    submission = ledger.awards.submissions[event.submission]
    submission.status = "sent"
    submission.size, submission.root = event.size, event.root
    for award, candidate in submission.lines:
        proposal = _proposal(ledger, award, candidate)
        if proposal.status == "returned":
            _goes(proposal, "submitted", recorded, reason=event.answer)


@evolves(ProposalReturned)
def _(ledger: "Ledger", event: ProposalReturned, recorded: Recorded) -> None:
    proposal = _proposal(ledger, event.award, event.candidate)
    _goes(proposal, "returned", recorded, reason=event.reason)


@evolves(ProposalResubmitted)
def _(ledger: "Ledger", event: ProposalResubmitted, recorded: Recorded) -> None:
    proposal = _proposal(ledger, event.award, event.candidate)
    proposal.origin = event.origin
    line = Line(award=event.award, candidate=event.candidate)
    _received(ledger, event.origin, recorded, line)
    _goes(proposal, "proposed", recorded, by=event.origin.slug, reason=event.answer)


@evolves(DecisionIssued)
def _(ledger: "Ledger", event: DecisionIssued, recorded: Recorded) -> None:
    lines = tuple((line.award, line.candidate) for line in event.lines)
    ledger.awards.decisions[event.decision] = Decided(
        id=event.decision,
        authority=event.authority,
        number=event.number,
        decided=event.decided,
        lines=lines,
        index=recorded.index,
    )
    for award, candidate in lines:
        proposal = _proposal(ledger, award, candidate)
        proposal.decision = event.decision
        told = {"by": event.authority, "number": event.number, "decided": event.decided}
        _goes(proposal, "granted", recorded, **told)


@evolves(AwardRefused)
def _(ledger: "Ledger", event: AwardRefused, recorded: Recorded) -> None:
    told = {"by": event.authority, "number": event.number, "decided": event.decided}
    proposal = _proposal(ledger, event.award, event.candidate)
    _goes(proposal, "refused", recorded, reason=event.reason, **told)


@evolves(AwardAnnulled)
def _(ledger: "Ledger", event: AwardAnnulled, recorded: Recorded) -> None:
    told = {"by": event.authority, "number": event.number, "decided": event.decided}
    proposal = _proposal(ledger, event.award, event.candidate)
    _goes(proposal, "annulled", recorded, reason=event.ground, **told)


@evolves(DecisionReceived)
def _(ledger: "Ledger", event: DecisionReceived, recorded: Recorded) -> None:
    told = {"by": event.authority, "number": event.number, "decided": event.decided}
    proposal = _proposal(ledger, event.award, event.candidate)
    line = Line(award=event.award, candidate=event.candidate)
    _received(ledger, event.origin, recorded, line)
    _goes(proposal, event.verdict, recorded, reason=event.reason, **told)


def _decision(ledger: "Ledger", ids: tuple[str, ...]) -> Decided | None:
    return ledger.awards.decisions.get(ids[0]) if len(ids) == 1 else None


def _submission(ledger: "Ledger", ids: tuple[str, ...]) -> Submission | None:
    return ledger.awards.submissions.get(ids[0]) if len(ids) == 1 else None


correctable("decision", _decision, number=Name, decided=Day)
correctable("submission", _submission, number=Name, sent=Day)
