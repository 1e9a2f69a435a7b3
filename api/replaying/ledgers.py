"""Every ledger of a store replayed, in parts of several ledgers, by whatever executor there is."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import UUID

import msgspec

from api.replaying.executor import Executor
from engine.errors import DomainError
from engine.persistence.opening import open_store
from engine.persistence.reading import recorded_events
from engine.persistence.store import Head, Store
from projections.replay import replay

PARTS_PER_WORKER = 8
"""Enough parts that no worker waits long for the last one."""


class Part(msgspec.Struct, frozen=True):
    """Some ledgers of the store at an address."""

    address: str
    ledgers: tuple[tuple[UUID, str], ...]
    """(id, slug)"""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """One ledger's replay in short. `refused`: the code of what made it unusable."""

    id: UUID
    slug: str
    events: int = 0
    checks: int = 0
    equal: bool = False
    first: int | None = None
    refused: str | None = None


def replay_all(address: str, heads: Sequence[Head], executor: Executor) -> Iterator[Replayed]:
    """Every one of these ledgers, as it is done."""
    for done in executor.run(replay_part, parts(address, heads, executor.workers)):
        yield from done


def parts(address: str, heads: Sequence[Head], workers: int) -> list[Part]:
    """The ledgers dealt out, the largest first, so that the last parts are small."""
    count = max(1, min(len(heads), workers * PARTS_PER_WORKER))
    ordered = sorted(heads, key=lambda head: -head.size)
    return [
        Part(address, tuple((head.id, head.slug) for head in ordered[number::count]))
        for number in range(count)
    ]


def replay_part(part: Part) -> list[Replayed]:
    """The task: open the store, replay these ledgers. One that is unusable spoils no other."""
    with closing(open_store(part.address)) as store:
        return [_replayed(store, id_, slug) for id_, slug in part.ledgers]


def _replayed(store: Store, ledger: UUID, slug: str) -> Replayed:
    def content(digest: bytes) -> bytes:
        return store.content(ledger, digest)

    try:
        found = replay(recorded_events(store.read(ledger), content), content)
    except DomainError as refusal:
        return Replayed(id=ledger, slug=slug, refused=refusal.code)
    return Replayed(
        id=ledger,
        slug=slug,
        events=found.index + 1,
        checks=len(found.checks),
        equal=found.equal,
        first=found.first,
    )
