"""Refusals around the season: body, members, offices, movement, compact, rulebooks."""

from engine.errors.base import DomainError


class MemberNotFound(DomainError):
    """The body has no such member (or no longer). Facts: member, known."""

    code = "member-not-found"


class RulebookNotAdopted(DomainError):
    """Nothing can be scored, nominated or voted before the rulebook is adopted."""

    code = "rulebook-not-adopted"


class RulebookInvalid(DomainError):
    """The rulebook contradicts itself. Facts: field, value, expected."""

    code = "rulebook-invalid"
