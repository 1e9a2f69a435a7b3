"""Refusals around who may act."""

from engine.errors.base import DomainError


class ActorNotFound(DomainError):
    """No such actor acts in this ledger (or no longer). Facts: actor, known."""

    code = "actor-not-found"


class ActorAlreadyAdmitted(DomainError):
    """The actor acts in these very roles already. Facts: actor, roles."""

    code = "actor-already-admitted"


class ActorIsMember(DomainError):
    """A member acts under its own id; staff needs another one. Facts: actor."""

    code = "actor-is-member"


class RolesInvalid(DomainError):
    """An actor needs at least one role, and each once. Facts: actor, roles."""

    code = "roles-invalid"


class SecondPersonNeeded(DomainError):
    """The rulebook asks two different persons for this act. Facts: command, by."""

    code = "second-person-needed"
