"""Ids, and the streams derived from them.

A stream id is `SHA-256(kind ‖ "-1" ‖ ledger id ‖ parts joined by one NUL byte)[:16]`. It hashes
the ledger id, so the same season played into two stores never collides; and anybody who knows
poll and member can recompute where a named ballot must lie.
"""

from hashlib import sha256
from typing import NewType, TypeAlias
from uuid import UUID

from engine.values.text import Code

LedgerId = NewType("LedgerId", UUID)
StreamId = NewType("StreamId", bytes)

MemberId: TypeAlias = Code
PollId: TypeAlias = Code
MeetingId: TypeAlias = Code
AwardId: TypeAlias = Code
CriterionId: TypeAlias = Code

Stream: TypeAlias = tuple[str, ...]
"""What an event is about: a kind and the ids that name one of it, as `("poll", "flag")`."""


def stream_id(ledger: UUID, stream: Stream) -> StreamId:
    """The 16-byte id of a stream of this ledger."""
    kind, *parts = stream
    told = f"{kind}-1".encode() + ledger.bytes + "\0".join(parts).encode()
    return StreamId(sha256(told).digest()[:16])
