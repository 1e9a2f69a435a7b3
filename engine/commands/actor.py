"""Commands about who may act, and the acts for which a rulebook asks two persons."""

from typing import ClassVar

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.actor import (
    ActorAlreadyAdmitted,
    ActorIsMember,
    RolesInvalid,
    SecondPersonNeeded,
)
from engine.events.actor import ActorAdmitted, ActorDismissed, Role
from engine.values.text import Code, Name, Text


class AdmitActor(Command, frozen=True, kw_only=True):
    """Let an actor of staff act in these roles, in place of any it had. Its name, a person's,
    never enters the log.

    Members act under their own ids and need no admission. An archived season can still be
    audited, so actors are admitted at any time.
    """

    NAME = "admit-actor"
    PERSONAL: ClassVar[tuple[str, ...]] = ("name",)

    actor: Code
    name: Name
    roles: tuple[Role, ...]


@decides(AdmitActor)
def _(ledger: Ledger, command: AdmitActor, context: Context) -> Decision:
    roles = tuple(sorted(command.roles))
    if not roles or len({*roles}) < len(roles):
        raise RolesInvalid(actor=command.actor, roles=command.roles)
    if command.actor in ledger.roster.members:
        raise ActorIsMember(actor=command.actor)
    if ledger.actors.roles_of(command.actor) == roles:
        raise ActorAlreadyAdmitted(actor=command.actor, roles=roles)
    sealed, private = context.seal("name", command.name)
    admitted = ActorAdmitted(actor=command.actor, sealed=sealed, roles=roles)
    return decided(admitted, privates=(private,))


class DismissActor(Command, frozen=True, kw_only=True):
    """Let an actor act no more in this ledger."""

    NAME = "dismiss-actor"

    actor: Code
    reason: Text


@decides(DismissActor)
def _(ledger: Ledger, command: DismissActor, context: Context) -> Decision:
    ledger.actors.actor(command.actor)
    return decided(ActorDismissed(actor=command.actor, reason=command.reason))


def check_second_person(command: str, by: str, second: str | None) -> None:
    """Refuse `SecondPersonNeeded` where only one acts; for commands that need two persons."""
    if second is None or second == by:
        raise SecondPersonNeeded(command=command, by=by)
