"""Who may act in the ledger, and as what."""

from typing import TYPE_CHECKING

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.actor import ActorNotFound
from engine.events.actor import ActorAdmitted, ActorDismissed, Role
from engine.events.base import Recorded, Sealed

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger


class Actor(msgspec.Struct, kw_only=True):
    """One actor of staff. `index` is where its roles were last given."""

    id: str
    sealed: Sealed
    roles: tuple[Role, ...]
    index: int


class Actors(msgspec.Struct, kw_only=True):
    """State of the actor noun: those who act now."""

    admitted: dict[str, Actor] = {}

    def actor(self, actor: str) -> Actor:
        """The actor. Refuses `ActorNotFound`."""
        found = self.admitted.get(actor)
        if found is None:
            raise ActorNotFound(actor=actor, known=tuple(sorted(self.admitted)))
        return found

    def roles_of(self, actor: str) -> tuple[Role, ...]:
        """The actor's roles; none for whoever is not admitted."""
        found = self.admitted.get(actor)
        return () if found is None else found.roles


@evolves(ActorAdmitted)
def _(ledger: "Ledger", event: ActorAdmitted, recorded: Recorded) -> None:
    ledger.actors.admitted[event.actor] = Actor(
        id=event.actor, sealed=event.sealed, roles=event.roles, index=recorded.index
    )


@evolves(ActorDismissed)
def _(ledger: "Ledger", event: ActorDismissed, recorded: Recorded) -> None:
    del ledger.actors.admitted[event.actor]
