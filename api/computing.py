"""What a door fills in: outcomes, rankings, roots and other bodies' facts, from answers.

Commands name these fields COMPUTED. A client never sends them; they are computed here from the
ledger at a stated index, and the decision under the lock refuses them if the ledger has moved.
"""

from collections.abc import Callable
from typing import Any, TypeVar, get_args
from uuid import UUID

import msgspec

from engine.aggregates.awards import Proposal
from engine.commands.award import ResendSubmission, SendSubmission, check_status
from engine.commands.base import Command
from engine.commands.decision import (
    ReceiveDecision,
    ReceiveProposal,
    ReceiveResubmission,
    Verdict,
)
from engine.commands.poll import AnnounceOutcome
from engine.commands.ranking import AdoptRanking
from engine.errors.award import ProposalNotFound, ProposalStatusWrong
from engine.events.award import Origin
from engine.persistence.codec import encode, leaf
from engine.persistence.store import Store
from projections.answers import Answers, View
from projections.names import name_of
from projections.outcomes import compute
from projections.standings import standings
from projections.tree import root_at

C = TypeVar("C", bound=Command)


def completed(answers: Answers, ledger: UUID, command: Command) -> Command:
    """The command with its computed fields filled in. Refuses what cannot be computed."""
    bare = msgspec.structs.replace(
        command, **{field: _blank(command, field) for field in command.COMPUTED}
    )
    complete = _COMPLETE.get(type(command))
    return bare if complete is None else complete(answers, ledger, bare)


def _blank(command: Command, field: str) -> Any:
    infos = {each.name: each for each in msgspec.structs.fields(command)}
    return infos[field].default


def _outcome(answers: Answers, ledger: UUID, command: AnnounceOutcome) -> Command:
    with answers.view(ledger) as view:
        found = view.state.ledger.polls.poll(command.poll)
        if found.status != "closed":
            return command  # the decision says why not
        outcome = compute(view.state, command.poll)
        return msgspec.structs.replace(command, index=view.index, outcome=outcome)


def _ranking(answers: Answers, ledger: UUID, command: AdoptRanking) -> Command:
    with answers.view(ledger) as view:
        state = view.state.ledger
        if command.basis == "poll" or not state.sheets.locked:
            return command
        found = standings(state, None)
        return msgspec.structs.replace(
            command, index=view.index, places=found.places, result=encode(found)
        )


def _rooted(answers: Answers, ledger: UUID, command: SendSubmission | ResendSubmission) -> Command:
    size = answers.store.head(ledger).size
    root = root_at(answers.store, ledger, size)
    return msgspec.structs.replace(command, size=size, root=root)


def _proposal(answers: Answers, ledger: UUID, command: ReceiveProposal) -> Command:
    with answers.view(command.sender) as view:
        awards = view.state.ledger.awards
        proposal = awards.proposal(command.sender_award, command.sender_candidate)
        check_status(proposal, "submitted")
        origin = _origin(answers.store, view, proposal.index)
        name, person = name_of(answers.store, view, command.sender_candidate)
        return msgspec.structs.replace(command, origin=origin, name=name, person=person)


def _resubmission(answers: Answers, ledger: UUID, command: ReceiveResubmission) -> Command:
    with answers.view(ledger) as own:
        proposal = own.state.ledger.awards.proposal(command.award, command.candidate)
        origin = proposal.origin
        named = (proposal.origin_award or "", proposal.origin_candidate or "")
    if origin is None:
        return command
    with answers.view(origin.ledger) as view:
        sent = view.state.ledger.awards.proposal(*named)
        check_status(sent, "submitted")
        newest = _origin(answers.store, view, sent.way[-1].index)
        return msgspec.structs.replace(command, origin=newest)


def _decision(answers: Answers, ledger: UUID, command: ReceiveDecision) -> Command:
    with answers.view(command.sender) as view:
        proposal = _theirs(view, ledger, command)
        if proposal.status not in get_args(Verdict):
            raise ProposalStatusWrong(
                award=proposal.award,
                candidate=proposal.candidate,
                status=proposal.status,
                expected=get_args(Verdict),
            )
        change = proposal.way[-1]
        return msgspec.structs.replace(
            command,
            verdict=proposal.status,
            origin=_origin(answers.store, view, change.index),
            authority=change.by,
            number=change.number,
            decided=change.decided,
            reason=change.reason,
        )


def _theirs(view: View, ledger: UUID, command: ReceiveDecision) -> Proposal:
    """The deciding body's proposal that was received from this ledger."""
    proposals = view.state.ledger.awards.proposals
    for proposal in proposals.values():
        if (
            proposal.origin is not None
            and proposal.origin.ledger == ledger
            and proposal.origin_award == command.award
            and proposal.origin_candidate == command.candidate
        ):
            return proposal
    raise ProposalNotFound(
        award=command.award, candidate=command.candidate, known=tuple(sorted(proposals))
    )


def _origin(store: Store, view: View, index: int) -> Origin:
    row = next(store.read(view.head.id, after=index - 1, limit=1))
    size = view.index + 1
    return Origin(
        ledger=view.head.id,
        slug=view.head.slug,
        index=index,
        leaf=leaf(row),
        size=size,
        root=root_at(store, view.head.id, size),
    )


_COMPLETE: dict[type[Command], Callable[[Answers, UUID, Any], Command]] = {
    AnnounceOutcome: _outcome,
    AdoptRanking: _ranking,
    SendSubmission: _rooted,
    ResendSubmission: _rooted,
    ReceiveProposal: _proposal,
    ReceiveResubmission: _resubmission,
    ReceiveDecision: _decision,
}
