"""What a stranger needs to read the entries: the form of every event, and examples that are hashed.

Both are made from the program and the ledger itself: a JSON Schema for each topic and version, and
of each kind the first event of this ledger with its stored bytes, leaf hash and decoded value.
"""

from collections.abc import Container
from typing import Any

import msgspec

from engine.events.registry import EVENTS
from engine.persistence.codec import Envelope, Row, leaf_hash
from projections.bundle.derived import plain_json

ABOUT = (
    "The forms of events by topic and version. Stored bytes are MessagePack; where a schema says "
    "base64 there are plain bytes, and ids of ledgers and persons are 16 of them."
)


def events_schema() -> bytes:
    """A JSON Schema of every event, and of the envelope around it."""
    kinds = [EVENTS[key] for key in sorted(EVENTS)]
    told, parts = msgspec.json.schema_components(
        [*kinds, Envelope[Any]], ref_template="#/$defs/{name}"
    )
    named = {f"{topic} {version}": told[at] for at, (topic, version) in enumerate(sorted(EVENTS))}
    return plain_json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "description": ABOUT,
            "events": named,
            "envelope": told[-1],
            "$defs": parts,
        }
    )


class Vectors:
    """The first event of each kind."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], dict[str, Any]] = {}

    def take(self, row: Row, version: int) -> None:
        """Take an event in, if it is the first of its kind."""
        if (row.topic, version) not in self._rows:
            value = msgspec.msgpack.decode(row.state)
            self._rows[row.topic, version] = {
                "index": row.index,
                "stream": row.stream.hex(),
                "stream_version": row.version,
                "topic": row.topic,
                "state": row.state.hex(),
                "leaf_hash": leaf_hash(row).hex(),
                "value": _plain(value),
            }

    def told(self, withheld: Container[int] = ()) -> bytes:
        """All of them as JSON, those of withheld entries left out."""
        rows = [self._rows[key] for key in sorted(self._rows)]
        return plain_json([row for row in rows if row["index"] not in withheld])


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
