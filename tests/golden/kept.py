"""The golden files: what a released event looks like on disk, and what a released fold says."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.events.base import Event
from engine.persistence.codec import CommandMark, Envelope, Row, encode_event
from engine.values.ids import stream_id

EVENTS_FOLDER = Path(__file__).parent / "events"
FOLDS_FOLDER = Path(__file__).parent / "folds"
LEDGER = UUID("5eed0000-0000-4000-8000-000000000001")


def row_of(event: Event, *, index: int, full: bool) -> Row:
    """An example in an envelope, as its ledger would store it."""
    envelope = Envelope(
        v=event.VERSION,
        at=1_735_800_000_000_000 + index,
        by="local",
        cmd=CommandMark(f"key-{index}", bytes(range(16))),
        data=event,
        on=1_735_700_000_000_000 if full else None,
        acting_for="U7" if full else None,
        second="thư ký" if full else None,
    )
    state = encode_event(event, envelope)
    return Row(index, stream_id(LEDGER, event.stream()), index + 1, event.TOPIC, state)


def as_json(row: Row) -> dict[str, Any]:
    """A row for a JSON file."""
    return {
        "index": row.index,
        "stream": row.stream.hex(),
        "stream_version": row.version,
        "topic": row.topic,
        "state": row.state.hex(),
    }


def as_row(kept: Mapping[str, Any]) -> Row:
    """A row from a JSON file."""
    return Row(
        kept["index"],
        bytes.fromhex(kept["stream"]),
        kept["stream_version"],
        kept["topic"],
        bytes.fromhex(kept["state"]),
    )


def plain(value: Any) -> Any:
    """A decoded value for a JSON file: bytes are marked, everything else is JSON already."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value


def read(path: Path) -> Any:
    """One golden file."""
    return json.loads(path.read_text(encoding="utf-8"))


def write(path: Path, content: Any) -> None:
    """Write a golden file so that a change of it can be read."""
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
