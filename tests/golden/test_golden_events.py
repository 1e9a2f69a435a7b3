"""A change of format cannot pass unseen: bytes, leaf hash and value of every event are kept.

The bytes are read by `msgpack`, a decoder that has nothing to do with the program's own.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgpack
import pytest

from engine.events.base import Event
from engine.events.registry import EVENTS
from engine.persistence.codec import Row, encode, is_canonical, leaf, leaf_hash, open_envelope
from engine.values.ids import stream_id
from tests.golden.kept import EVENTS_FOLDER, LEDGER, as_row, plain, read

REMEDY = "run `python -m tests.golden.add`, which adds and never overwrites"


def kept_examples() -> Iterator[Any]:
    for path in sorted(EVENTS_FOLDER.glob("*.json")):
        for name, kept in read(path)["examples"].items():
            yield pytest.param(kept, id=f"{path.stem}-{name}")


@pytest.fixture(params=kept_examples())
def kept(request: pytest.FixtureRequest) -> dict[str, Any]:
    example: dict[str, Any] = request.param
    return example


@pytest.fixture
def row(kept: dict[str, Any]) -> Row:
    return as_row(kept)


def test_every_event_ever_released_has_a_golden_file_and_is_known() -> None:
    files = {path.stem for path in EVENTS_FOLDER.glob("*.json")}

    assert files == {f"{topic}-{version}" for topic, version in EVENTS}, REMEDY


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: f"{kind.TOPIC}-{kind.VERSION}")
def test_every_field_of_an_event_is_in_an_example(kind: type) -> None:
    kept = read(EVENTS_FOLDER / f"{kind.TOPIC}-{kind.VERSION}.json")  # type: ignore[attr-defined]

    shown = {name for each in kept["examples"].values() for name in each["value"]["data"]}

    assert shown == set(kind.__struct_fields__), REMEDY  # type: ignore[attr-defined]  # a struct


def test_stored_bytes_are_read_as_the_same_value_by_an_independent_decoder(
    kept: dict[str, Any], row: Row
) -> None:
    value = msgpack.unpackb(row.state, strict_map_key=True)

    assert plain(value) == kept["value"]
    assert open_envelope(row).v == value["v"]
    assert plain(msgpack.unpackb(encode(open_envelope(row).data))) == kept["value"]["data"]


def test_the_independent_encoder_writes_the_same_bytes(row: Row) -> None:
    value = msgpack.unpackb(row.state)

    assert msgpack.packb(_in_order(value)) == row.state


def test_the_program_reads_the_bytes_and_writes_the_same_again(row: Row) -> None:
    assert is_canonical(row)


def test_a_leaf_has_the_bytes_and_the_hash_it_had(kept: dict[str, Any], row: Row) -> None:
    told = [1, row.stream, row.version, row.topic, row.state]

    assert leaf(row) == msgpack.packb(told)
    assert leaf_hash(row).hex() == kept["leaf_hash"]
    assert sha256(b"\0" + msgpack.packb(told)).hexdigest() == kept["leaf_hash"]


def test_a_stream_has_the_id_it_had(row: Row) -> None:
    assert stream_id(LEDGER, open_envelope(row).data.stream()) == row.stream


def test_a_stream_that_is_said_outright_is_what_the_event_is_about(row: Row) -> None:
    event = open_envelope(row).data

    assert event.stream() == Event.stream(event)


def test_no_stored_value_is_a_float_or_out_of_the_subset(row: Row) -> None:
    assert list(_strangers(msgpack.unpackb(row.state))) == []


def _in_order(value: Any) -> Any:
    """The same value with the keys of its maps sorted by their UTF-8 bytes."""
    if isinstance(value, dict):
        return {name: _in_order(value[name]) for name in sorted(value, key=str.encode)}
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    return value


def _strangers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        assert all(isinstance(name, str) for name in value)
        for each in value.values():
            yield from _strangers(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strangers(each)
    elif not isinstance(value, bool | int | str | bytes | None):
        yield value
