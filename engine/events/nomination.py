"""Candidates for awards: nominated, held, ruled ineligible, restored, withdrawn.

A hold or ruling may concern one award or, with `award` left out, every award and the ranking.
"""

from engine.events.base import Event
from engine.values.ids import AwardId, MemberId
from engine.values.text import Code, Name, Text


class NominationMade(Event, frozen=True, kw_only=True):
    """A member is a candidate for an award."""

    TOPIC = "nomination-made"
    ABOUT = ("nomination", "award", "candidate")

    award: AwardId
    candidate: MemberId
    nominator: MemberId | None = None
    ground: Text | None = None


class NominationWithdrawn(Event, frozen=True, kw_only=True):
    """The candidate or its nominator withdrew the nomination."""

    TOPIC = "nomination-withdrawn"
    ABOUT = ("nomination", "award", "candidate")

    award: AwardId
    candidate: MemberId
    reason: Text


class HoldPlaced(Event, frozen=True, kw_only=True):
    """Nothing is decided about the candidate while the ground is examined; not a bar."""

    TOPIC = "hold-placed"
    ABOUT = ("eligibility", "candidate")

    candidate: MemberId
    ground: Code
    authority: Name
    award: AwardId | None = None
    note: Text | None = None


class HoldLifted(Event, frozen=True, kw_only=True):
    """The hold is over; the candidate stands again as before."""

    TOPIC = "hold-lifted"
    ABOUT = ("eligibility", "candidate")

    candidate: MemberId
    authority: Name
    reason: Text
    award: AwardId | None = None


class CandidateRuledIneligible(Event, frozen=True, kw_only=True):
    """The candidate may not be given the award (or any award) this season. A hold of the same
    scope is settled by the ruling.
    """

    TOPIC = "candidate-ruled-ineligible"
    ABOUT = ("eligibility", "candidate")

    candidate: MemberId
    ground: Code
    authority: Name
    award: AwardId | None = None
    note: Text | None = None


class CandidateRestored(Event, frozen=True, kw_only=True):
    """A ruling of ineligibility was set aside."""

    TOPIC = "candidate-restored"
    ABOUT = ("eligibility", "candidate")

    candidate: MemberId
    authority: Name
    reason: Text
    award: AwardId | None = None
