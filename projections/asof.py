"""Which moment an answer is about: the head, an index, or a time in the ledger's zone.

An index includes its event; a time means the last event not later than it.
"""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.errors.ledger import IndexBeyondHead, TimeBeforeOpening
from engine.errors.values import FieldInvalid
from engine.persistence.codec import open_envelope
from engine.persistence.store import Head, Store
from engine.values.text import shown

AsOf: TypeAlias = str | int | None
"""None: the head. A whole number: an index. Text: an index in digits, or an ISO 8601 time."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXPECTED = "an index such as 41, or a time such as 2025-01-02T14:32 or 2025-01-02T07:32Z"


def index_of(store: Store, head: Head, zone: str, as_of: AsOf) -> int:
    """The index that `as_of` means. Refuses `IndexBeyondHead`, `TimeBeforeOpening`, `FieldInvalid`."""
    if as_of is None:
        return head.size - 1
    if isinstance(as_of, int) or as_of.strip().isdecimal():
        return _checked(int(as_of), head)
    index = _at_or_before(store, head, _micros(as_of.strip(), zone))
    if index < 0:
        opened = _EPOCH + timedelta(microseconds=head.opened)
        told = opened.astimezone(ZoneInfo(zone)).isoformat()
        raise TimeBeforeOpening(as_of=shown(as_of), opened=told)
    return index


def _checked(index: int, head: Head) -> int:
    if not 0 <= index < head.size:
        raise IndexBeyondHead(index=index, head=head.size - 1)
    return index


def _micros(text: str, zone: str) -> int:
    """A moment in µs since the epoch. A day without a time of day is refused: it could mean
    its beginning or its end.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or ":" not in text:
        raise FieldInvalid(field="as_of", value=shown(text), expected=EXPECTED)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _at_or_before(store: Store, head: Head, moment: int) -> int:
    """The last index not later than a moment; -1 where all are later."""
    low, high = 0, head.size
    while low < high:
        middle = (low + high) // 2
        if _at(store, head.id, middle) <= moment:
            low = middle + 1
        else:
            high = middle
    return low - 1


def _at(store: Store, ledger: UUID, index: int) -> int:
    row = next(store.read(ledger, after=index - 1, limit=1))
    return open_envelope(row).at
