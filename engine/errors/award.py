"""Refusals between ranking and decision."""

from engine.errors.base import DomainError


class AwardUnknown(DomainError):
    """The rulebook has no such award. Facts: award, known."""

    code = "award-unknown"


class ScoresNotLocked(DomainError):
    """A ranking rests on locked sheets only. Facts: stage, locked."""

    code = "scores-not-locked"


class RankingNotComputed(DomainError):
    """Rankings are computed from the ledger, never sent in. Facts: basis."""

    code = "ranking-not-computed"


class RankingStale(DomainError):
    """The ledger went on since the ranking was computed. Facts: index, head."""

    code = "ranking-stale"


class RankingPollInvalid(DomainError):
    """The poll is not an announced poll on the ranking that named somebody. Facts: poll, status."""

    code = "ranking-poll-invalid"


class ProposalNotFound(DomainError):
    """The candidate is not proposed for the award. Facts: award, candidate, known."""

    code = "proposal-not-found"


class ProposalAlreadyMade(DomainError):
    """The candidate is proposed for the award already. Facts: award, candidate, index."""

    code = "proposal-already-made"


class ProposalAboveQuota(DomainError):
    """The award's quota is used up. Facts: award, candidate, quota, proposed."""

    code = "proposal-above-quota"


class ProposalExcluded(DomainError):
    """The candidate stands for an award that excludes this one. Facts: award, candidate, other."""

    code = "proposal-excluded"


class ProposalNotCarried(DomainError):
    """The poll did not carry the candidate, or is not about the award.
    Facts: award, candidate, poll, status.
    """

    code = "proposal-not-carried"


class ProposalsLeftOpen(DomainError):
    """The poll left all its candidates tied, or to a run-off: it decides none of them.
    Facts: poll, candidates.
    """

    code = "proposals-left-open"


class PollBeforeReturn(DomainError):
    """The proposal was returned after the poll had opened; another poll decides it.
    Facts: award, candidate, poll, returned.
    """

    code = "poll-before-return"


class ProposalStatusWrong(DomainError):
    """The step does not follow from where the proposal stands.
    Facts: award, candidate, status, expected.
    """

    code = "proposal-status-wrong"


class ProposalAlreadyReceived(DomainError):
    """The same event of that ledger was received before. Facts: ledger, index, received."""

    code = "proposal-already-received"


class OriginNotRead(DomainError):
    """What another body sends is read from its ledger, never typed in. Facts: ledger."""

    code = "origin-not-read"


class SubmissionNotFound(DomainError):
    """The ledger has no such submission. Facts: submission, known."""

    code = "submission-not-found"


class SubmissionAlreadySent(DomainError):
    """A submission with this id was sent before. Facts: submission."""

    code = "submission-already-sent"


class SubmissionEmpty(DomainError):
    """Nothing that passed is left to submit. Facts: submission."""

    code = "submission-empty"


class SubmissionStatusWrong(DomainError):
    """The submission is not where this step needs it. Facts: submission, status, expected."""

    code = "submission-status-wrong"


class SubmissionStale(DomainError):
    """The ledger's size and root were read before the proposals were done.
    Facts: submission, size, changed.
    """

    code = "submission-stale"


class DecisionAlreadyIssued(DomainError):
    """A decision with this id was issued before. Facts: decision."""

    code = "decision-already-issued"


class DecisionEmpty(DomainError):
    """A decision honours somebody. Facts: decision."""

    code = "decision-empty"


class AuthorityNotCompetent(DomainError):
    """The rulebook gives the award to another authority. Facts: award, authority, expected."""

    code = "authority-not-competent"
