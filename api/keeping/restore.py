"""Restoring a backup: checked from end to end first, then into an empty store in one transaction.

After storing, everything is read back out of the store and its root compared again; only then is it
committed. Restored ledgers go on only in a new epoch.
"""

from pathlib import Path
from typing import Any

import msgspec

from api.keeping.archive import Backup, LedgerPart
from api.keeping.checking import Checked, Progress, Taker, walk_backup
from api.keeping.errors import RestoreDiffers, StoreNotEmpty
from engine.persistence.codec import Envelope, Row, encode
from engine.persistence.store import CommandRow, Held, Private, Restoring, Store, Writing
from projections.tree import root_of_rows


def restore(store: Store, file: Path, *, name: str, progress: Progress | None = None) -> Checked:
    """Fill an empty store from a backup; all of it, or nothing at a refusal.

    Refuses `BackupUnreadable` before anything is written, `StoreNotEmpty`, `RestoreDiffers`.
    """
    walk_backup(file, Taker())
    with store.restoring() as restoring:
        ledgers = restoring.ledgers()
        if ledgers:
            raise StoreNotEmpty(store=name, ledgers=ledgers)
        return walk_backup(file, _Filling(restoring, name), progress)


class _Filling(Taker):
    """The store's side of a walk through a backup."""

    def __init__(self, restoring: Restoring, name: str) -> None:
        self._restoring = restoring
        self._name = name
        self._made = 0
        self._part: LedgerPart
        self._writing: Writing
        self._command: CommandRow | None = None

    def backup(self, backup: Backup) -> None:
        self._made = backup.made

    def ledger(self, part: LedgerPart) -> None:
        self._part = part
        self._writing = self._restoring.ledger(part.id)
        self._writing.open(part.slug, part.opened)

    def events(self, events: list[tuple[Row, Envelope[Any]]]) -> None:
        """Store events with the commands that brought them: those that follow each other under
        one actor and key. The last one may go on in the next events.
        """
        whole: list[CommandRow] = []
        current = self._command
        for row, envelope in events:
            actor, key = envelope.by, envelope.cmd.key
            if current is not None and (current.actor, current.key) == (actor, key):
                current = msgspec.structs.replace(current, count=current.count + 1)
                continue
            if current is not None:
                whole.append(current)
            current = CommandRow(actor, key, envelope.cmd.fp, row.index, 1)
        self._command = current
        self._writing.insert([row for row, _ in events], whole, (), ())

    def content(self, digest: bytes, data: bytes) -> None:
        self._writing.insert((), (), [(digest, data)], ())

    def privates(self, rows: list[Private]) -> None:
        self._writing.insert((), (), (), rows)

    def root(self, root: bytes) -> None:
        last = () if self._command is None else (self._command,)
        self._writing.insert((), last, (), ())
        self._command = None
        stored = root_of_rows(self._writing.read(-1))
        if (stored.size, stored.root) != (self._part.size, root):
            raise RestoreDiffers(store=self._name, ledger=self._part.slug)
        held = Held(reason="restored", size=self._part.size, root=root, made=self._made)
        self._restoring.hold(self._part.id, encode(held))
