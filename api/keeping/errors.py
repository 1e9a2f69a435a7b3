"""Refusals of backups and restores."""

from engine.errors import DomainError


class BackupUnreadable(DomainError):
    """The file is no backup of ours, or of a newer program, or cut short, or was changed. Nothing
    was restored. Facts: file, reason, and where one is concerned ledger.

    `reason` is a code: `no-backup`, `format`, `cut`, `changed`, `event`, `root`, `content`, `order`.
    """

    code = "backup-unreadable"


class StoreNotEmpty(DomainError):
    """A backup is restored only where there is no ledger yet. Facts: store, ledgers."""

    code = "store-not-empty"


class RestoreDiffers(DomainError):
    """What the store gives back is not what the backup holds; nothing was restored. Facts: store,
    ledger.
    """

    code = "restore-differs"
