"""Refusals of ledgers, stores and the command queue."""

from engine.errors.base import DomainError


class LedgerNotFound(DomainError):
    """No ledger of this store has this id or slug. Facts: ledger."""

    code = "ledger-not-found"


class LedgerSlugTaken(DomainError):
    """Another ledger of this store has this slug. Facts: slug."""

    code = "ledger-slug-taken"


class LedgerAlreadyOpen(DomainError):
    """A ledger is opened once, by its first event. Facts: ledger."""

    code = "ledger-already-open"


class LedgerClosed(DomainError):
    """The season is archived; only decisions from outside may still be recorded. Facts: ledger."""

    code = "ledger-closed"


class EpochNotBegun(DomainError):
    """The ledger is a restored or older copy: it goes on only in a new epoch, which
    `suyton restore --begin-epoch` begins. Facts: ledger, size, known_size (events it is known to
    have had), reason (`restored`, `older`, `other`).
    """

    code = "epoch-not-begun"


class EpochNotNeeded(DomainError):
    """Nothing shows that this is an older copy of the ledger. Facts: ledger, size, known_size."""

    code = "epoch-not-needed"


class CommandUnknown(DomainError):
    """No command has this name. Facts: command, known."""

    code = "command-unknown"


class CommandKeyReused(DomainError):
    """The same key came before with another content. Facts: key."""

    code = "command-key-reused"


class EventUnknown(DomainError):
    """A stored event has a topic or version that this program does not know. Facts: index, topic, version."""

    code = "event-unknown"


class EventUnreadable(DomainError):
    """Stored bytes are not what their topic and version promise. Facts: index, topic, version, reason."""

    code = "event-unreadable"


class EventNotFolded(DomainError):
    """The program fails on this stored event, so nothing is recorded in this ledger and nothing
    answered about its head until a program that can fold the event is started. Answers as of
    earlier indexes and all other ledgers go on. Facts: index, topic, reason.
    """

    code = "event-not-folded"


class StoreForeign(DomainError):
    """The file or database is not one of ours, or was made by a newer program. Facts: store, reason."""

    code = "store-foreign"


class StoreOutdated(DomainError):
    """The store's tables are of an older version; `suyton migrate` brings them forward. Facts:
    store, version, needed.
    """

    code = "store-outdated"


class StoreDamaged(DomainError):
    """The store breaks a promise it must keep: cut short, or an index missing. Facts: store, reason."""

    code = "store-damaged"


class StoreUnavailable(DomainError):
    """The store cannot be reached or written now. Nothing was recorded, unless `recorded` says
    `unknown`: then send the command again under its key. Facts: store, reason, recorded.
    """

    code = "store-unavailable"


class StoreReadOnly(StoreUnavailable):
    """A copy of the store that serves reads only, as a standby does: record where it is written.
    Nothing was recorded. Facts: store, reason.
    """

    code = "store-read-only"


class ContentNotFound(DomainError):
    """The ledger holds no content with this digest. Facts: digest."""

    code = "content-not-found"


class IndexBeyondHead(DomainError):
    """The ledger has not come to this index yet. Facts: index, head."""

    code = "index-beyond-head"


class TimeBeforeOpening(DomainError):
    """The ledger was opened later than the time asked about. Facts: as_of, opened."""

    code = "time-before-opening"


class QueueFull(DomainError):
    """Too many commands wait for this store; nothing was recorded. Facts: waiting_max."""

    code = "queue-full"
