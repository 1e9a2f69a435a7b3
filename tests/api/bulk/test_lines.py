"""Streams are read item by item however the bytes are cut; what cannot be read has a number."""

import json
from itertools import pairwise
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bulk import lines
from api.bulk.errors import LineUnreadable
from api.bulk.lines import Form, Item, items_of


def read(form: Form, *parts: bytes) -> list[Item]:
    """Every item of a stream that comes in these parts."""
    items = items_of(form)
    found = [item for part in parts for item in items.feed(part)]
    return [*found, *items.end()]


def told(items: list[Item]) -> list[Any]:
    """Numbers with what was said, or the reason of the refusal."""
    return [
        (item.line, item.said.facts["reason"])
        if isinstance(item.said, LineUnreadable)
        else (item.line, item.said)
        for item in items
    ]


OBJECTS = st.lists(
    st.dictionaries(st.text(max_size=3), st.integers(0, 999), max_size=3), max_size=8
)


@given(
    said=OBJECTS, cuts=st.lists(st.integers(0, 300)), form=st.sampled_from(("ndjson", "msgpack"))
)
def test_it_does_not_matter_where_the_bytes_are_cut(
    said: list[dict[str, int]], cuts: list[int], form: Form
) -> None:
    if form == "ndjson":
        whole = b"".join(json.dumps(each).encode() + b"\n" for each in said)
    else:
        whole = b"".join(msgpack.packb(each) for each in said)
    ends = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    parts = [whole[start:end] for start, end in pairwise(ends)]

    assert told(read(form, *parts)) == list(enumerate(said, 1))


def test_a_line_that_cannot_be_read_spoils_no_other() -> None:
    stream = b'{"a": 1}\n\nno\n[1]\n\xff\n{"b": 2}\r\n{"c": 3}'

    assert told(read("ndjson", stream)) == [
        (1, {"a": 1}),
        (3, "not-json"),
        (4, "not-an-object"),
        (5, "not-json"),
        (6, {"b": 2}),
        (7, {"c": 3}),
    ]


def test_a_line_cut_in_the_middle_is_told_apart() -> None:
    assert told(read("ndjson", b'{"a": 1}\n{"b"')) == [(1, {"a": 1}), (2, "cut")]
    assert told(read("msgpack", msgpack.packb({"a": 1}) + b"\x81\xa1")) == [
        (1, {"a": 1}),
        (2, "cut"),
    ]


def test_what_is_no_messagepack_ends_the_stream() -> None:
    stream = msgpack.packb({"a": 1}) + b"\xc1" + msgpack.packb({"b": 2})

    assert told(read("msgpack", stream, msgpack.packb({"c": 3}))) == [
        (1, {"a": 1}),
        (2, "not-msgpack"),
    ]
    assert told(read("msgpack", msgpack.packb([1]) + msgpack.packb({1: 2}))) == [
        (1, "not-an-object"),
        (2, "not-an-object"),
    ]


@pytest.mark.parametrize("form", ["ndjson", "msgpack"])
def test_an_item_without_end_takes_no_memory_without_end(
    form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ITEM_BYTES_MAX", 1_000)
    long = b'{"x":"' + b"a" * 5_000 if form == "ndjson" else b"\x81\xa1x\xda\xff\xff" + b"a" * 1_900

    items = items_of(form)
    found = [item for at in range(0, len(long), 100) for item in items.feed(long[at : at + 100])]
    found += [*items.feed(b'"}\n{"y": 1}\n'), *items.end()]

    expected = [(1, "too-long"), (2, {"y": 1})] if form == "ndjson" else [(1, "too-long")]
    assert told(found) == expected
