"""From stored rows to events a fold can take: decoded, with the content some of them need."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from engine.events.base import ContentRef, Recorded
from engine.persistence.codec import Row, decode_row


def needed_content(recorded: Recorded) -> ContentRef | None:
    """The content a fold must see with this event, if it names some."""
    field = recorded.event.NEEDS
    reference: ContentRef | None = getattr(recorded.event, field) if field else None
    return reference


def with_content(recorded: Recorded, content: Callable[[bytes], bytes]) -> Recorded:
    """The event with its content attached, fetched by digest."""
    reference = needed_content(recorded)
    if reference is None:
        return recorded
    return msgspec.structs.replace(recorded, content=content(reference.digest))


def recorded_events(rows: Iterable[Row], content: Callable[[bytes], bytes]) -> Iterator[Recorded]:
    """Rows as events, in the same order."""
    for row in rows:
        yield with_content(decode_row(row), content)
