"""Refusals around score sheets: criteria, marks, scorers, stages, locks, the lawful order.

Points among the facts are decimal text with two places, as people write them.
"""

from engine.errors.base import DomainError


class CriterionNotFound(DomainError):
    """The rulebook in force has no such criterion. Facts: criterion, known."""

    code = "criterion-not-found"


class CriterionIsGroup(DomainError):
    """A group is the sum of its leaves and is not marked itself. Facts: criterion, leaves."""

    code = "criterion-is-group"


class CriterionUnassigned(DomainError):
    """The criterion does not apply to the candidate. Facts: candidate, criterion, index."""

    code = "criterion-unassigned"


class CriterionStillAssigned(DomainError):
    """The criterion applies to the candidate anyway. Facts: candidate, criterion, unassigned."""

    code = "criterion-still-assigned"


class StageNotInRulebook(DomainError):
    """The rulebook in force knows no such stage of scoring. Facts: stage, known."""

    code = "stage-not-in-rulebook"


class StageLocked(DomainError):
    """No sheet of the stage changes any more, unless an authority unlocks it. Facts: stage, index."""

    code = "stage-locked"


class StageNotLocked(DomainError):
    """The stage is open anyway. Facts: stage, locked."""

    code = "stage-not-locked"


class SheetsNotSubmitted(DomainError):
    """A stage is not locked over sheets that are missing or unfinished.
    Facts: stage, missing, unsubmitted.
    """

    code = "sheets-not-submitted"


class RankingRestsOnScores(DomainError):
    """The stage stays locked: a ranking was adopted from its scores. Facts: stage, index."""

    code = "ranking-rests-on-scores"


class RankingNotLawful(DomainError):
    """Verified and unverified totals are never mixed: there is no order of this stage before
    every candidate without a bar has its sheet submitted. Facts: stage, verified, missing.
    """

    code = "ranking-not-lawful"


class RulebooksMixed(DomainError):
    """Sheets scored under different criteria are not ranked together.
    Facts: stage, versions, candidates (each version with its candidates).
    """

    code = "rulebooks-mixed"


class MarksMissing(DomainError):
    """Nothing was marked. Facts: candidate, stage."""

    code = "marks-missing"


class MarkMisshapen(DomainError):
    """A criterion of this kind is marked otherwise. Facts: criterion, kind, given, expected."""

    code = "mark-misshapen"


class PointsAboveMaximum(DomainError):
    """No more points than the criterion's maximum. Facts: criterion, points, maximum."""

    code = "points-above-maximum"


class MarkBelowZero(DomainError):
    """Points, targets, results and counts start at zero. Facts: criterion, field, value."""

    code = "mark-below-zero"


class EvidenceNotFiled(DomainError):
    """Evidence names an attachment that is not on file. Facts: criterion, evidence, known."""

    code = "evidence-not-filed"


class ScoreAlreadyEntered(DomainError):
    """The criterion was marked on this sheet; a mark is revised, not entered twice.
    Facts: candidate, stage, scorer, criterion, stands, given.
    """

    code = "score-already-entered"


class ScoreNotEntered(DomainError):
    """There is no mark to revise or override. Facts: candidate, stage, scorer, criterion."""

    code = "score-not-entered"


class MarksOutdated(DomainError):
    """These marks were made under an earlier rulebook whose terms for the criterion differ;
    they are revised first. Facts: candidate, stage, scorer, criteria, rulebook.
    """

    code = "marks-outdated"


class SheetNotFound(DomainError):
    """Nothing was marked for the candidate at this stage. Facts: candidate, stage."""

    code = "sheet-not-found"


class SheetIncomplete(DomainError):
    """Criteria that apply to the candidate are not marked. Facts: candidate, stage, scorer, missing."""

    code = "sheet-incomplete"


class SheetAlreadySubmitted(DomainError):
    """The sheet was submitted; a re-check opens it again. Facts: candidate, stage, scorer, index."""

    code = "sheet-already-submitted"


class SheetNotSubmitted(DomainError):
    """The sheet is open anyway. Facts: candidate, stage, scorer."""

    code = "sheet-not-submitted"


class ScorerNotExpected(DomainError):
    """The sheet is the candidate's own or the body's; only peers are named as scorers.
    Facts: stage, scorer.
    """

    code = "scorer-not-expected"


class PeerNotAssigned(DomainError):
    """At the peer stage only who was assigned to the candidate marks it.
    Facts: candidate, scorer, assigned.
    """

    code = "peer-not-assigned"


class PeerIsCandidate(DomainError):
    """Nobody marks itself as its own peer. Facts: candidate."""

    code = "peer-is-candidate"


class PeerAlreadyAssigned(DomainError):
    """The peer marks this candidate already. Facts: candidate, scorer, index."""

    code = "peer-already-assigned"


class OverrideAlreadyStands(DomainError):
    """An authority has set exactly these points. Facts: candidate, stage, criterion, points, index."""

    code = "override-already-stands"


class ExplanationPending(DomainError):
    """The candidate was asked and has not answered yet. Facts: candidate, criterion, index."""

    code = "explanation-pending"


class ExplanationNotAsked(DomainError):
    """No question about this criterion waits for an answer. Facts: candidate, criterion, asked."""

    code = "explanation-not-asked"
