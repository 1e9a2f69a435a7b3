"""Refusals of meetings: roll call, quorum, proxies, motions."""

from engine.errors.base import DomainError


class MeetingNotFound(DomainError):
    """The ledger has no such meeting. Facts: meeting, known."""

    code = "meeting-not-found"


class MeetingNotOpen(DomainError):
    """The meeting has not begun, is adjourned, or is over. Facts: meeting, status."""

    code = "meeting-not-open"


class QuorumNotMet(DomainError):
    """Too few are there to decide. Facts: meeting, present, base, needed."""

    code = "quorum-not-met"


class QuorumNotCounted(DomainError):
    """The quorum must be counted before the meeting decides. Facts: meeting."""

    code = "quorum-not-counted"
