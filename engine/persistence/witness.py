"""What was last seen of each ledger, kept outside the store: it shows when an older copy is put back.

    DIR/LEDGER-ID    size (8 bytes, big endian) ‖ hash of the last leaf ‖ 8 bytes of SHA-256 of both

A file is written after a commit is durable, so it is never ahead of the store. It is not flushed: after
a power cut it may be behind, and shows less. Where it cannot be read or written, recording goes on
without it: a vote counts more than the witness of it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import UUID

import msgspec

from engine.persistence.codec import Row, leaf_hash
from engine.persistence.store import Held

_BYTES = 48


class Seen(msgspec.Struct, frozen=True):
    """How many events a ledger had, and the hash of the last one's leaf."""

    size: int
    leaf: bytes


class Told(Protocol):
    """A ledger as it is now: what `contradicts` asks of it."""

    @property
    def size(self) -> int:
        """Its events."""

    def read(self, after: int) -> Iterator[Row]:
        """Events with a greater index, in order."""


class Witness:
    """The files of one store; without a folder, none. Processes may share them."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def contradicts(self, ledger: UUID, told: Told) -> Held | None:
        """What was seen of the ledger, if this is not it or not all of it."""
        seen = self.seen(ledger)
        if seen is None:
            return None
        if seen.size > told.size:
            return Held(reason="older", size=seen.size)
        last = next(iter(told.read(seen.size - 2)))
        return None if leaf_hash(last) == seen.leaf else Held(reason="other", size=seen.size)

    def at_least(self, ledger: UUID, held: Held) -> Held:
        """What is known of a restored ledger, and how far it was seen to have come here."""
        seen = self.seen(ledger)
        if seen is None or seen.size <= held.size:
            return held
        return msgspec.structs.replace(held, size=seen.size, root=None)

    def seen(self, ledger: UUID) -> Seen | None:
        """What was last seen, if anything is known."""
        if self._folder is None:
            return None
        with suppress(OSError):
            return _read((self._folder / str(ledger)).read_bytes())
        return None

    def keep(self, ledger: UUID, seen: Seen, *, anew: bool) -> None:
        """Keep what the ledger has now. Less than was seen is kept only `anew`: at an epoch."""
        if self._folder is None:
            return
        with suppress(OSError):
            descriptor = _opened(f"{self._folder}/{ledger}")
            try:
                # Another process may have appended, and written, in between.
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                before = _read(os.pread(descriptor, _BYTES, 0))
                if anew or before is None or before.size < seen.size:
                    os.pwrite(descriptor, _written(seen), 0)
            finally:
                os.close(descriptor)


NOBODY = Witness(None)
"""Sees nothing."""


def _opened(path: str) -> int:
    """The file, made with its folder if there is none."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, flags, 0o600)


def _written(seen: Seen) -> bytes:
    told = seen.size.to_bytes(8, "big") + seen.leaf
    return told + sha256(told).digest()[:8]


def _read(data: bytes) -> Seen | None:
    told, check = data[:40], data[40:]
    if len(data) != _BYTES or sha256(told).digest()[:8] != check:
        return None
    return Seen(int.from_bytes(told[:8], "big"), told[8:])
