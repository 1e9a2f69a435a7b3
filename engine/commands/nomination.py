"""Commands of the nominations: registration, candidacies, holds and rulings."""

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.nomination import (
    AlreadyRegistered,
    CompactNotSigned,
    NominationAlreadyMade,
    NominationNotFound,
    NominationProposed,
    NotRegistered,
)
from engine.errors.values import FieldInvalid
from engine.events.nomination import NominationMade, NominationWithdrawn
from engine.events.season import AwardRegistered, RegistrationWithdrawn
from engine.values.ids import AwardId, MemberId
from engine.values.text import Text


class RegisterForAwards(Command, frozen=True, kw_only=True):
    """Register a member for awards, all of them; registering again replaces the list."""

    NAME = "register-for-awards"

    member: MemberId
    awards: tuple[AwardId, ...]


@decides(RegisterForAwards)
def _(ledger: Ledger, command: RegisterForAwards, context: Context) -> Decision:
    ledger.season.check_running()
    check_ranked(ledger, command.member)
    if not command.awards or len(set(command.awards)) < len(command.awards):
        raise FieldInvalid(
            field="awards",
            value=command.awards,
            expected=tuple(rule.id for rule in ledger.rulebooks.current.awards),
        )
    for award in command.awards:
        ledger.rulebooks.award(award)
    awards = tuple(sorted(command.awards))
    if ledger.season.registrations.get(command.member) == awards:
        raise AlreadyRegistered(member=command.member, awards=awards)
    return decided(AwardRegistered(member=command.member, awards=awards))


class WithdrawRegistration(Command, frozen=True, kw_only=True):
    """Withdraw a member's registration for all awards."""

    NAME = "withdraw-registration"

    member: MemberId
    reason: Text


@decides(WithdrawRegistration)
def _(ledger: Ledger, command: WithdrawRegistration, context: Context) -> Decision:
    ledger.season.check_running()
    ledger.roster.member(command.member)
    if command.member not in ledger.season.registrations:
        raise NotRegistered(member=command.member, award=None, awards=())
    return decided(RegistrationWithdrawn(member=command.member, reason=command.reason))


class Nominate(Command, frozen=True, kw_only=True):
    """Make a member a candidate for an award."""

    NAME = "nominate"

    award: AwardId
    candidate: MemberId
    nominator: MemberId | None = None
    ground: Text | None = None


@decides(Nominate)
def _(ledger: Ledger, command: Nominate, context: Context) -> Decision:
    ledger.season.check_running()
    ledger.rulebooks.award(command.award)
    check_ranked(ledger, command.candidate)
    if command.nominator is not None:
        ledger.roster.member(command.nominator)
    standing = ledger.nominations.standing(command.award).get(command.candidate)
    if standing is not None:
        raise NominationAlreadyMade(
            award=command.award, candidate=command.candidate, index=standing.index
        )
    ledger.nominations.check_free(command.candidate, command.award)
    _check_entry(ledger, command)
    return decided(
        NominationMade(
            award=command.award,
            candidate=command.candidate,
            nominator=command.nominator,
            ground=command.ground,
        )
    )


def check_ranked(ledger: Ledger, candidate: str) -> None:
    """Refuse `MemberNotFound`, and `CandidateNotRanked` for who only votes."""
    ledger.roster.candidate(candidate)


def _check_entry(ledger: Ledger, command: Nominate) -> None:
    rulebook = ledger.rulebooks.current
    awards = ledger.season.registrations.get(command.candidate, ())
    if rulebook.registration_required and command.award not in awards:
        raise NotRegistered(member=command.candidate, award=command.award, awards=awards)
    unsigned = ledger.season.unsigned(command.candidate)
    if rulebook.compact_required and (unsigned or not ledger.season.compacts):
        raise CompactNotSigned(member=command.candidate, compacts=unsigned)


class WithdrawNomination(Command, frozen=True, kw_only=True):
    """Withdraw a nomination, before the candidate is proposed. It may be nominated again."""

    NAME = "withdraw-nomination"

    award: AwardId
    candidate: MemberId
    reason: Text


@decides(WithdrawNomination)
def _(ledger: Ledger, command: WithdrawNomination, context: Context) -> Decision:
    ledger.season.check_running()
    standing = ledger.nominations.standing(command.award)
    if command.candidate not in standing:
        raise NominationNotFound(
            award=command.award, candidate=command.candidate, known=tuple(sorted(standing))
        )
    proposal = ledger.awards.proposals.get(f"{command.award}/{command.candidate}")
    if proposal is not None:
        raise NominationProposed(
            award=command.award, candidate=command.candidate, status=proposal.status
        )
    return decided(
        NominationWithdrawn(award=command.award, candidate=command.candidate, reason=command.reason)
    )
