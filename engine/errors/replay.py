"""Refusals of replays, what-ifs and explanations."""

from engine.errors.base import DomainError


class LedgerNotReplayable(DomainError):
    """The events cannot have happened in this order, so nothing after them can be recomputed.
    Facts: index, topic, reason.
    """

    code = "ledger-not-replayable"
