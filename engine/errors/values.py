"""Refusals of single values."""

from engine.errors.base import DomainError


class FieldInvalid(DomainError):
    """A field's value is not of the form asked. Facts: field, value, expected."""

    code = "field-invalid"


class TextNotNormalised(DomainError):
    """Text is not in Unicode's composed form NFC. Facts: field, value, expected."""

    code = "text-not-nfc"


class TextNotAllowed(DomainError):
    """Text holds a control or unassigned character. Facts: field, character, position."""

    code = "text-not-allowed"


class EventTooLarge(DomainError):
    """The event would not fit into one leaf of the ledger. Facts: size, size_max."""

    code = "event-too-large"


class ContentTooLarge(DomainError):
    """An attachment or rulebook is above what a ledger takes. Facts: size, size_max."""

    code = "content-too-large"
