"""The events behind a subject, read once from the log: what the state no longer tells.

A state knows that a candidate is free; the log knows that it was held, by whom, and why it is
free again. Ballots are read only of the polls that are explained.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from engine.events import nomination, sheet
from engine.events.base import Event
from engine.events.meeting import RecusalDeclared
from engine.events.poll import (
    BallotCast,
    ObjectionRaised,
    TallyEntered,
    VoterArrived,
    VoterDeparted,
    VoterRecused,
    WrittenOpinionReceived,
)
from engine.persistence.codec import Row, open_envelope

E = TypeVar("E", bound=Event)

_OF_POLLS = (
    BallotCast,
    ObjectionRaised,
    TallyEntered,
    VoterArrived,
    VoterDeparted,
    VoterRecused,
    WrittenOpinionReceived,
)
_OF_CANDIDATES = (
    nomination.NominationMade,
    nomination.NominationWithdrawn,
    nomination.HoldPlaced,
    nomination.HoldLifted,
    nomination.CandidateRuledIneligible,
    nomination.CandidateRestored,
    sheet.CriterionNotAssigned,
    sheet.ScoreOverridden,
    RecusalDeclared,
)
_KINDS = {kind.TOPIC: kind for kind in (*_OF_POLLS, *_OF_CANDIDATES)}


class Trail:
    """What happened to some candidates and in some polls, in order."""

    def __init__(self) -> None:
        self._events: list[tuple[int, Any]] = []

    @classmethod
    def of(
        cls, rows: Iterable[Row], *, candidates: Collection[str], polls: Collection[str]
    ) -> "Trail":
        """The trail of these, out of all rows. Others are not even decoded where their topic
        tells that they are of no concern.
        """
        trail = cls()
        for row in rows:
            kind = _KINDS.get(row.topic)
            if kind is None or (kind in _OF_POLLS and not polls):
                continue
            event = open_envelope(row).data
            concerns = (
                event.poll in polls
                if isinstance(event, _OF_POLLS)
                else event.candidate in candidates
            )
            if concerns:
                trail._events.append((row.index, event))
        return trail

    def all(self, *kinds: type[E], **facts: object) -> Iterator[tuple[int, E]]:
        """Events of these kinds whose fields are these, with their indexes."""
        for index, event in self._events:
            if isinstance(event, kinds) and all(
                getattr(event, name, None) == value for name, value in facts.items()
            ):
                yield index, event

    def indexes(self, *kinds: type[Event], **facts: object) -> tuple[int, ...]:
        """The same, their indexes alone."""
        return tuple(index for index, _ in self.all(*kinds, **facts))
