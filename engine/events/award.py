"""From ranking to decision: adopted, proposed, submitted, returned, granted, refused, annulled.

*Proposed is not awarded*: proposed -> passed | not passed -> submitted -> (returned) ->
granted | refused -> annulled. Every level keeps its own ledger; what one sends, the other
receives by (ledger, index).
"""

from typing import Literal
from uuid import UUID

from engine.events.base import ContentRef, Event, Sealed, Value
from engine.values.ids import AwardId, MeetingId, MemberId, PollId
from engine.values.text import Code, Day, Name, Text


class RankingAdopted(Event, frozen=True, kw_only=True):
    """The meeting's ranking, as content: computed from locked verified sheets as of `index`,
    or by consensus from a poll (then only those it named have a place).
    """

    TOPIC = "ranking-adopted"
    ABOUT = ("ranking",)

    meeting: MeetingId | None = None
    basis: Literal["scores", "poll"]
    poll: PollId | None = None
    index: int
    result: ContentRef
    places: tuple[tuple[MemberId, ...], ...]


class ProposalMade(Event, frozen=True, kw_only=True):
    """A body proposes that a candidate be given an award."""

    TOPIC = "proposal-made"
    ABOUT = ("proposal", "award", "candidate")

    award: AwardId
    candidate: MemberId
    meeting: MeetingId | None = None
    ground: Text | None = None


class Origin(Value, frozen=True, kw_only=True):
    """Where a received fact stands: the sender's ledger, index and stored leaf, under a root."""

    ledger: UUID
    slug: Code
    index: int
    leaf: bytes
    size: int
    root: bytes


class ProposalReceived(Event, frozen=True, kw_only=True):
    """A proposal of another body, with its ledger's event as proof. Taken once per
    (ledger, index). The candidate becomes known here under `candidate`.
    """

    TOPIC = "proposal-received"
    ABOUT = ("proposal", "award", "candidate")

    award: AwardId
    candidate: MemberId
    name: Name | None = None
    sealed: Sealed | None = None
    origin: Origin
    origin_award: AwardId
    origin_candidate: MemberId


class ProposalPassed(Event, frozen=True, kw_only=True):
    """The body's poll carried the proposal."""

    TOPIC = "proposal-passed"
    ABOUT = ("proposal", "award", "candidate")

    award: AwardId
    candidate: MemberId
    poll: PollId


class ProposalNotPassed(Event, frozen=True, kw_only=True):
    """The body's poll did not carry the proposal."""

    TOPIC = "proposal-not-passed"
    ABOUT = ("proposal", "award", "candidate")

    award: AwardId
    candidate: MemberId
    poll: PollId


class Line(Value, frozen=True, kw_only=True):
    """One award for one candidate."""

    award: AwardId
    candidate: MemberId


class SubmissionSent(Event, frozen=True, kw_only=True):
    """The dossier goes up, naming this ledger's size and Merkle root as they stood."""

    TOPIC = "submission-sent"
    ABOUT = ("submission", "submission")

    submission: Code
    recipient: Name
    lines: tuple[Line, ...]
    size: int
    root: bytes
    number: Name | None = None
    sent: Day | None = None


class SubmissionReturned(Event, frozen=True, kw_only=True):
    """The dossier came back with a reason."""

    TOPIC = "submission-returned"
    ABOUT = ("submission", "submission")

    submission: Code
    authority: Name
    reason: Text


class SubmissionResent(Event, frozen=True, kw_only=True):
    """The dossier goes up again, with what was put right."""

    TOPIC = "submission-resent"
    ABOUT = ("submission", "submission")

    submission: Code
    size: int
    root: bytes
    answer: Text


class ProposalReturned(Event, frozen=True, kw_only=True):
    """A received proposal goes back to its sender with a reason."""

    TOPIC = "proposal-returned"
    ABOUT = ("proposal", "award", "candidate")

    award: AwardId
    candidate: MemberId
    reason: Text


class ProposalResubmitted(Event, frozen=True, kw_only=True):
    """The sender put it right and sent it again, with its ledger as it stands now."""

    TOPIC = "proposal-resubmitted"
    ABOUT = ("proposal", "award", "candidate")

    award: AwardId
    candidate: MemberId
    origin: Origin
    answer: Text


class DecisionIssued(Event, frozen=True, kw_only=True):
    """The competent authority's decision, by number and date, and whom it honours."""

    TOPIC = "decision-issued"
    ABOUT = ("decision", "decision")

    decision: Code
    authority: Name
    number: Name
    decided: Day
    lines: tuple[Line, ...]


class AwardRefused(Event, frozen=True, kw_only=True):
    """The authority refused one line; the refused are told why."""

    TOPIC = "award-refused"
    ABOUT = ("award", "award", "candidate")

    award: AwardId
    candidate: MemberId
    authority: Name
    reason: Text
    number: Name | None = None
    decided: Day | None = None


class AwardAnnulled(Event, frozen=True, kw_only=True):
    """A granted award taken back, perhaps years later."""

    TOPIC = "award-annulled"
    ABOUT = ("award", "award", "candidate")

    award: AwardId
    candidate: MemberId
    authority: Name
    ground: Text
    number: Name
    decided: Day


class DecisionReceived(Event, frozen=True, kw_only=True):
    """What became of this body's proposal, received from the ledger that decided it."""

    TOPIC = "decision-received"
    ABOUT = ("award", "award", "candidate")

    award: AwardId
    candidate: MemberId
    verdict: Literal["granted", "refused", "annulled", "not-passed"]
    origin: Origin
    authority: Name | None = None
    number: Name | None = None
    decided: Day | None = None
    reason: Text | None = None
