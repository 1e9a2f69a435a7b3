"""The timeline: a ledger's events in order, for readers. A query of the log, not a state.

Ballots of a poll that was open at the asked moment, in a ledger whose figures are not told while
a poll runs, are listed without their content.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from engine.events.poll import BallotCast, ObjectionRaised, TallyEntered, WrittenOpinionReceived
from engine.persistence.codec import Row, open_envelope
from engine.persistence.store import Store
from projections.answers import View

_KEPT_BACK = (BallotCast, WrittenOpinionReceived, TallyEntered, ObjectionRaised)


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One event as a reader sees it. `at` in µs UTC; `data` as plain values; `withheld`: the
    poll was open at the asked index, and what was chosen is told from its close on.
    """

    index: int
    at: int
    topic: str
    version: int
    by: str
    key: str
    data: dict[str, Any]
    on: int | None = None
    acting_for: str | None = None
    second: str | None = None
    withheld: bool = False


def moments(
    store: Store, view: View, *, after: int = -1, limit: int | None = None
) -> Iterator[Moment]:
    """Events after an index, up to the view's, in order and in bounded memory."""
    polls = open_polls(view)
    rows = store.read(view.head.id, after=after, until=view.index, limit=limit)
    return (moment_of(row, polls) for row in rows)


def open_polls(view: View) -> set[str]:
    """The polls whose content is kept back at the view's index."""
    return {poll.id for poll in view.state.ledger.polls.polls.values() if poll.status == "open"}


def moment_of(row: Row, polls: set[str]) -> Moment:
    """One stored row as a moment. `polls` are those whose content is kept back."""
    envelope = open_envelope(row)
    event = envelope.data
    withheld = isinstance(event, _KEPT_BACK) and event.poll in polls
    data = {"poll": event.poll} if withheld else msgspec.to_builtins(event, builtin_types=())
    return Moment(
        index=row.index,
        at=envelope.at,
        topic=row.topic,
        version=envelope.v,
        by=envelope.by,
        key=envelope.cmd.key,
        data=data,
        on=envelope.on,
        acting_for=envelope.acting_for,
        second=envelope.second,
        withheld=withheld,
    )
