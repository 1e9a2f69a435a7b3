"""The archive: POSIX ustar in one form, so that an archive of given members has given bytes.

A member is a header of 512 bytes, its data, and zero bytes up to the next multiple of 512. Two
blocks of zero bytes end the archive, and nothing follows. In the header the folder stands in
`prefix` and the rest in `name`; mode 0644, owner 0, time 0, type `0`; every other field is zero.

The reader makes the header it expects from name and size, and compares all 512 bytes: an archive
with another owner, time, type, link, padding or tail is not the canonical one, and is not read on.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

import msgspec

BLOCK = 512
CHUNK = 1 << 20
SIZE_MAX = 8**11 - 1
_END = bytes(2 * BLOCK)
_TOP = re.compile(r"audit-[A-Za-z0-9][A-Za-z0-9._-]{0,63}-(0|[1-9][0-9]{0,18})")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class ArchiveBroken(Exception):  # a finding of the verifier, not a refusal
    """The archive is not the canonical one from here on. `member` is the last name read."""

    def __init__(self, code: str, member: str, **facts: object) -> None:
        super().__init__(code, member, facts)
        self.code = code
        self.member = member
        self.facts: dict[str, Any] = facts


def header(top: str, name: str, size: int) -> bytes:
    """The one header of a member."""
    fields = (
        (name.encode(), 100),
        (b"0000644\0", 8),
        (b"0000000\0", 8),
        (b"0000000\0", 8),
        (b"%011o\0" % size, 12),
        (b"00000000000\0", 12),
        (b"        ", 8),
        (b"0", 1),
        (b"", 100),
        (b"ustar\0" + b"00", 8),
        (b"", 80),
        (top.encode(), 155),
        (b"", 12),
    )
    assert all(len(value) <= width for value, width in fields), "names of a bundle are short"
    block = b"".join(value.ljust(width, b"\0") for value, width in fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


class Writer:
    """Writes the members of one folder, and the digest of each."""

    def __init__(self, out: BinaryIO, top: str) -> None:
        self.top = top
        self._out = out

    def add(self, name: str, size: int, chunks: Iterator[bytes]) -> bytes:
        """Write a member; its SHA-256."""
        hashed, written = sha256(), 0
        self._out.write(header(self.top, name, size))
        for chunk in chunks:
            hashed.update(chunk)
            self._out.write(chunk)
            written += len(chunk)
        assert written == size, "a member is as long as its header says"
        self._out.write(bytes(-size % BLOCK))
        return hashed.digest()

    def end(self) -> None:
        """Write the end of the archive."""
        self._out.write(_END)


class Member(msgspec.Struct, frozen=True):
    """A member as its header tells it; `offset` is where its data begins."""

    name: str
    size: int
    offset: int


class Reader:
    """Reads members one after the other, and refuses what is not canonical.

    `ahead` is the next member; None at the end. Raises `ArchiveBroken`.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._at = 0
        self.top = ""
        self.ahead: Member | None = None

    def begin(self) -> None:
        """Look at the first member."""
        self._look()

    def chunks(self) -> Iterator[bytes]:
        """The data of the member ahead, in pieces; afterwards the next one is ahead."""
        member = self.ahead
        assert member is not None, "asked only while a member is ahead"
        left = member.size
        while left:
            chunk = self._read(min(left, CHUNK), member.name)
            left -= len(chunk)
            yield chunk
        padding = -member.size % BLOCK
        if self._read(padding, member.name) != bytes(padding):
            raise ArchiveBroken("archive-not-canonical", member.name, field="padding")
        self._look(member.name)

    def _look(self, before: str = "") -> None:
        block = self._read(BLOCK, before)
        if not any(block):
            if self._read(BLOCK, before) != bytes(BLOCK):
                raise ArchiveBroken("archive-not-canonical", before, field="end")
            if self._at != self._size:
                raise ArchiveBroken("archive-has-a-tail", before, bytes=self._size - self._at)
            self.ahead = None
            return
        self.ahead = self._member(block, before)

    def _member(self, block: bytes, before: str) -> Member:
        top, name = _text(block[345:500]), _text(block[:100])
        size = block[124:135]
        if not _TOP.fullmatch(top) or (self.top and top != self.top):
            raise ArchiveBroken("archive-not-canonical", before, field="folder")
        if not _NAME.fullmatch(name):
            raise ArchiveBroken("member-name-not-allowed", before, name=ascii(name)[:120])
        if not re.fullmatch(rb"[0-7]{11}", size):
            raise ArchiveBroken("archive-not-canonical", name, field="size")
        self.top = top
        told = int(size, 8)
        if block != header(top, name, told):
            raise ArchiveBroken("archive-not-canonical", name, field="header")
        if told > self._size - self._at:
            raise ArchiveBroken("archive-cut-short", name, claimed=told, left=self._size - self._at)
        return Member(name, told, self._at)

    def _read(self, length: int, member: str) -> bytes:
        data = self._file.read(length)
        self._at += len(data)
        if len(data) != length:
            raise ArchiveBroken("archive-cut-short", member, claimed=length, left=len(data))
        return data


def _text(field: bytes) -> str:
    return field.rstrip(b"\0").decode("latin-1")
