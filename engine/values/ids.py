"""Ids, and the streams derived from them.

A stream id hashes the ledger id, so the same season played into two stores never collides; and
anybody who knows poll and member can recompute where a named ballot must lie. The ledger id says
how, by the version that a UUID carries (RFC 9562, section 4.2):

    version 8   SHA-256(kind ‖ "-2" ‖ ledger id ‖ first part)[:2]
                ‖ SHA-256(kind ‖ "-2" ‖ ledger id ‖ parts joined by one NUL byte)[:14]
    any other   SHA-256(kind ‖ "-1" ‖ ledger id ‖ parts joined by one NUL byte)[:16]

In a ledger of version 8 the ballots of one poll lie together in the index that keeps anybody from
voting twice, so a batch of them changes a few of its pages and not one page each.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import NewType, TypeAlias
from uuid import UUID

from engine.values.text import Code

LedgerId = NewType("LedgerId", UUID)
StreamId: TypeAlias = bytes

MemberId: TypeAlias = Code
PollId: TypeAlias = Code
MeetingId: TypeAlias = Code
AwardId: TypeAlias = Code
CriterionId: TypeAlias = Code

Stream: TypeAlias = tuple[str, ...]
"""What an event is about: a kind and the ids that name one of it, as `("poll", "flag")`."""

STREAM_BYTES = 16
_NEAR_BYTES = 2
_TOGETHER = 8
_VERSION_BITS = 0xF << 76
_VARIANT_BITS = 0x3 << 62


def new_ledger_id(chance: bytes) -> UUID:
    """The id of a new ledger, made of 16 random bytes: a UUID of version 8."""
    told = int.from_bytes(chance, "big") & ~(_VERSION_BITS | _VARIANT_BITS)
    return UUID(int=told | _TOGETHER << 76 | 0x2 << 62)


def stream_id(ledger: UUID, stream: Stream) -> StreamId:
    """The 16-byte id of a stream of this ledger."""
    # By number: to hash a UUID is Python's work.
    near, told = _begun(ledger.int, stream[:2])
    digest = sha256(told + "\0".join(stream[1:]).encode()).digest()
    return near + digest[: STREAM_BYTES - len(near)]


def stream_ids(ledger: UUID, kind: str, part: str, lasts: Iterable[str]) -> list[StreamId]:
    """The ids of the streams of one kind and first part, one for each last part: the ballots of a
    poll, member by member.
    """
    near, told = _begun(ledger.int, (kind, part))
    told += f"{part}\0".encode()
    size = STREAM_BYTES - len(near)
    return [near + sha256(told + last.encode()).digest()[:size] for last in lasts]


@lru_cache(maxsize=4_096)
def _begun(number: int, first: Stream) -> tuple[bytes, bytes]:
    """What the ids of streams that begin like this have in common, and what is hashed before the
    parts.
    """
    ledger = UUID(int=number)
    kind, *part = first
    if ledger.version != _TOGETHER:
        return b"", f"{kind}-1".encode() + ledger.bytes
    told = f"{kind}-2".encode() + ledger.bytes
    return sha256(told + "".join(part).encode()).digest()[:_NEAR_BYTES], told
