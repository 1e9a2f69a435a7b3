"""Who may act in a ledger: actors of staff, admitted with their roles and dismissed."""

from typing import Literal, TypeAlias

from engine.events.base import Event, Sealed
from engine.values.text import Code, Text

Role: TypeAlias = Literal["secretary", "chair", "teller", "auditor"]


class ActorAdmitted(Event, frozen=True, kw_only=True):
    """An actor may act in these roles from here on; admitted again, in these instead.

    Its name is a person's and is kept outside the log. Envelopes name the actor in `by`.
    """

    TOPIC = "actor-admitted"
    ABOUT = ("actor", "actor")

    actor: Code
    sealed: Sealed
    roles: tuple[Role, ...]


class ActorDismissed(Event, frozen=True, kw_only=True):
    """The actor acts no more in this ledger. What it did stays."""

    TOPIC = "actor-dismissed"
    ABOUT = ("actor", "actor")

    actor: Code
    reason: Text
