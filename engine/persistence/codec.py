"""The stored bytes: MessagePack in one canonical subset, and the leaf each event becomes.

Canonical means: shortest headers, map keys sorted by their UTF-8 bytes, absent optional fields
left out, UUIDs as 16 raw bytes, whole numbers only. msgspec writes exactly this with
`order="sorted"`; `msgpack` reads it independently in the tests and in verification.

    state  = msgpack({"at", "by", "cmd": {"fp", "key"}, "data", ["for"], ["on"], "v", ["with"]})
    leaf   = msgpack([1, stream id (16 bytes), stream version, topic, state])
    hash   = SHA-256(0x00 ‖ leaf)                                  (RFC 6962, section 2.1)

A reader takes topic and version, finds the one struct registered for them, and refuses what
it does not know: an unknown name is never imported, an unknown field is an error. Hashes are
made of stored bytes, never of a re-encoding.
"""

from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec

from engine.errors.ledger import EventUnknown, EventUnreadable
from engine.errors.values import EventTooLarge
from engine.events.base import Event, Recorded
from engine.events.registry import EVENTS

LEAF_BYTES_MAX = 65_535
LEAF_FORMAT = 1

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for bytes that are not what was promised."""

D = TypeVar("D")
T = TypeVar("T")

_encoder = msgspec.msgpack.Encoder(uuid_format="bytes", order="sorted")
encode = _encoder.encode
"""Any struct or plain value of ours as canonical bytes."""


def decode(data: bytes, kind: type[T]) -> T:
    """Canonical bytes as a value of this type. Raises one of `UNREADABLE`."""
    return msgspec.msgpack.decode(data, type=kind)


class CommandMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Which command brought an event: its idempotency key and the first 16 bytes of SHA-256
    of its content (personal fields left out).
    """

    key: str
    fp: bytes


class Envelope(
    msgspec.Struct,
    Generic[D],
    frozen=True,
    kw_only=True,
    gc=False,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"acting_for": "for", "second": "with"},
):
    """What surrounds an event in the log."""

    v: int
    at: int
    by: str
    cmd: CommandMark
    data: D
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None


class Row(msgspec.Struct, frozen=True, gc=False):
    """One stored event as the store keeps it."""

    index: int
    stream: bytes
    """16 bytes; see `engine.values.ids`."""
    version: int
    topic: str
    state: bytes


class _Version(msgspec.Struct):
    v: int


_decoders = {
    name: msgspec.msgpack.Decoder(Envelope[kind])  # type: ignore[valid-type]  # made at run time
    for name, kind in EVENTS.items()
}
_only_version = {
    topic: version
    for topic, version in EVENTS
    if sum(1 for other, _ in EVENTS if other == topic) == 1
}
_read_version = msgspec.msgpack.Decoder(_Version).decode


def encode_event(event: Event, envelope: Envelope[Any]) -> bytes:
    """The stored bytes of an event in its envelope. Refuses `EventTooLarge`."""
    state = _encoder.encode(envelope)
    if len(state) > LEAF_BYTES_MAX - 128:
        raise EventTooLarge(topic=event.TOPIC, size=len(state), size_max=LEAF_BYTES_MAX - 128)
    return state


def decode_row(row: Row) -> Recorded:
    """The event of a row, still without its content. Refuses `EventUnknown` and `EventUnreadable`."""
    return recorded_as(row.index, open_envelope(row))


def recorded_as(index: int, envelope: Envelope[Any]) -> Recorded:
    """The event in an envelope as one with this index, without its content."""
    return Recorded(
        index=index,
        at=envelope.at,
        by=envelope.by,
        key=envelope.cmd.key,
        event=envelope.data,
        on=envelope.on,
        acting_for=envelope.acting_for,
        second=envelope.second,
    )


def open_envelope(row: Row) -> Envelope[Any]:
    """The envelope of a row with its event inside. Refuses as `decode_row` does."""
    try:
        version = _only_version.get(row.topic) or _read_version(row.state).v
        decoder = _decoders.get((row.topic, version))
        if decoder is None:
            raise EventUnknown(index=row.index, topic=row.topic, version=version)
        envelope = decoder.decode(row.state)
    except UNREADABLE as error:
        raise _refusal(row, error) from error
    if envelope.v != version:
        raise EventUnknown(index=row.index, topic=row.topic, version=envelope.v)
    return envelope


def _refusal(row: Row, error: Exception) -> EventUnknown | EventUnreadable:
    try:
        version = _read_version(row.state).v
    except UNREADABLE:
        version = 0
    if version and (row.topic, version) not in EVENTS:
        return EventUnknown(index=row.index, topic=row.topic, version=version)
    return EventUnreadable(index=row.index, topic=row.topic, version=version, reason=str(error))


def is_canonical(row: Row) -> bool:
    """Does encoding the decoded event give the stored bytes again."""
    return _encoder.encode(open_envelope(row)) == row.state


def leaf(row: Row) -> bytes:
    """The row's leaf, as it enters the Merkle tree and every export."""
    return _encoder.encode((LEAF_FORMAT, row.stream, row.version, row.topic, row.state))


def leaf_hash(row: Row) -> bytes:
    """The hash of the row's leaf, 32 bytes."""
    return hash_of_leaf(leaf(row))


def hash_of_leaf(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf), 32 bytes."""
    return sha256(b"\0" + data).digest()
