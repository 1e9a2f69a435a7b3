"""Reading a backup from end to end, every byte of it checked; and handing on what it holds.

Checked are the digest of the file, and of every ledger: no index missing, every event known, its
bytes canonical and in the stream it belongs to, all content there that events name, the root.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from api.formats.errors import FileUnreadable
from api.keeping.archive import (
    Backup,
    Content,
    Events,
    Frame,
    LedgerPart,
    Privates,
    Root,
    moment,
    read_archive,
)
from api.keeping.errors import BackupUnreadable
from engine.errors.ledger import EventUnknown, EventUnreadable
from engine.events.base import ContentRef
from engine.persistence.codec import Envelope, Row, encode, leaf_hash, open_envelope
from engine.persistence.store import Private
from engine.values.ids import stream_id
from projections.tree import Frontier

Progress = Callable[[int, int], None]


class LedgerKept(msgspec.Struct, frozen=True, kw_only=True):
    """A ledger as it lies in a backup."""

    ledger: str
    ledger_id: str
    events: int
    root: str
    contents: int
    privates: int


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    file: str
    made: str
    bytes: int
    milliseconds: int
    ledgers: tuple[LedgerKept, ...]


class Taker:
    """Where the parts of a backup go, in their order: here, nowhere."""

    def backup(self, backup: Backup) -> None:
        """The backup begins."""

    def ledger(self, part: LedgerPart) -> None:
        """A ledger begins."""

    def events(self, events: list[tuple[Row, Envelope[Any]]]) -> None:
        """The next events of the ledger."""

    def content(self, digest: bytes, data: bytes) -> None:
        """Content of the ledger."""

    def privates(self, rows: list[Private]) -> None:
        """Private rows of the ledger."""

    def root(self, root: bytes) -> None:
        """The ledger ends."""


def walk_backup(file: Path, taker: Taker, progress: Progress | None = None) -> Checked:
    """Read a backup from end to end and hand on its parts.

    Refuses `BackupUnreadable`, at the latest at the end, and `FileUnreadable`.
    """
    began = time.monotonic_ns()
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            walk = _Walk(str(file), taker)
            for frame in read_archive(opened, name=str(file)):
                walk.take(frame)
                if progress is not None:
                    progress(opened.tell(), size)
            backup = walk.finish()
    except OSError as error:
        raise FileUnreadable(file=str(file), reason=error.strerror or str(error)) from error
    return Checked(
        file=str(file),
        made=moment(backup.made),
        bytes=size,
        milliseconds=(time.monotonic_ns() - began) // 1_000_000,
        ledgers=tuple(walk.ledgers),
    )


class _Walk:
    """The frames of a backup in their order, each checked."""

    def __init__(self, file: str, taker: Taker) -> None:
        self.file = file
        self.ledgers: list[LedgerKept] = []
        self._taker = taker
        self._backup: Backup | None = None
        self._part: LedgerPart | None = None
        self._tree = Frontier()
        self._named: set[bytes] = set()
        self._contents: set[bytes] = set()
        self._privates = 0

    def take(self, frame: Frame) -> None:
        """The next frame."""
        match frame, self._part:
            case Backup(), _ if self._backup is None:
                self._backup = frame
                self._taker.backup(frame)
            case LedgerPart(), None if self._backup is not None:
                self._begin(frame)
            case Events(), LedgerPart() as part:
                self._events(part, frame)
            case Content(), LedgerPart():
                digest = sha256(frame.data).digest()
                self._contents.add(digest)
                self._taker.content(digest, frame.data)
            case Privates(), LedgerPart():
                self._privates += len(frame.rows)
                rows = [Private(ref=r, salt=salt, value=value) for r, salt, value in frame.rows]
                self._taker.privates(rows)
            case Root(), LedgerPart() as part:
                self._end(part, frame.root)
            case _:
                raise self._refusal("order")

    def finish(self) -> Backup:
        """Nothing more comes."""
        backup = self._backup
        if backup is None or self._part is not None or len(self.ledgers) != backup.ledgers:
            raise self._refusal("order")
        return backup

    def _begin(self, part: LedgerPart) -> None:
        self._part, self._tree = part, Frontier()
        self._named, self._contents, self._privates = set(), set(), 0
        self._taker.ledger(part)

    def _events(self, part: LedgerPart, frame: Events) -> None:
        first = self._tree.size
        rows = [Row(first + at, *told) for at, told in enumerate(frame.rows)]
        opened = [(row, self._opened(part, row)) for row in rows]
        for row in rows:
            self._tree.add(leaf_hash(row))
        self._taker.events(opened)

    def _opened(self, part: LedgerPart, row: Row) -> Envelope[Any]:
        """The row's envelope: its event known, canonical, and in its stream."""
        try:
            envelope = open_envelope(row)
        except (EventUnknown, EventUnreadable) as refusal:
            raise self._refusal("event", index=row.index) from refusal
        stream = stream_id(part.id, envelope.data.stream())
        if encode(envelope) != row.state or row.stream != stream:
            raise self._refusal("event", index=row.index)
        for field in envelope.data.__struct_fields__:
            value = getattr(envelope.data, field)
            if isinstance(value, ContentRef):
                self._named.add(value.digest)
        return envelope

    def _end(self, part: LedgerPart, root: bytes) -> None:
        if self._tree.size != part.size or self._tree.root != root:
            raise self._refusal("root")
        if self._named - self._contents:
            raise self._refusal("content")
        self._taker.root(root)
        self.ledgers.append(
            LedgerKept(
                ledger=part.slug,
                ledger_id=str(part.id),
                events=part.size,
                root=root.hex(),
                contents=len(self._contents),
                privates=self._privates,
            )
        )
        self._part = None

    def _refusal(self, reason: str, **more: object) -> BackupUnreadable:
        ledger = {} if self._part is None else {"ledger": self._part.slug}
        return BackupUnreadable(file=self.file, reason=reason, **ledger, **more)
