"""Refusals around candidates: registration, nomination, holds, rulings of ineligibility."""

from engine.errors.base import DomainError


class GroundUnknown(DomainError):
    """The rulebook in force has no such ground with this effect. Facts: ground, effect, known."""

    code = "ground-unknown"


class CandidateNotFound(DomainError):
    """Neither a member nor received from another body. Facts: candidate, known."""

    code = "candidate-not-found"


class CandidateNotRanked(DomainError):
    """The member only votes, or is a guest; it is no candidate. Facts: candidate, known."""

    code = "candidate-not-ranked"


class CandidateHeld(DomainError):
    """A hold stands against the candidate. Facts: candidate, award, ground, authority, index."""

    code = "candidate-held"


class CandidateIneligible(DomainError):
    """The candidate was ruled ineligible. Facts: candidate, award, ground, authority, index."""

    code = "candidate-ineligible"


class CandidateNotHeld(DomainError):
    """There is no such hold to lift; `held` names the awards held (`*`: all).
    Facts: candidate, award, held.
    """

    code = "candidate-not-held"


class CandidateNotIneligible(DomainError):
    """There is no such ruling to set aside; `ruled` names the awards ruled on (`*`: all).
    Facts: candidate, award, ruled.
    """

    code = "candidate-not-ineligible"


class AlreadyRegistered(DomainError):
    """The member registered for exactly these awards. Facts: member, awards."""

    code = "already-registered"


class NotRegistered(DomainError):
    """The member has not registered for this award (none: for any). Facts: member, award, awards."""

    code = "not-registered"


class CompactNotSigned(DomainError):
    """The rulebook asks candidates for their signature. Facts: member, compacts."""

    code = "compact-not-signed"


class NominationAlreadyMade(DomainError):
    """The candidate stands for this award. Facts: award, candidate, index."""

    code = "nomination-already-made"


class NominationNotFound(DomainError):
    """The candidate does not stand for this award. Facts: award, candidate, known."""

    code = "nomination-not-found"


class NominationProposed(DomainError):
    """The candidate was proposed; its nomination is past withdrawal. Facts: award, candidate, status."""

    code = "nomination-proposed"
