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


class MediaTypeNotJson(DomainError):
    """The body is said to be something else than JSON. Facts: media_type, expected."""

    code = "media-type-not-json"


class FieldComputed(DomainError):
    """The server computes this field from the ledger. Facts: field."""

    code = "field-computed"


class FieldTwice(DomainError):
    """The body says otherwise than the path. Facts: field, path, body."""

    code = "field-twice"


class QueryUnknown(DomainError):
    """The question takes no such parameter; ignoring it would answer another question.
    Facts: parameter, known.
    """

    code = "query-unknown"


class AddressUnknown(DomainError):
    """Nothing is at this address. Facts: address."""

    code = "address-unknown"


class VerbNotServed(DomainError):
    """The address does not take this HTTP method. Facts: method, allowed."""

    code = "verb-not-served"


class RequestNotServed(DomainError):
    """The request is not one this server can read. Facts: reason."""

    code = "request-not-served"


class HostNotServed(DomainError):
    """The request names another host than this machine; a page of the web may be asking through
    the reader's browser. Facts: host, expected.
    """

    code = "host-not-served"


class NotReady(DomainError):
    """The process cannot serve now: ask another one, or again later. Facts: reasons."""

    code = "not-ready"


class AttachmentNotFound(DomainError):
    """No document is on file under this id. Facts: attachment, known."""

    code = "attachment-not-found"


class MinutesNotAdopted(DomainError):
    """No signed minutes are on record for this meeting. Facts: meeting."""

    code = "minutes-not-adopted"


class BallotWouldBeSpoilt(DomainError):
    """More is marked than a ballot of this poll may have; cast so, it would count for nothing.
    Facts: marks, marks_max.
    """

    code = "ballot-would-be-spoilt"
