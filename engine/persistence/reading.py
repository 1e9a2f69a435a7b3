"""From stored rows to events a fold can take: decoded, with the content some of them need."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from engine.errors import DomainError
from engine.errors.ledger import ContentNotFound, EventNotFolded, EventUnknown, EventUnreadable
from engine.events.base import ContentRef, Recorded
from engine.events.stretch import Stretch
from engine.persistence.codec import UNREADABLE, Row, decode, decode_row, leaf_hash
from engine.persistence.joining import JoinedPage, Page
from engine.persistence.store import Store
from engine.persistence.stretches import parts_of, rows_of

Last: TypeAlias = dict[tuple[bytes, type], Any]


def needed_content(recorded: Recorded) -> ContentRef | None:
    """The content a fold must see with this event, if it names some."""
    needs = recorded.event.NEEDS
    reference: ContentRef | None = getattr(recorded.event, needs[0]) if needs else None
    return reference


def with_content(
    recorded: Recorded, content: Callable[[bytes], bytes], last: Last | None = None
) -> Recorded:
    """The event with its content decoded and attached, fetched by digest. `last` keeps what was
    decoded last: polls one after the other have the same roll.

    Refuses `EventUnreadable` if the content is not what the event promises.
    """
    reference = needed_content(recorded)
    if reference is None:
        return recorded
    key = (reference.digest, recorded.event.NEEDS[1])
    if last and key in last:
        return msgspec.structs.replace(recorded, content=last[key])
    data = content(reference.digest)
    if sha256(data).digest() != reference.digest:
        raise _unreadable(recorded, "its content has another digest")
    try:
        decoded = decode(data, recorded.event.NEEDS[1])
    except UNREADABLE as error:
        raise _unreadable(recorded, f"its content: {error}") from error
    if last is not None:
        last.clear()
        last[key] = decoded
    return msgspec.structs.replace(recorded, content=decoded)


def hash_at(store: Store, ledger: UUID, index: int) -> bytes:
    """The hash of the leaf of a ledger's event; nothing where there is no such event."""
    for row in store.read(ledger, after=index - 1, until=index):
        return leaf_hash(row)
    return b""


def recorded_events(rows: Iterable[Row], content: Callable[[bytes], bytes]) -> Iterator[Recorded]:
    """Rows as events, in the same order. Refuses as `decode_row` and `with_content` do."""
    for row in rows:
        yield with_content(decode_row(row), content)


def fold_in(
    rows: Iterable[Row],
    content: Callable[[bytes], bytes],
    evolve: Callable[[Recorded], None],
    last: Last | None = None,
) -> None:
    """Fold rows in, one after the other.

    Refuses `EventNotFolded` at the first that cannot be read or folded, and will never be: what
    was folded into may be half changed then. Errors of the store pass as they are.
    """
    for row in rows:
        try:
            recorded = with_content(decode_row(row), content, last)
        except (EventUnknown, EventUnreadable, ContentNotFound) as error:
            raise _not_folded(row, error) from error
        try:
            evolve(recorded)
        except MemoryError:
            raise
        except Exception as error:
            raise _not_folded(row, error) from error


def fold_in_pages(
    pages: Iterable[Page | JoinedPage],
    content: Callable[[bytes], bytes],
    evolve: Callable[[Recorded], None],
    evolve_stretch: Callable[[Stretch], bool],
) -> None:
    """Fold pages in as `fold_in` does, stretches of ballots at once. A stretch that
    `evolve_stretch` does not take is folded row by row.
    """
    last: Last = {}
    for page in pages:
        for part in parts_of(page):
            if isinstance(part, Stretch) and evolve_stretch(part):
                continue
            plain = rows_of(page, part) if isinstance(part, Stretch) else part
            # A fold asks rows neither for their stream nor for their version in it.
            rows = (Row(index, b"", 0, topic, state) for index, topic, state in plain)
            fold_in(rows, content, evolve, last)


def _not_folded(row: Row, error: Exception) -> EventNotFolded:
    # The message of an error of ours could hold what the event says; its kind does not.
    reason = error.code if isinstance(error, DomainError) else type(error).__name__
    return EventNotFolded(index=row.index, topic=row.topic, reason=reason)


def _unreadable(recorded: Recorded, reason: str) -> EventUnreadable:
    event = recorded.event
    return EventUnreadable(
        index=recorded.index, topic=event.TOPIC, version=event.VERSION, reason=reason
    )
