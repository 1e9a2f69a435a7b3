"""Refusals of the HTTP door itself."""

from engine.errors import DomainError


class IdempotencyKeyMissing(DomainError):
    """A change needs an `Idempotency-Key` header, so that a retry is not a second change."""

    code = "idempotency-key-missing"


class BodyNotJson(DomainError):
    """The body is not JSON, or not an object. Facts: reason."""

    code = "body-not-json"


class BodyTooLarge(DomainError):
    """The body is larger than a command may be. Facts: size_max."""

    code = "body-too-large"


class FieldComputed(DomainError):
    """The server computes this field from the ledger. Facts: field."""

    code = "field-computed"


class FieldTwice(DomainError):
    """The body says otherwise than the path. Facts: field, path, body."""

    code = "field-twice"
