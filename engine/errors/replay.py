"""Refusals of replays, what-ifs and explanations."""

from engine.errors.base import DomainError
from engine.errors.values import FieldInvalid


class LedgerNotReplayable(DomainError):
    """The events cannot have happened in this order, so nothing after them can be recomputed.
    Facts: index, topic, reason.
    """

    code = "ledger-not-replayable"


class SuppositionUnknown(FieldInvalid):
    """Nothing of this path can be supposed. Facts: path, known (what may stand there)."""

    code = "supposition-unknown"


class SuppositionInvalid(FieldInvalid):
    """The path takes another kind of value. Facts: path, value, expected."""

    code = "supposition-invalid"


class NothingToExplain(DomainError):
    """There is nothing of this name to explain. Facts: subject, known."""

    code = "nothing-to-explain"
