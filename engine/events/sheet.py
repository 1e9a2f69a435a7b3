"""Score sheets: points per criterion for one candidate by one scorer at one stage.

`scorer` is a peer; without one the sheet is the candidate's own (stage `self`) or the body's.
`rulebook` is the version in force when the fact was recorded: marks stay with it.
"""

from typing import Literal, TypeAlias

from engine.events.base import Event
from engine.rules.marks import Mark
from engine.values.ids import CriterionId, MemberId
from engine.values.numbers import Hundredths
from engine.values.text import Code, Name, Text

Stage: TypeAlias = Literal["self", "review", "peer", "verified"]


class ScoresEntered(Event, frozen=True, kw_only=True):
    """Marks for criteria not yet marked on this sheet, under a version of the rulebook."""

    TOPIC = "scores-entered"
    ABOUT = ("sheet", "candidate", "stage", "scorer")

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None
    rulebook: int
    marks: tuple[Mark, ...]


class ScoreRevised(Event, frozen=True, kw_only=True):
    """One mark changed before the sheet was submitted, or while it is open for re-check."""

    TOPIC = "score-revised"
    ABOUT = ("sheet", "candidate", "stage", "scorer")

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None
    rulebook: int
    was: Mark
    becomes: Mark
    reason: Text | None = None


class SheetSubmitted(Event, frozen=True, kw_only=True):
    """The scorer declares the sheet complete under this version of the rulebook: every
    criterion that applies to the candidate is marked. A bonus or penalty without a mark is none.
    """

    TOPIC = "sheet-submitted"
    ABOUT = ("sheet", "candidate", "stage", "scorer")

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None
    rulebook: int


class CriterionNotAssigned(Event, frozen=True, kw_only=True):
    """The criterion does not apply to this candidate: out of its total and its maximum."""

    TOPIC = "criterion-not-assigned"
    ABOUT = ("assignment", "candidate", "criterion")

    candidate: MemberId
    criterion: CriterionId
    reason: Text


class CriterionAssigned(Event, frozen=True, kw_only=True):
    """The criterion applies to the candidate after all; marks made before count again."""

    TOPIC = "criterion-assigned"
    ABOUT = ("assignment", "candidate", "criterion")

    candidate: MemberId
    criterion: CriterionId
    reason: Text


class PeerAssigned(Event, frozen=True, kw_only=True):
    """Who marks whom where members mark each other."""

    TOPIC = "peer-assigned"
    ABOUT = ("peer", "candidate", "scorer")

    scorer: MemberId
    candidate: MemberId


class PeerRelieved(Event, frozen=True, kw_only=True):
    """A peer marks the candidate no more; what it had marked but not submitted counts nowhere."""

    TOPIC = "peer-relieved"
    ABOUT = ("peer", "candidate", "scorer")

    scorer: MemberId
    candidate: MemberId
    reason: Text


class ExplanationAsked(Event, frozen=True, kw_only=True):
    """The reviewers ask a candidate to explain one criterion."""

    TOPIC = "explanation-asked"
    ABOUT = ("explanation", "candidate", "criterion")

    candidate: MemberId
    criterion: CriterionId
    question: Text


class ExplanationFiled(Event, frozen=True, kw_only=True):
    """The candidate's explanation, with evidence."""

    TOPIC = "explanation-filed"
    ABOUT = ("explanation", "candidate", "criterion")

    candidate: MemberId
    criterion: CriterionId
    text: Text
    evidence: tuple[Code, ...] = ()


class RecheckOpened(Event, frozen=True, kw_only=True):
    """A submitted sheet is open again for a re-check round."""

    TOPIC = "recheck-opened"
    ABOUT = ("sheet", "candidate", "stage", "scorer")

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None
    reason: Text


class ScoreOverridden(Event, frozen=True, kw_only=True):
    """Points set by an authority, with its reason. `was`: the points that stood before, as
    marked, computed or overridden; None where nothing was marked.
    """

    TOPIC = "score-overridden"
    ABOUT = ("override", "candidate", "stage", "criterion")

    candidate: MemberId
    stage: Stage
    criterion: CriterionId
    points: Hundredths
    was: Hundredths | None = None
    authority: Name
    reason: Text


class ScoresLocked(Event, frozen=True, kw_only=True):
    """No sheet of this stage changes any more; rankings and recorded outcomes may rest on it."""

    TOPIC = "scores-locked"
    ABOUT = ("lock", "stage")

    stage: Stage


class ScoresUnlocked(Event, frozen=True, kw_only=True):
    """A locked stage is open again, with the reason and who ordered it."""

    TOPIC = "scores-unlocked"
    ABOUT = ("lock", "stage")

    stage: Stage
    authority: Name
    reason: Text
