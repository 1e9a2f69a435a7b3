"""From stored rows to events a fold can take: decoded, with the content some of them need."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from engine.events.base import ContentRef, Recorded
from engine.persistence.codec import Row, decode, decode_row


def needed_content(recorded: Recorded) -> ContentRef | None:
    """The content a fold must see with this event, if it names some."""
    needs = recorded.event.NEEDS
    reference: ContentRef | None = getattr(recorded.event, needs[0]) if needs else None
    return reference


def with_content(recorded: Recorded, content: Callable[[bytes], bytes]) -> Recorded:
    """The event with its content decoded and attached, fetched by digest."""
    reference = needed_content(recorded)
    if reference is None:
        return recorded
    kind = recorded.event.NEEDS[1]
    return msgspec.structs.replace(recorded, content=decode(content(reference.digest), kind))


def recorded_events(rows: Iterable[Row], content: Callable[[bytes], bytes]) -> Iterator[Recorded]:
    """Rows as events, in the same order."""
    for row in rows:
        yield with_content(decode_row(row), content)
