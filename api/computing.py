"""What a door fills in: outcomes, rankings, roots and other bodies' facts, from answers.

Commands name these fields COMPUTED. A client never sends them; they are computed here from the
ledger at a stated index, and the decision under the lock refuses them if the ledger has moved.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar, get_args
from uuid import UUID

import msgspec

from engine.aggregates.awards import Proposal, received_key
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
from engine.events.award import Line, Origin
from engine.persistence.codec import encode, leaf
from projections.answers import Answers, View
from projections.names import name_of
from projections.outcomes import compute, result_bytes
from projections.standings import standings
from projections.trees import Trees

C = TypeVar("C", bound=Command)


class Own:
    """The ledger a command goes to, as its computed fields see it."""

    def __init__(self, answers: Answers, ledger: UUID) -> None:
        self.answers = answers
        self.ledger = ledger

    def view(self) -> AbstractContextManager[View]:
        """The ledger's state at its head."""
        return self.answers.view(self.ledger)

    def theirs(self, name: str | UUID) -> AbstractContextManager[View]:
        """The state of another body's ledger at its head."""
        return self.answers.view(name)

    def origin(self, view: View, index: int) -> Origin:
        """An event of another ledger with its proof: leaf, size and root."""
        store = self.answers.store
        row = next(store.read(view.head.id, after=index - 1, limit=1))
        size = view.index + 1
        return Origin(
            ledger=view.head.id,
            slug=view.head.slug,
            index=index,
            leaf=leaf(row),
            size=size,
            root=Trees(store).root(view.head.id, size),
        )

    def name(self, view: View, member: str) -> tuple[str, bool]:
        """A member's name in another ledger, and whether it is a person's."""
        return name_of(self.answers.store, view, member)

    def size_and_root(self) -> tuple[int, bytes]:
        """How many events the ledger has, and the Merkle root over them."""
        size = self.answers.store.head(self.ledger).size
        return size, Trees(self.answers.store).root(self.ledger, size)


def completed(own: Own, command: Command) -> Command:
    """The command with its computed fields filled in. Refuses what cannot be computed."""
    bare = msgspec.structs.replace(
        command, **{field: _blank(command, field) for field in command.COMPUTED}
    )
    complete = _COMPLETE.get(type(command))
    return bare if complete is None else complete(own, bare)


def _blank(command: Command, field: str) -> Any:
    infos = {each.name: each for each in msgspec.structs.fields(command)}
    return infos[field].default


def _outcome(own: Own, command: AnnounceOutcome) -> Command:
    with own.view() as view:
        found = view.state.ledger.polls.poll(command.poll)
        if found.status != "closed":
            return command  # the decision says why not
        outcome = compute(view.state, command.poll)
        return msgspec.structs.replace(
            command,
            index=view.index,
            rule=outcome.rule,
            result=result_bytes(outcome),
            winners=outcome.winners,
            undecided=outcome.undecided,
        )


def _ranking(own: Own, command: AdoptRanking) -> Command:
    with own.view() as view:
        state = view.state.ledger
        if command.basis == "poll" or not state.sheets.locked:
            return command
        found = standings(state, None)
        return msgspec.structs.replace(
            command, index=view.index, places=found.places, result=encode(found)
        )


def _rooted(own: Own, command: SendSubmission | ResendSubmission) -> Command:
    size, root = own.size_and_root()
    return msgspec.structs.replace(command, size=size, root=root)


def _proposal(own: Own, command: ReceiveProposal) -> Command:
    with own.theirs(command.sender) as view:
        awards = view.state.ledger.awards
        proposal = awards.proposal(command.sender_award, command.sender_candidate)
        check_status(proposal, "submitted")
        origin = own.origin(view, proposal.index)
        name, person = own.name(view, command.sender_candidate)
        return msgspec.structs.replace(command, origin=origin, name=name, person=person)


def _resubmission(own: Own, command: ReceiveResubmission) -> Command:
    with own.view() as mine:
        proposal = mine.state.ledger.awards.proposal(command.award, command.candidate)
        origin = proposal.origin
        named = (proposal.origin_award or "", proposal.origin_candidate or "")
    if origin is None:
        return command
    with own.theirs(origin.ledger) as view:
        sent = view.state.ledger.awards.proposal(*named)
        check_status(sent, "submitted")
        newest = own.origin(view, sent.way[-1].index)
        return msgspec.structs.replace(command, origin=newest)


def _decision(own: Own, command: ReceiveDecision) -> Command:
    with own.view() as mine:
        received = set(mine.state.ledger.awards.received)
    line = Line(award=command.award, candidate=command.candidate)
    with own.theirs(command.sender) as view:
        proposal = _theirs(view, own.ledger, command)
        verdicts = [change for change in proposal.way if change.status in get_args(Verdict)]
        if not verdicts:
            raise ProposalStatusWrong(
                award=proposal.award,
                candidate=proposal.candidate,
                status=proposal.status,
                expected=get_args(Verdict),
            )
        origins = {change.index: own.origin(view, change.index) for change in verdicts}
        new = [c for c in verdicts if received_key(origins[c.index], line) not in received]
        change = (new or verdicts)[0]
        return msgspec.structs.replace(
            command,
            verdict=change.status,
            origin=origins[change.index],
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


_COMPLETE: dict[type[Command], Callable[[Own, Any], Command]] = {
    AnnounceOutcome: _outcome,
    AdoptRanking: _ranking,
    SendSubmission: _rooted,
    ResendSubmission: _rooted,
    ReceiveProposal: _proposal,
    ReceiveResubmission: _resubmission,
    ReceiveDecision: _decision,
}
