"""Backing a store up while others write: one consistent moment, into one file.

The file is written under another name, flushed to the disk, and named when it is whole. It holds
names of persons, so it is for its owner only, as the store is.
"""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from api.formats.errors import FileUnwritable
from api.keeping.archive import (
    ArchiveWriter,
    Backup,
    Content,
    Events,
    LedgerPart,
    Privates,
    Root,
    moment,
)
from api.keeping.checking import Checked, LedgerKept, Progress, Taker, walk_backup
from api.keeping.errors import BackupUnreadable
from engine.errors.ledger import StoreDamaged
from engine.persistence.codec import Row, leaf_hash
from engine.persistence.store import Copying, Head, Store
from projections.tree import Frontier

ROWS_AT_ONCE = 1_000
WRITE_BYTES = 1024 * 1024


def back_up(
    store: Store, place: Path, *, name: str, now: int, progress: Progress | None = None
) -> Checked:
    """Write the store of this name as it is now into a file; in a folder, into one named by the
    moment.

    Refuses `FileUnwritable` and `StoreDamaged`; then there is no file.
    """
    began = time.monotonic_ns()
    made = datetime.fromtimestamp(now // 1_000_000, UTC)
    target = place / f"suyton-{made:%Y%m%d-%H%M%S}.backup" if place.is_dir() else place
    with _written(target, name) as file, store.copying() as copying:
        heads = copying.heads()
        archive = ArchiveWriter(file)
        archive.write(Backup(made=now, ledgers=len(heads)))
        tell = _Told(progress, sum(head.size for head in heads))
        kept = tuple(_ledger(archive, copying, head, tell) for head in heads)
        archive.end()
    return Checked(
        file=str(target),
        made=moment(now),
        bytes=archive.size,
        milliseconds=(time.monotonic_ns() - began) // 1_000_000,
        ledgers=kept,
    )


class _Told:
    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def more(self, events: int) -> None:
        self._done += events
        if self._progress is not None:
            self._progress(self._done, self._total)


def _ledger(archive: ArchiveWriter, copying: Copying, head: Head, tell: _Told) -> LedgerKept:
    archive.write(LedgerPart(id=head.id, slug=head.slug, size=head.size, opened=head.opened))
    tree = Frontier()
    rows: list[Row] = []

    def write() -> None:
        archive.write(Events(rows=[(r.stream, r.version, r.topic, r.state) for r in rows]))
        tell.more(len(rows))
        rows.clear()

    for row in copying.rows(head.id):
        if row.index != tree.size:
            raise StoreDamaged(store=head.slug, reason=f"index {tree.size} is missing")
        tree.add(leaf_hash(row))
        rows.append(row)
        if len(rows) == ROWS_AT_ONCE:
            write()
    write()
    if tree.size != head.size:
        reason = f"{head.size} events promised, {tree.size} found"
        raise StoreDamaged(store=head.slug, reason=reason)
    contents = 0
    for data in copying.contents(head.id):
        archive.write(Content(data=data))
        contents += 1
    persons = [(each.ref, each.salt, each.value) for each in copying.privates(head.id)]
    for at in range(0, len(persons), ROWS_AT_ONCE):
        archive.write(Privates(rows=persons[at : at + ROWS_AT_ONCE]))
    archive.write(Root(root=tree.root))
    return LedgerKept(
        ledger=head.slug,
        ledger_id=str(head.id),
        events=head.size,
        root=tree.root.hex(),
        contents=contents,
        privates=len(persons),
    )


@contextmanager
def _written(target: Path, name: str) -> Iterator[BinaryIO]:
    """A file that has its name only when it is whole, on the disk, and could be restored."""
    try:
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        descriptor, made = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".part")
        part = Path(made)
        try:
            with os.fdopen(descriptor, "wb", buffering=WRITE_BYTES) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _check(part, name)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
        _flush_folder(target.parent)
    except OSError as error:
        raise FileUnwritable(file=str(target), reason=error.strerror or str(error)) from error


def _check(part: Path, name: str) -> None:
    try:
        walk_backup(part, Taker())
    except BackupUnreadable as refusal:
        told = " ".join(f"{key} {value}" for key, value in refusal.facts.items() if key != "file")
        raise StoreDamaged(
            store=name, reason=f"the backup could not be restored: {told}"
        ) from refusal


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
