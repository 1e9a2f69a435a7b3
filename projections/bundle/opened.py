"""The archive as the verifier goes through it: member after member, in the one order.

Each member's digest goes into the running sums; what is needed again later (content, hash tiles)
is found by its offset. Nothing is held but the member at hand.
"""

import os
import re
from array import array
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from engine.errors.audit import BundleForeign, BundleUnreadable
from engine.errors.ledger import ContentNotFound
from projections.bundle import layout
from projections.bundle.export import sum_line
from projections.bundle.ustar import ArchiveBroken, Member, Reader

_MAGICS = {
    b"\x1f\x8b": "compressed with gzip",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"PK": "a zip file",
    b"SQLite": "a database",
}


class Opened:
    """A bundle's file. Refuses `BundleUnreadable`, and `BundleForeign` for what is no bundle."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        try:
            self._file: BinaryIO = path.open("rb")
            size = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise BundleUnreadable(file=str(path), reason=error.strerror or "") from error
        try:
            self._check_kind(size)
            self.reader = Reader(self._file, size)
        except BaseException:
            self._file.close()
            raise
        self.contents: dict[bytes, Member] = {}
        self.tiles = array("Q")
        self.sums = sha256()
        self.count = 0

    def _check_kind(self, size: int) -> None:
        magic = self._file.read(512)
        self._file.seek(0)
        for begin, reason in _MAGICS.items():
            if magic.startswith(begin):
                raise BundleForeign(file=self.name, reason=reason)
        if size < 512 or magic[257:265] != b"ustar\x0000":
            raise BundleForeign(file=self.name, reason="not a ustar archive")
        if not magic.startswith(layout.MANIFEST.encode() + b"\0") or magic[345:351] != b"audit-":
            raise BundleForeign(file=self.name, reason=f"does not begin with {layout.MANIFEST}")

    @property
    def ahead(self) -> str | None:
        """The name of the next member; None at the end."""
        return self.reader.ahead.name if self.reader.ahead else None

    def take(self, name: str, *, size_max: int = layout.TEXT_BYTES_MAX) -> bytes:
        """The data of the member, which must be the next. Raises `ArchiveBroken`."""
        member = self.expect(name)
        if member.size > size_max:
            raise ArchiveBroken("member-too-large", name, claimed=member.size, size_max=size_max)
        data = b"".join(self.reader.chunks())
        self._sum(name, sha256(data).digest())
        return data

    def digest(self, name: str) -> bytes:
        """SHA-256 of the member, which must be the next; never held whole."""
        self.expect(name)
        hashed = sha256()
        for chunk in self.reader.chunks():
            hashed.update(chunk)
        self._sum(name, hashed.digest())
        return hashed.digest()

    def expect(self, name: str) -> Member:
        """The next member, which must have this name. Raises `ArchiveBroken`."""
        member = self.reader.ahead
        if member is None:
            raise ArchiveBroken("member-missing", name)
        if member.name != name:
            raise ArchiveBroken("member-not-expected", member.name, expected=name)
        return member

    def under(self, folder: str, name: str) -> Iterator[str]:
        """The names that follow in this folder, each of this form; each must be taken before the
        next is asked. Raises `ArchiveBroken`.
        """
        while self.ahead is not None and self.ahead.startswith(f"{folder}/"):
            if not re.fullmatch(f"{folder}/{name}", self.ahead):
                raise ArchiveBroken("member-not-expected", self.ahead, expected=f"{folder}/")
            yield self.ahead

    def take_tile(self, number: int, width: int) -> tuple[bytes, bytes]:
        """The entries and the leaf hashes of a tile."""
        largest = width * (2 + 65_535)
        entries = self.take(layout.tile_path("entries", number, width), size_max=largest)
        name = layout.tile_path("0", number, width)
        self.tiles.append(self.expect(name).offset)
        return entries, self.take(name, size_max=width * 32)

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """Leaf hashes of a tile that was read before; they were checked then."""
        at = self._file.tell()
        number, first = divmod(start, layout.TILE)
        self._file.seek(self.tiles[number] + first * 32)
        data = self._file.read((stop - start) * 32)
        self._file.seek(at)
        return [data[each : each + 32] for each in range(0, len(data), 32)]

    def content(self, digest: bytes) -> bytes:
        """Content that was read before. Refuses `ContentNotFound`."""
        member = self.contents.get(digest)
        if member is None:
            raise ContentNotFound(digest=digest.hex())
        at = self._file.tell()
        self._file.seek(member.offset)
        data = self._file.read(member.size)
        self._file.seek(at)
        return data

    def _sum(self, name: str, digest: bytes) -> None:
        self.count += 1
        if name not in (layout.SUMS, layout.SUMS_SIGNATURE):
            self.sums.update(sum_line(name, digest))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
