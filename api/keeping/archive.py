"""The backup file: one form for every store, so that either restores what the other saved.

    file   = "suyton backup 1" line-feed frame …
    frame  = length (4 bytes, big endian) value
    value  = MessagePack map with a tag `is`; in this order:
             backup, then for each ledger: ledger, events …, content …, privates …, root; then end

`events` hold stream id, version in the stream, topic and stored bytes, from index 0 on without a gap.
`root` is that of RFC 6962 over the ledger's leaves, `end` the SHA-256 of all bytes before its frame.
Commands are not in it: they are made again from the envelopes. Nor are snapshots, which are a cache.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO, TypeAlias
from uuid import UUID

import msgspec

from api.keeping.errors import BackupUnreadable
from engine.persistence.codec import UNREADABLE, encode

MAGIC = b"suyton backup 1\n"
FRAME_BYTES_MAX = 256 * 1024 * 1024
"""More than the largest content and what stands around it; a page of events is smaller."""


class _Frame(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", kw_only=True, gc=False
):
    pass


class Backup(_Frame, frozen=True, tag="backup"):
    """When the backup was made, µs since the epoch, and of how many ledgers."""

    made: int
    ledgers: int


class LedgerPart(_Frame, frozen=True, tag="ledger"):
    """A ledger begins: as the store listed it."""

    id: UUID
    slug: str
    size: int
    opened: int


class Events(_Frame, frozen=True, tag="events"):
    """The next events: stream, version, topic, stored bytes."""

    rows: list[tuple[bytes, int, str, bytes]]


class Content(_Frame, frozen=True, tag="content"):
    """Bytes kept with the ledger under their SHA-256."""

    data: bytes


class Privates(_Frame, frozen=True, tag="privates"):
    """Rows about persons: reference, salt, value."""

    rows: list[tuple[UUID, bytes, str]]


class Root(_Frame, frozen=True, tag="root"):
    """A ledger ends."""

    root: bytes


class End(_Frame, frozen=True, tag="end"):
    """SHA-256 of all bytes before this frame."""

    digest: bytes


Frame: TypeAlias = Backup | LedgerPart | Events | Content | Privates | Root | End

_decode = msgspec.msgpack.Decoder(Frame).decode


class ArchiveWriter:
    """Writes frames to a file, and their digest at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = sha256()
        self.size = 0
        self._put(MAGIC)

    def write(self, frame: Frame) -> None:
        """Append a frame."""
        value = encode(frame)
        self._put(len(value).to_bytes(4, "big"))
        self._put(value)

    def end(self) -> None:
        """Write what the reader checks the rest by."""
        self.write(End(digest=self._digest.digest()))

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self.size += len(data)
        self._file.write(data)


def moment(micros: int) -> str:
    """When a backup was made, in UTC."""
    return datetime.fromtimestamp(micros // 1_000_000, UTC).isoformat()


def read_archive(file: BinaryIO, *, name: str) -> Iterator[Frame]:
    """The frames of a backup but for its end, which is checked. Refuses `BackupUnreadable`."""
    digest = sha256()

    def take(size: int) -> bytes:
        data = file.read(size)
        if len(data) < size:
            raise BackupUnreadable(file=name, reason="cut")
        return data

    head = file.read(len(MAGIC))
    if head != MAGIC:
        reason = "format" if head[:14] == MAGIC[:14] else "no-backup"
        raise BackupUnreadable(file=name, reason=reason)
    digest.update(head)
    while True:
        before = digest.digest()
        length = take(4)
        size = int.from_bytes(length, "big")
        if size > FRAME_BYTES_MAX:
            raise BackupUnreadable(file=name, reason="changed")
        value = take(size)
        try:
            frame = _decode(value)
        except UNREADABLE as error:
            raise BackupUnreadable(file=name, reason="changed") from error
        if isinstance(frame, End):
            if frame.digest != before or file.read(1):
                raise BackupUnreadable(file=name, reason="changed")
            return
        digest.update(length)
        digest.update(value)
        yield frame
