"""What a command is, what it may look at, and what it decides.

A command is data; deciding it is a pure function of the ledger's state, the command and its
context: events or exactly one refusal. Time, ids and chance are in the context.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec

from engine.aggregates.ledger import Ledger
from engine.events.base import ContentRef, Event, Sealed
from engine.persistence.store import Held, Private
from engine.values.ids import Stream

LOCAL = "local"
"""The actor where nobody signs in: the command line, and a server without an administrator."""


class Command(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,  # made of plain values, it is part of no cycle
):
    """An intent. `NAME` is its public name; `PERSONAL` the fields that never enter the log,
    not even in the command's fingerprint; `COMPUTED` the fields that a door fills in from an
    answer at a stated index and never takes from a client.
    """

    NAME: ClassVar[str]
    PERSONAL: ClassVar[tuple[str, ...]] = ()
    COMPUTED: ClassVar[tuple[str, ...]] = ()

    def looks_up(self) -> tuple[Stream, ...]:
        """Streams whose newest event the decision needs beside the state (ballots)."""
        return ()


class Found(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The newest event of a stream: its version there, its index, and itself."""

    version: int
    index: int
    event: Any


Finding = Callable[[Stream], Found | None]
"""Looks up the newest event of a stream."""


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a command leads to; stored all or nothing. No events: nothing needed doing."""

    events: tuple[Event, ...]
    contents: tuple[bytes, ...] = ()
    privates: tuple[Private, ...] = ()


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What surrounds a command. `now` in µs; `fresh` are 32 random bytes of this command alone;
    `find` looks up the newest event of a stream the command named in `looks_up`.
    """

    now: int
    by: str
    fresh: bytes
    ledger: UUID
    find: Finding
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None
    held: Held | None = None
    """Why the ledger goes on only in a new epoch, if it does."""

    def seal(self, field: str, value: str) -> tuple[Sealed, Private]:
        """Personal text as a commitment for the event and a row for the private table."""
        salt = sha256(self.fresh + b"salt" + field.encode()).digest()
        ref = UUID(bytes=sha256(self.fresh + b"ref" + field.encode()).digest()[:16])
        digest = sha256(salt + value.encode()).digest()
        return Sealed(ref, digest), Private(ref=ref, salt=salt, value=value)


def content_ref(data: bytes) -> ContentRef:
    """The reference under which these bytes are kept with the ledger."""
    return ContentRef(sha256(data).digest(), len(data))


def decided(
    *events: Event, contents: tuple[bytes, ...] = (), privates: tuple[Private, ...] = ()
) -> Decision:
    """These events, in this order."""
    return Decision(events=events, contents=contents, privates=privates)


C = TypeVar("C", bound=Command)

Decider = Callable[[Ledger, Any, Context], Decision]

DECIDERS: dict[type[Command], Decider] = {}


def decides(
    kind: type[C],
) -> Callable[[Callable[[Ledger, C, Context], Decision]], Callable[[Ledger, C, Context], Decision]]:
    """Register the one function that decides this kind of command."""

    def register(
        decide: Callable[[Ledger, C, Context], Decision],
    ) -> Callable[[Ledger, C, Context], Decision]:
        assert kind not in DECIDERS, f"{kind.__name__} is decided twice"
        DECIDERS[kind] = decide
        return decide

    return register
