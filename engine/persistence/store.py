"""The port: what a store of ledgers must do. SQLite and PostgreSQL stand behind it, and one
contract suite holds both to it.

A ledger's events have dense indexes 0, 1, 2, …, given in the same transaction that stores
them. All appends go through `writing`, which holds the ledger's lock from before the state is
caught up until after the commit, so decisions see everything recorded and nothing slips past.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from engine.errors.ledger import StoreUnavailable
from engine.persistence.codec import Row
from engine.persistence.joining import JoinedPage, Page

HEAD = 2**62
"""An index beyond all."""


class Head(msgspec.Struct, frozen=True):
    """A ledger as the store lists it. `size` is the number of its events."""

    id: UUID
    slug: str
    size: int
    opened: int
    """µs since the epoch, UTC."""


class CommandRow(msgspec.Struct, frozen=True, gc=False):
    """A command that was accepted: what it brought, so that a repetition gets the same answer."""

    actor: str
    key: str
    fingerprint: bytes
    first: int
    count: int


class Private(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row of the private table: a person's text and the salt of its commitment."""

    ref: UUID
    salt: bytes
    value: str


class Snapshot(msgspec.Struct, frozen=True):
    """A folded state, kept to save time; deleting one costs nothing else."""

    index: int
    state: bytes


class Held(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a ledger goes on only in a new epoch, and what is known of how far it had come.

    `restored`: from a backup; `older`: more events of it were seen here; `other`: the last event
    seen here is another one.
    """

    reason: Literal["restored", "older", "other"]
    size: int
    root: bytes | None = None
    made: int | None = None
    """When the backup was made, µs since the epoch."""


def kind_of(fold: str) -> str:
    """What a fold's name begins with in every version.

    >>> kind_of("state-12")
    'state-'
    """
    return fold[: fold.rindex("-") + 1]


class AppendBroken(Exception):  # no refusal of ours: the writer turns it into one
    """The store was lost between the opening of an append and the word that it is durable, so
    nobody knows whether it is. Ask again: commands that were recorded say so.
    """

    def __init__(self, refusal: StoreUnavailable) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Writing(Protocol):
    """An open append to one ledger, under its lock."""

    @property
    def size(self) -> int:
        """Events in the ledger now; the next index."""

    @property
    def held(self) -> Held | None:
        """Why the ledger goes on only in a new epoch, if it does. Whatever is inserted ends it."""

    def read(self, after: int) -> Iterator[Row]:
        """Events with a greater index, in order."""

    def look_up(
        self, streams: Sequence[bytes], commands: Sequence[tuple[str, str]]
    ) -> tuple[dict[bytes, Row], dict[tuple[str, str], CommandRow]]:
        """The newest event of each stream that has one, and the accepted commands among these
        (actor, key).
        """

    def content(self, digest: bytes) -> bytes:
        """Content of the ledger. Refuses `ContentNotFound`."""

    def open(self, slug: str, opened: int) -> None:
        """Enter a new ledger. Refuses `LedgerSlugTaken`."""

    def insert(
        self,
        rows: Sequence[Row],
        commands: Sequence[CommandRow],
        contents: Iterable[tuple[bytes, bytes]],
        privates: Iterable[Private],
    ) -> None:
        """Store all of it; durable when the context manager has ended without an error."""


class Copying(Protocol):
    """A store as it was at one moment, read from end to end while others go on writing."""

    def heads(self) -> list[Head]:
        """All ledgers, oldest first."""

    def rows(self, ledger: UUID) -> Iterator[Row]:
        """All events of a ledger, in order, in bounded memory."""

    def contents(self, ledger: UUID) -> Iterator[bytes]:
        """Everything kept for the ledger under a digest, one at a time."""

    def privates(self, ledger: UUID) -> Iterator[Private]:
        """The ledger's private rows."""


class Restoring(Protocol):
    """An empty store that is being filled. Nobody else opens a ledger in it meanwhile."""

    def ledgers(self) -> int:
        """How many ledgers there are."""

    def ledger(self, ledger: UUID) -> Writing:
        """One ledger of the copy, to be opened and filled."""

    def hold(self, ledger: UUID, held: bytes) -> None:
        """Let the ledger go on only in a new epoch, which is told what was known."""


class Store(Protocol):
    """A store of ledgers. Every method may refuse `StoreUnavailable` and `StoreDamaged`.
    Threads may call at will; a process forked from the one that opened it may not.
    """

    writers: int
    """How many ledgers can be appended to at once."""

    def ledgers(self) -> list[Head]:
        """All ledgers, oldest first."""

    def head(self, name: str | UUID) -> Head:
        """One ledger by slug or id. Refuses `LedgerNotFound`."""

    def held(self) -> dict[UUID, Held]:
        """The ledgers that a restore has marked, and that wait for a new epoch."""

    def read(
        self, ledger: UUID, *, after: int = -1, until: int | None = None, limit: int | None = None
    ) -> Iterator[Row]:
        """Events after one index up to another (included), in order, in bounded memory."""

    def pages(
        self, ledger: UUID, *, after: int = -1, until: int | None = None
    ) -> Iterator[Page | JoinedPage]:
        """What a fold needs of the events that `read` gives, page by page."""

    def stream(self, ledger: UUID, stream: bytes) -> list[Row]:
        """The events of one stream, oldest first."""

    def commands(
        self, ledger: UUID, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], CommandRow]:
        """The accepted commands among these (actor, key)."""

    def content(self, ledger: UUID, digest: bytes) -> bytes:
        """Content of a ledger by its SHA-256. Refuses `ContentNotFound`."""

    def privates(self, ledger: UUID, refs: Sequence[UUID]) -> dict[UUID, Private]:
        """What the private table still holds of these references."""

    def forget(self, ledger: UUID, ref: UUID) -> bool:
        """Delete one private row, and its bytes from the store's own files as far as the
        database lets us. True if there was one.
        """

    def writing(self, ledger: UUID) -> AbstractContextManager[Writing]:
        """Lock the ledger and open an append: commits at the end, or nothing at an error.

        Entering refuses `StoreDamaged` if the ledger has not the events it promises, and
        `StoreReadOnly` where the store is a standby. May raise `AppendBroken`.
        """

    def probe(self) -> None:
        """Find out whether something could be appended now: have a writer's turn, and write something
        durable that is no part of any ledger. Refuses what an append would.
        """

    def copying(self) -> AbstractContextManager[Copying]:
        """The store as it is now, for a copy: consistent, whatever is written meanwhile."""

    def restoring(self) -> AbstractContextManager[Restoring]:
        """Fill an empty store: all of it at the end, durably, or nothing at an error."""

    def snapshot(self, ledger: UUID, fold: str, at_most: int) -> Snapshot | None:
        """The newest snapshot of this fold at or below an index."""

    def keep_snapshot(self, ledger: UUID, fold: str, snapshot: Snapshot) -> None:
        """Keep a snapshot beside those at other indexes, so that a moment is near to one. Those
        of other versions of the fold (`state-1` beside `state-2`) go.
        Refuses `StoreReadOnly` where the store is a standby.
        """

    def wait(self, ledger: UUID, size: int, seconds: float) -> int:
        """Wait until the ledger has more than `size` events, whoever appends them, at most so
        long; how many it has then. Refuses `LedgerNotFound`.
        """

    def close(self) -> None:
        """Let go whoever waits, and give back files and connections."""
