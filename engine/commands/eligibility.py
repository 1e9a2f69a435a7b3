"""Commands on whether a candidate may stand: holds placed and lifted, rulings and restorations.

Each concerns one award or, with `award` left out, every award and the ranking. In one scope a
candidate is held or ruled on once at a time; a ruling settles the hold of its scope.
"""

from engine.aggregates.ledger import Ledger
from engine.aggregates.nominations import Effect
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.nomination import (
    CandidateHeld,
    CandidateIneligible,
    CandidateNotFound,
    CandidateNotHeld,
    CandidateNotIneligible,
    CandidateNotRanked,
    GroundUnknown,
)
from engine.events.nomination import (
    CandidateRestored,
    CandidateRuledIneligible,
    HoldLifted,
    HoldPlaced,
)
from engine.values.ids import AwardId, MemberId
from engine.values.text import Code, Name, Text


class PlaceHold(Command, frozen=True, kw_only=True):
    """Hold a candidate on a ground of the rulebook while it is examined."""

    NAME = "place-hold"

    candidate: MemberId
    ground: Code
    authority: Name
    award: AwardId | None = None
    note: Text | None = None


@decides(PlaceHold)
def _(ledger: Ledger, command: PlaceHold, context: Context) -> Decision:
    _check(ledger, command, "hold")
    return decided(
        HoldPlaced(
            candidate=command.candidate,
            ground=command.ground,
            authority=command.authority,
            award=command.award,
            note=command.note,
        )
    )


class RuleIneligible(Command, frozen=True, kw_only=True):
    """Rule, on a ground of the rulebook, that a candidate may not be given the award (or any)."""

    NAME = "rule-ineligible"

    candidate: MemberId
    ground: Code
    authority: Name
    award: AwardId | None = None
    note: Text | None = None


@decides(RuleIneligible)
def _(ledger: Ledger, command: RuleIneligible, context: Context) -> Decision:
    _check(ledger, command, "ineligible")
    return decided(
        CandidateRuledIneligible(
            candidate=command.candidate,
            ground=command.ground,
            authority=command.authority,
            award=command.award,
            note=command.note,
        )
    )


class LiftHold(Command, frozen=True, kw_only=True):
    """End the hold of this scope; the candidate stands as before."""

    NAME = "lift-hold"

    candidate: MemberId
    authority: Name
    reason: Text
    award: AwardId | None = None


@decides(LiftHold)
def _(ledger: Ledger, command: LiftHold, context: Context) -> Decision:
    ledger.season.check_running()
    nominations = ledger.nominations
    if nominations.placed(command.candidate, "hold", command.award) is None:
        raise CandidateNotHeld(
            candidate=command.candidate,
            award=command.award,
            held=nominations.scopes(command.candidate, "hold"),
        )
    return decided(
        HoldLifted(
            candidate=command.candidate,
            authority=command.authority,
            reason=command.reason,
            award=command.award,
        )
    )


class RestoreCandidate(Command, frozen=True, kw_only=True):
    """Set the ruling of this scope aside."""

    NAME = "restore-candidate"

    candidate: MemberId
    authority: Name
    reason: Text
    award: AwardId | None = None


@decides(RestoreCandidate)
def _(ledger: Ledger, command: RestoreCandidate, context: Context) -> Decision:
    ledger.season.check_running()
    nominations = ledger.nominations
    if nominations.placed(command.candidate, "ineligible", command.award) is None:
        raise CandidateNotIneligible(
            candidate=command.candidate,
            award=command.award,
            ruled=nominations.scopes(command.candidate, "ineligible"),
        )
    return decided(
        CandidateRestored(
            candidate=command.candidate,
            authority=command.authority,
            reason=command.reason,
            award=command.award,
        )
    )


def _check(ledger: Ledger, command: PlaceHold | RuleIneligible, effect: Effect) -> None:
    ledger.season.check_running()
    rulebook = ledger.rulebooks.current
    _check_candidate(ledger, command.candidate)
    if command.award is not None:
        ledger.rulebooks.award(command.award)
    ground = rulebook.ground(command.ground)
    if ground is None or ground.effect != effect:
        raise GroundUnknown(
            ground=command.ground,
            effect=effect,
            known=tuple(each.id for each in rulebook.grounds if each.effect == effect),
        )
    ruled = ledger.nominations.placed(command.candidate, "ineligible", command.award)
    held = ledger.nominations.placed(command.candidate, "hold", command.award)
    standing = ruled or (held if effect == "hold" else None)
    if standing is not None:
        refusal = CandidateIneligible if ruled else CandidateHeld
        raise refusal(
            candidate=command.candidate,
            award=command.award,
            ground=standing.ground,
            authority=standing.authority,
            index=standing.index,
        )


def _check_candidate(ledger: Ledger, candidate: str) -> None:
    """A candidate is a ranked member, or was received with a proposal of another body."""
    received = {
        proposal.candidate
        for proposal in ledger.awards.proposals.values()
        if proposal.origin is not None
    }
    if candidate in received:
        return
    member = ledger.roster.current().get(candidate)
    known = tuple(sorted(received | set(ledger.roster.ranked())))
    if member is None:
        raise CandidateNotFound(candidate=candidate, known=known)
    if not member.ranked:
        raise CandidateNotRanked(candidate=candidate, known=known)
