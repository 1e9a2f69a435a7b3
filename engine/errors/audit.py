"""Refusals of proof: keys, notes, checkpoints, receipts, policies, bundles."""

from engine.errors.base import DomainError


class KeyInvalid(DomainError):
    """The text is no key of the kind that is asked for. Facts: key, expected."""

    code = "key-invalid"


class KeyFileExposed(DomainError):
    """Others than its owner may read the file of a signing key; it signs nothing. Facts: file, mode."""

    code = "key-file-exposed"


class NoteInvalid(DomainError):
    """The text is no signed note, or a key that it names did not sign it. Facts: reason."""

    code = "note-invalid"


class CheckpointInvalid(DomainError):
    """The note is no checkpoint, or one of another log. Facts: reason."""

    code = "checkpoint-invalid"


class CheckpointShrinks(DomainError):
    """A larger tree was signed before; a smaller one is not. Facts: origin, size, signed."""

    code = "checkpoint-shrinks"


class CheckpointInconsistent(DomainError):
    """The tree does not extend the one that was signed before; it is not signed. Facts: origin, size, signed."""

    code = "checkpoint-inconsistent"


class CheckpointNotFound(DomainError):
    """No checkpoint of this size was signed. Facts: origin, size, signed."""

    code = "checkpoint-not-found"


class WitnessUnknown(DomainError):
    """The note bears no cosignature of a witness that the policy names. Facts: origin, known."""

    code = "witness-unknown"


class PolicyInvalid(DomainError):
    """The trust policy cannot be read. Facts: line, reason."""

    code = "policy-invalid"


class ReceiptInvalid(DomainError):
    """The file is no receipt. Facts: reason."""

    code = "receipt-invalid"


class ReceiptWithheld(DomainError):
    """The event was cast in a poll that is open; its receipt would tell what. Facts: index, poll."""

    code = "receipt-withheld"


class BundleForeign(DomainError):
    """The file is no bundle of this program. Facts: file, reason."""

    code = "bundle-foreign"


class BundleFuture(DomainError):
    """The bundle has a format that this program does not know. Facts: file, format, known."""

    code = "bundle-future"


class BundleUnreadable(DomainError):
    """The file cannot be read. Facts: file, reason."""

    code = "bundle-unreadable"


class BundleUnwritable(DomainError):
    """The bundle cannot be written there. Facts: file, reason."""

    code = "bundle-unwritable"
