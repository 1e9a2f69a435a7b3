"""Stored bytes: canonical, read by their topic and version, refused with their index."""

from typing import Any

import msgpack
import msgspec
import pytest

from engine.errors.ledger import EventUnknown, EventUnreadable
from engine.errors.values import EventTooLarge
from engine.events.registry import EVENTS
from engine.events.season import MemberReleased, MovementLaunched
from engine.persistence import codec
from engine.persistence.codec import (
    LEAF_BYTES_MAX,
    CommandMark,
    Envelope,
    Row,
    decode_row,
    encode,
    encode_event,
    is_canonical,
    leaf,
)

STREAM = b"\xff" * 16
EVENT = MemberReleased(member="U1", reason="Rời khối")


def envelope(event: Any = EVENT, **more: Any) -> Envelope[Any]:
    mark = CommandMark("k", b"f" * 16)
    return Envelope(v=event.VERSION, at=7, by="local", cmd=mark, data=event, **more)


def row(state: bytes, topic: str = "member-released", index: int = 12) -> Row:
    return Row(index, STREAM, 1, topic, state)


def changed(**changes: Any) -> bytes:
    """The stored bytes with other values; None takes a field out."""
    plain = msgpack.unpackb(encode_event(EVENT, envelope())) | changes
    return bytes(
        msgpack.packb({key: plain[key] for key in sorted(plain) if plain[key] is not None})
    )


def test_an_event_comes_back_with_everything_around_it() -> None:
    state = encode_event(EVENT, envelope(on=3, acting_for="U2", second="bob"))

    recorded = decode_row(row(state))

    assert recorded.event == EVENT
    assert (recorded.index, recorded.at, recorded.by, recorded.key) == (12, 7, "local", "k")
    assert (recorded.on, recorded.acting_for, recorded.second) == (3, "U2", "bob")
    assert recorded.content is None


def test_keys_stand_in_order_and_absent_fields_are_left_out() -> None:
    plain = msgpack.unpackb(encode_event(EVENT, envelope(on=3, acting_for="U2", second="bob")))

    assert list(plain) == ["at", "by", "cmd", "data", "for", "on", "v", "with"]
    assert list(msgpack.unpackb(encode_event(EVENT, envelope()))) == [
        "at",
        "by",
        "cmd",
        "data",
        "v",
    ]


@pytest.mark.parametrize(
    ("stored", "refusal"),
    [
        pytest.param(row(changed(), "member-exiled"), EventUnknown, id="topic"),
        pytest.param(row(changed(v=2)), EventUnknown, id="version"),
        pytest.param(row(changed(v=2, why="news")), EventUnknown, id="version-and-field"),
        pytest.param(row(changed(why="news")), EventUnreadable, id="field"),
        pytest.param(
            row(changed(data={"member": "U1", "reason": "x", "why": "y"})),
            EventUnreadable,
            id="field-of-the-event",
        ),
        pytest.param(row(changed(data={"member": "U1"})), EventUnreadable, id="field-missing"),
        pytest.param(row(changed(at=None)), EventUnreadable, id="envelope-incomplete"),
        pytest.param(row(changed(at=1.5)), EventUnreadable, id="float"),
        pytest.param(row(changed(v=None)), EventUnreadable, id="no-version"),
        pytest.param(row(changed(by=b"\xff")), EventUnreadable, id="bytes-for-text"),
        pytest.param(
            row(changed().replace("Rời".encode(), b"R\xff\xff\xffi")),
            EventUnreadable,
            id="not-utf-8",
        ),
        pytest.param(row(changed() + b"\0"), EventUnreadable, id="trailing-byte"),
        pytest.param(row(changed()[:-1]), EventUnreadable, id="cut-short"),
        pytest.param(row(b""), EventUnreadable, id="empty"),
        pytest.param(row(b"\x91" * 60_000), EventUnreadable, id="deep"),
        pytest.param(row(b"", "member-exiled"), EventUnreadable, id="topic-and-empty"),
        pytest.param(
            row(b"\x82\xa1a" + b"\x91" * 60_000, "member-exiled"),
            EventUnreadable,
            id="topic-and-deep",
        ),
    ],
)
def test_bytes_that_are_not_known_are_refused_with_their_index(
    stored: Row, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as refused:
        decode_row(stored)

    assert isinstance(refused.value, EventUnknown | EventUnreadable)
    assert refused.value.facts["index"] == 12
    assert refused.value.facts["topic"] == stored.topic


def test_of_two_versions_each_is_read_by_its_own_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    class Second(MovementLaunched, frozen=True, kw_only=True):
        VERSION = 2
        place: str

    second = msgspec.msgpack.Decoder(Envelope[Second])
    monkeypatch.setitem(codec._decoders, ("movement-launched", 2), second)
    monkeypatch.delitem(codec._only_version, "movement-launched")
    old = MovementLaunched(movement="m", title="M")
    new = Second(movement="m", title="M", place="Hội trường")

    for event in (old, new):
        stored = row(encode_event(event, envelope(event)), "movement-launched")
        assert decode_row(stored).event == event


def test_an_event_too_large_for_a_leaf_is_refused() -> None:
    fitting = MovementLaunched(movement="m", title="x" * 65_000)
    assert len(leaf(row(encode_event(fitting, envelope(fitting))))) <= LEAF_BYTES_MAX

    with pytest.raises(EventTooLarge):
        encode_event(fitting, envelope(MovementLaunched(movement="m", title="x" * 65_500)))


def test_the_largest_state_fits_into_a_leaf_under_the_longest_topic() -> None:
    topic = max((topic for topic, _ in EVENTS), key=len)

    largest = leaf(Row(2**53, STREAM, 2**63 - 1, topic, bytes(LEAF_BYTES_MAX - 128)))

    assert len(largest) <= LEAF_BYTES_MAX


def test_other_bytes_of_the_same_event_are_not_canonical() -> None:
    plain = msgpack.unpackb(changed())
    backwards = {key: plain[key] for key in sorted(plain, reverse=True)}

    assert is_canonical(row(changed()))
    assert not is_canonical(row(msgpack.packb(backwards)))


def test_numbers_and_texts_have_their_shortest_headers() -> None:
    for value in (0, 127, 128, 2**16, 2**53, -1, -33, "", "x" * 31, "x" * 32, b"", [None, True]):
        assert encode(value) == msgpack.packb(value)
