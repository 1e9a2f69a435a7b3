"""Refusals of bulk streams."""

from engine.errors import DomainError


class LineUnreadable(DomainError):
    """A line, or an item of a MessagePack stream, cannot be read. Facts: reason.

    `reason` is a code: `not-json`, `not-an-object`, `too-long`, `cut` (the stream ended in the middle of
    it), `not-msgpack` (nothing after it can be read).
    """

    code = "line-unreadable"


class LineCommandUnclear(DomainError):
    """A line names one command, and beside it at most `key`, `on`, `for`, `with`. Facts: found."""

    code = "line-command-unclear"


class BatchNameMissing(DomainError):
    """Lines without a `key` of their own need the name of the batch, which their keys are made of."""

    code = "batch-name-missing"
