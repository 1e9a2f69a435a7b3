"""What other bodies and authorities decide: received with proof of origin, granted, refused,
annulled. Open to archived seasons too, for decisions come late.
"""

from typing import ClassVar, Literal

from engine.aggregates.awards import received_key
from engine.aggregates.ledger import Ledger
from engine.commands.award import check_status
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.award import (
    AuthorityNotCompetent,
    AwardUnknown,
    DecisionAlreadyIssued,
    DecisionEmpty,
    OriginNotRead,
    ProposalAlreadyMade,
    ProposalAlreadyReceived,
)
from engine.events.award import (
    AwardAnnulled,
    AwardRefused,
    DecisionIssued,
    DecisionReceived,
    Line,
    Origin,
    ProposalReceived,
    ProposalResubmitted,
    ProposalReturned,
)
from engine.values.days import check_day
from engine.values.ids import AwardId, MemberId
from engine.values.text import Code, Day, Name, Text

Verdict = Literal["granted", "refused", "annulled", "not-passed"]
_FROM = {"annulled": ("granted",)}


class ReceiveProposal(Command, frozen=True, kw_only=True):
    """Take over a submitted proposal from another body's ledger, with its event and root.

    The candidate is known here as `candidate`, for this body's award `award`.
    """

    NAME = "receive-proposal"
    COMPUTED: ClassVar[tuple[str, ...]] = ("origin", "name", "person")

    award: AwardId
    candidate: MemberId
    sender: Name
    """Slug or id of the sender's ledger."""
    sender_award: AwardId
    sender_candidate: MemberId
    origin: Origin | None = None
    name: Name | None = None
    person: bool = False


@decides(ReceiveProposal)
def _(ledger: Ledger, command: ReceiveProposal, context: Context) -> Decision:
    ledger.season.check_running()
    rulebook = ledger.rulebooks.current
    if rulebook.award(command.award) is None:
        known = tuple(sorted(each.id for each in rulebook.awards))
        raise AwardUnknown(award=command.award, known=known)
    before = ledger.awards.proposals.get(f"{command.award}/{command.candidate}")
    if before is not None:
        raise ProposalAlreadyMade(
            award=command.award, candidate=command.candidate, index=before.index
        )
    if command.origin is None or command.name is None:
        raise OriginNotRead(ledger=command.sender)
    _check_not_received(ledger, command.origin)
    sealed, private = context.seal("name", command.name) if command.person else (None, None)
    received = ProposalReceived(
        award=command.award,
        candidate=command.candidate,
        name=None if command.person else command.name,
        sealed=sealed,
        origin=command.origin,
        origin_award=command.sender_award,
        origin_candidate=command.sender_candidate,
    )
    return decided(received, privates=() if private is None else (private,))


class ReturnProposal(Command, frozen=True, kw_only=True):
    """Send a received proposal back to its body with a reason."""

    NAME = "return-proposal"

    award: AwardId
    candidate: MemberId
    reason: Text


@decides(ReturnProposal)
def _(ledger: Ledger, command: ReturnProposal, context: Context) -> Decision:
    ledger.season.check_running()
    proposal = ledger.awards.proposal(command.award, command.candidate)
    if proposal.origin is None:
        raise OriginNotRead(ledger="")
    check_status(proposal, "proposed")
    return decided(
        ProposalReturned(award=command.award, candidate=command.candidate, reason=command.reason)
    )


class ReceiveResubmission(Command, frozen=True, kw_only=True):
    """Take a returned proposal over again, once its body has sent it again."""

    NAME = "receive-resubmission"
    COMPUTED: ClassVar[tuple[str, ...]] = ("origin",)

    award: AwardId
    candidate: MemberId
    answer: Text
    origin: Origin | None = None


@decides(ReceiveResubmission)
def _(ledger: Ledger, command: ReceiveResubmission, context: Context) -> Decision:
    ledger.season.check_running()
    proposal = ledger.awards.proposal(command.award, command.candidate)
    check_status(proposal, "returned")
    if command.origin is None or proposal.origin is None:
        raise OriginNotRead(ledger="")
    line = Line(award=command.award, candidate=command.candidate)
    _check_not_received(ledger, command.origin, line)
    if command.origin.index < proposal.origin.size:
        # Nothing was sent since: the same dossier as before would count as put right.
        raise ProposalAlreadyReceived(
            ledger=str(command.origin.ledger), index=command.origin.index, received=proposal.index
        )
    return decided(
        ProposalResubmitted(
            award=command.award,
            candidate=command.candidate,
            origin=command.origin,
            answer=command.answer,
        )
    )


class IssueDecision(Command, frozen=True, kw_only=True):
    """The competent authority's decision on submitted proposals, by number and date."""

    NAME = "issue-decision"

    decision: Code
    authority: Name
    number: Name
    decided: Day
    lines: tuple[Line, ...]


@decides(IssueDecision)
def _(ledger: Ledger, command: IssueDecision, context: Context) -> Decision:
    check_day(command.decided, field="decided")
    if command.decision in ledger.awards.decisions:
        raise DecisionAlreadyIssued(decision=command.decision)
    if not command.lines:
        raise DecisionEmpty(decision=command.decision)
    seen: set[tuple[str, str]] = set()
    for line in command.lines:
        proposal = ledger.awards.proposal(line.award, line.candidate)
        check_status(proposal, "submitted")
        _check_authority(ledger, line.award, command.authority)
        if (line.award, line.candidate) in seen:
            raise ProposalAlreadyMade(
                award=line.award, candidate=line.candidate, index=proposal.index
            )
        seen.add((line.award, line.candidate))
    return decided(
        DecisionIssued(
            decision=command.decision,
            authority=command.authority,
            number=command.number,
            decided=command.decided,
            lines=command.lines,
        )
    )


class RefuseAward(Command, frozen=True, kw_only=True):
    """The authority refuses one submitted proposal and says why."""

    NAME = "refuse-award"

    award: AwardId
    candidate: MemberId
    authority: Name
    reason: Text
    number: Name | None = None
    decided: Day | None = None


@decides(RefuseAward)
def _(ledger: Ledger, command: RefuseAward, context: Context) -> Decision:
    check_day(command.decided, field="decided")
    check_status(ledger.awards.proposal(command.award, command.candidate), "submitted")
    _check_authority(ledger, command.award, command.authority)
    return decided(
        AwardRefused(
            award=command.award,
            candidate=command.candidate,
            authority=command.authority,
            reason=command.reason,
            number=command.number,
            decided=command.decided,
        )
    )


class AnnulAward(Command, frozen=True, kw_only=True):
    """Take a granted award back on a ground, perhaps years later."""

    NAME = "annul-award"

    award: AwardId
    candidate: MemberId
    authority: Name
    ground: Text
    number: Name
    decided: Day


@decides(AnnulAward)
def _(ledger: Ledger, command: AnnulAward, context: Context) -> Decision:
    check_day(command.decided, field="decided")
    check_status(ledger.awards.proposal(command.award, command.candidate), "granted")
    _check_authority(ledger, command.award, command.authority)
    return decided(
        AwardAnnulled(
            award=command.award,
            candidate=command.candidate,
            authority=command.authority,
            ground=command.ground,
            number=command.number,
            decided=command.decided,
        )
    )


class ReceiveDecision(Command, frozen=True, kw_only=True):
    """Take over from the deciding body's ledger what became of this body's proposal."""

    NAME = "receive-decision"
    COMPUTED: ClassVar[tuple[str, ...]] = (
        "verdict",
        "origin",
        "authority",
        "number",
        "decided",
        "reason",
    )

    award: AwardId
    candidate: MemberId
    sender: Name
    verdict: Verdict | None = None
    origin: Origin | None = None
    authority: Name | None = None
    number: Name | None = None
    decided: Day | None = None
    reason: Text | None = None


@decides(ReceiveDecision)
def _(ledger: Ledger, command: ReceiveDecision, context: Context) -> Decision:
    proposal = ledger.awards.proposal(command.award, command.candidate)
    if command.verdict is None or command.origin is None:
        raise OriginNotRead(ledger=command.sender)
    check_status(proposal, *_FROM.get(command.verdict, ("submitted",)))
    line = Line(award=command.award, candidate=command.candidate)
    _check_not_received(ledger, command.origin, line)
    return decided(
        DecisionReceived(
            award=command.award,
            candidate=command.candidate,
            verdict=command.verdict,
            origin=command.origin,
            authority=command.authority,
            number=command.number,
            decided=command.decided,
            reason=command.reason,
        )
    )


def _check_not_received(ledger: Ledger, origin: Origin, line: Line | None = None) -> None:
    received = ledger.awards.received.get(received_key(origin, line))
    if received is not None:
        raise ProposalAlreadyReceived(
            ledger=str(origin.ledger), index=origin.index, received=received
        )


def _check_authority(ledger: Ledger, award: AwardId, authority: Name) -> None:
    rule = ledger.rulebooks.current.award(award)
    if rule is not None and rule.authority != authority:
        raise AuthorityNotCompetent(award=award, authority=authority, expected=rule.authority)
