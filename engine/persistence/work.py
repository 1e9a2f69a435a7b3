"""A command on its way through the queue, and the verdict it comes back with."""

from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from engine.values.ids import Stream


class Work(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A command on its way in, with what its door says about it."""

    command: Any
    key: str
    fingerprint: bytes
    by: str
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None
    streams: tuple[Stream, ...] = ()
    """Streams the decision looks up."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The command was recorded: its events have the indexes first .. first + count - 1.
    `repeated`: it had been recorded before, this is the first answer again.
    """

    ledger: UUID
    first: int
    count: int
    repeated: bool = False


Answer: TypeAlias = Verdict | BaseException
"""What a command comes back with: its verdict, or the error to raise."""
