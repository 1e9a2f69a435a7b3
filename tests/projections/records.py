"""A ledger's rows out of a store, to be forged in tests and replayed."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from api.house import House
from engine.events.base import ContentRef, Recorded
from engine.persistence.codec import Row, encode, open_envelope
from engine.persistence.reading import recorded_events
from projections.replay import Replay, replay
from tests.golden.kept import as_row, read


class Record:
    """A ledger taken out of its store: rows and contents, which a forger can change."""

    def __init__(self, house: House, ledger: str) -> None:
        self.id = house.id_of(ledger)
        self.rows = list(house.store.read(self.id))
        self.contents: dict[bytes, bytes] = {}
        self._content = house.answers.content_of(self.id)

    @classmethod
    def of_story(cls, path: Path) -> "Record":
        """A golden story's rows, with no store behind them."""
        kept = read(path)
        record = cls.__new__(cls)
        record.rows = [as_row(row) for row in kept["rows"]]
        record.contents = {}
        for data in kept["contents"]:
            record.keep(bytes.fromhex(data))
        record._content = record.contents.__getitem__
        return record

    def content(self, digest: bytes) -> bytes:
        return self.contents.get(digest) or self._content(digest)

    def keep(self, data: bytes) -> ContentRef:
        """Put content in, as an event names it."""
        self.contents[sha256(data).digest()] = data
        return ContentRef(sha256(data).digest(), len(data))

    def where(self, topic: str, **facts: object) -> int:
        """The index of the one event of this topic with these facts."""
        (found,) = (
            row.index
            for row in self.rows
            if row.topic == topic
            and all(getattr(self.event(row.index), n) == v for n, v in facts.items())
        )
        return found

    def event(self, index: int) -> Any:
        return open_envelope(self.rows[index]).data

    def forge(self, index: int, change: Callable[[Any], Any]) -> None:
        """Change one event in place, in canonical bytes and with its index and stream."""
        row = self.rows[index]
        envelope = open_envelope(row)
        forged = msgspec.structs.replace(envelope, data=change(envelope.data))
        self.rows[index] = msgspec.structs.replace(
            row, topic=forged.data.TOPIC, state=encode(forged)
        )

    def drop(self, index: int) -> None:
        """Leave one event out and close the gap."""
        del self.rows[index]
        self._number()

    def _number(self) -> None:
        self.rows = [
            Row(number, row.stream, row.version, row.topic, row.state)
            for number, row in enumerate(self.rows)
        ]

    def insert(self, index: int, event: Any) -> None:
        """Slip an event in before another, in the envelope of that one."""
        after = self.rows[index]
        envelope = msgspec.structs.replace(open_envelope(after), data=event, v=event.VERSION)
        slipped = Row(index, after.stream, after.version, event.TOPIC, encode(envelope))
        self.rows.insert(index, slipped)
        self._number()

    def events(self) -> list[Recorded]:
        return list(recorded_events(self.rows, self.content))

    def replay(self) -> Replay:
        return replay(recorded_events(self.rows, self.content), self.content)
