"""What a fold of the entries finds that a bundle must hold: content, persons, ballots to withhold.

The exporter follows the events of the store, the verifier those of the bundle; both come to the
same lists, or the bundle is not the one that this ledger has.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from engine.events.base import ContentRef, Event, Sealed
from engine.events.poll import (
    BallotCast,
    ObjectionRaised,
    PollClosed,
    PollOpened,
    PollVoided,
    TallyEntered,
    WrittenOpinionReceived,
)
from engine.persistence.codec import Row, open_envelope

_KEPT_BACK = (BallotCast, WrittenOpinionReceived, TallyEntered, ObjectionRaised)


def kept_back(row: Row) -> str | None:
    """The poll that this row was cast in, if it tells what was cast; else None."""
    if row.topic not in {kind.TOPIC for kind in _KEPT_BACK}:
        return None
    poll: str = open_envelope(row).data.poll
    return poll


class Parts(msgspec.Struct):
    """Digests of content in the order of their first mention, with the size and topic of it;
    commitments by reference; and the indexes of ballots in each poll that is open.
    """

    contents: dict[bytes, tuple[int, str]] = {}
    sealed: dict[bytes, bytes] = {}
    open_polls: dict[str, list[int]] = {}

    def take(self, index: int, event: Event) -> None:
        """Take one event in."""
        for name in fields_of(type(event)):
            value = getattr(event, name)
            if isinstance(value, ContentRef):
                self.contents.setdefault(value.digest, (value.size, event.TOPIC))
            elif isinstance(value, Sealed):
                self.sealed.setdefault(value.ref.bytes, value.digest)
        if isinstance(event, _KEPT_BACK):
            self.open_polls.setdefault(event.poll, []).append(index)
        elif isinstance(event, PollOpened):
            self.open_polls[event.poll] = []
        elif isinstance(event, PollClosed | PollVoided):
            self.open_polls.pop(event.poll, None)

    @property
    def withheld(self) -> dict[str, list[int]]:
        """Polls that are still open -> the indexes of what was cast in them."""
        return {poll: indexes for poll, indexes in self.open_polls.items() if indexes}

    def contents_at(self, left_out: tuple[str, ...]) -> Iterator[tuple[bytes, int]]:
        """Digest and size of the content that goes along."""
        for digest, (size, topic) in self.contents.items():
            if topic not in left_out:
                yield digest, size


@cache
def fields_of(kind: type[Event]) -> tuple[str, ...]:
    """The fields of an event that name content or a person."""
    info: Any = inspect.type_info(kind)
    return tuple(field.name for field in info.fields if _names(field.type))


def _names(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.UnionType):
        return any(_names(each) for each in kind.types)
    return isinstance(kind, inspect.StructType) and kind.cls in (ContentRef, Sealed)
