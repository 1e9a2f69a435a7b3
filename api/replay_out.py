"""A replay as plain data, for every door: what was recomputed, and where it differs."""

from typing import Any

import msgspec

from api.answers_out import about
from api.house import House
from api.replaying.ledgers import Replayed
from engine.persistence.reading import recorded_events
from projections.answers import View
from projections.replay import Check, replay


def replay_out(house: House, view: View) -> dict[str, Any]:
    """The ledger up to the view's index recomputed. Refuses `LedgerNotReplayable`."""
    ledger = view.head.id
    content = house.answers.content_of(ledger)
    rows = house.store.read(ledger, until=view.index)
    found = replay(recorded_events(rows, content), content)
    return {
        **about(house, view),
        "equal": found.equal,
        "first": found.first,
        "checks": [_check(check) for check in found.checks],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "topic": check.topic,
        "subject": check.subject,
        "index": check.index,
        "equal": check.equal,
        "differences": [
            {"path": list(each.path), "recorded": each.was, "recomputed": each.becomes}
            for each in check.differences
        ],
    }


def replayed_out(done: list[Replayed]) -> dict[str, Any]:
    """Many ledgers in short, by slug."""
    ordered = sorted(done, key=lambda each: each.slug)
    return {
        "equal": all(each.equal for each in ordered),
        "ledgers": [{**msgspec.structs.asdict(each), "id": str(each.id)} for each in ordered],
    }
