"""A replay as doors show it: what was recomputed, and where it differs from the record."""

from typing import Any

import msgspec

from api.answers_out import About, about
from api.house import House
from api.replaying.ledgers import Replayed
from engine.persistence.reading import recorded_events
from projections.answers import View
from projections.replay import replay


class UnequalOut(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a record differs from its recount; null: nothing is there."""

    path: tuple[str, ...]
    recorded: Any
    recomputed: Any


class CheckOut(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded result: the event that states it, what it is about, and whether it holds."""

    topic: str
    subject: str
    index: int
    equal: bool
    differences: tuple[UnequalOut, ...]


class ReplayOut(About, frozen=True, kw_only=True):
    """Every recorded result recomputed. `first`: the event at which record and recount part."""

    equal: bool
    first: int | None
    checks: tuple[CheckOut, ...]


def replay_out(house: House, view: View) -> ReplayOut:
    """The ledger up to the view's index recomputed. Refuses `LedgerNotReplayable`."""
    ledger = view.head.id
    content = house.answers.content_of(ledger)
    rows = house.store.read(ledger, until=view.index)
    found = replay(recorded_events(rows, content), content)
    return ReplayOut(
        **about(house, view),
        equal=found.equal,
        first=found.first,
        checks=tuple(
            CheckOut(
                topic=check.topic,
                subject=check.subject,
                index=check.index,
                equal=check.equal,
                differences=tuple(
                    UnequalOut(path=each.path, recorded=each.was, recomputed=each.becomes)
                    for each in check.differences
                ),
            )
            for check in found.checks
        ),
    )


def replayed_out(done: list[Replayed]) -> dict[str, Any]:
    """Many ledgers in short, by slug."""
    ordered = sorted(done, key=lambda each: each.slug)
    return {
        "equal": all(each.equal for each in ordered),
        "ledgers": [{**msgspec.structs.asdict(each), "id": str(each.id)} for each in ordered],
    }
