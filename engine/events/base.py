"""What every event is: a frozen record of plain fields with a stable name.

Renaming a class or moving a file changes nothing stored: the ledger keeps `TOPIC` and
`VERSION`. A released (topic, version) keeps its struct for ever; a new need is a new version.
"""

from typing import Any, ClassVar
from uuid import UUID

import msgspec

from engine.values.ids import Stream


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,  # made of plain values, it is part of no cycle
):
    """A fact. Primitive fields only, no behaviour but naming the stream it belongs to.

    `ABOUT` is a kind of stream and the fields that name one of it. `NEEDS` is the field
    with a `ContentRef` whose content a fold must see, and the type of that content.
    """

    TOPIC: ClassVar[str]
    ABOUT: ClassVar[Stream]
    VERSION: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[str, type] | None] = None

    def stream(self) -> Stream:
        """What the event is about; one stream orders the events of one thing."""
        parts = [self.ABOUT[0]]
        for field in self.ABOUT[1:]:
            part = getattr(self, field)
            if type(part) is not str:
                part = "" if part is None else str(part)
            parts.append(part)
        return tuple(parts)


class Value(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A part of an event, without a life of its own."""


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Personal text kept outside the log: a random reference and SHA-256(salt ‖ value).

    The value and its salt lie in the private table; deleting that row forgets the person and
    breaks no hash.
    """

    ref: UUID
    digest: bytes


class ContentRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes too large for an event, kept with the ledger under their SHA-256."""

    digest: bytes
    size: int


class Recorded(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event as the ledger holds it: its index and the envelope around it.

    `at` is server time in µs, never the order; `on` the claimed time of a fact taken from
    paper; `by` the actor, `acting_for` the member whose right is used where another acts,
    `second` the second person where two are needed; `key` the command that brought it.
    """

    index: int
    at: int
    by: str
    key: str
    event: Any
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None
    content: Any = None
    """The decoded content behind the event's `NEEDS`, where it names some."""
