"""Refusals of polls and ballots."""

from engine.errors.base import DomainError


class PollNotFound(DomainError):
    """The ledger has no such poll. Facts: poll, known."""

    code = "poll-not-found"


class PollAlreadyOpened(DomainError):
    """A poll with this id was opened before. Facts: poll."""

    code = "poll-already-opened"


class PollNotOpen(DomainError):
    """The poll takes nothing more: it is closed, announced or voided. Facts: poll, status."""

    code = "poll-not-open"


class PollNotClosed(DomainError):
    """Possible only between closing and announcing. Facts: poll, status."""

    code = "poll-not-closed"


class PollAlreadyVoided(DomainError):
    """The poll was voided before. Facts: poll."""

    code = "poll-already-voided"


class PollRestsOnIt(DomainError):
    """A proposal, ranking, motion, officer or run-off rests on the outcome. Facts: poll, rests."""

    code = "poll-rests-on-it"


class BallotTemplateUnknown(DomainError):
    """The rulebook has no ballot with this id. Facts: template, known."""

    code = "ballot-template-unknown"


class BallotTemplateWrong(DomainError):
    """The rulebook decides the award by another ballot. Facts: award, template, expected."""

    code = "ballot-template-wrong"


class PollNeedsMeeting(DomainError):
    """The ballot asks for a quorum, or its method for a room. Facts: template, method."""

    code = "poll-needs-meeting"


class ElectorateEmpty(DomainError):
    """Nobody could vote: there is no voter, or every one of them is recused. Facts: poll,
    recused.
    """

    code = "electorate-empty"


class MethodNotAllowed(DomainError):
    """The rulebook does not allow this way of voting here. Facts: method, allowed."""

    code = "method-not-allowed"


class SubjectUnknown(DomainError):
    """The poll is about something the ledger does not have. Facts: kind, id, known."""

    code = "subject-unknown"


class OptionInvalid(DomainError):
    """An option is named twice, or is not a candidate for the award. Facts: option, reason."""

    code = "option-invalid"


class CandidateBarred(DomainError):
    """The candidate is on hold or ruled ineligible. Facts: candidate, effect, ground, index."""

    code = "candidate-barred"


class SeatsAboveQuota(DomainError):
    """More places than the award's quota leaves. Facts: award, seats, quota."""

    code = "seats-above-quota"


class NotOnRoll(DomainError):
    """The member has no vote in this poll. Facts: poll, member."""

    code = "not-on-roll"


class VoterAbsent(DomainError):
    """The member is not in the room (or left). Facts: poll, member."""

    code = "voter-absent"


class VoterPresent(DomainError):
    """The member is in the room and votes there, not in writing. Facts: poll, member."""

    code = "voter-present"


class VoterIsRecused(DomainError):
    """The member recused itself in this poll. Facts: poll, member."""

    code = "voter-recused"


class ProxyHolderVotes(DomainError):
    """The vote was given to another, who casts it. Facts: poll, member, holder."""

    code = "proxy-holder-votes"


class ProxyNotActing(DomainError):
    """No mandate acts for the member: it gave none, or votes itself. Facts: poll, member, holder."""

    code = "proxy-not-acting"


class AlreadyVoted(DomainError):
    """The member's ballot is recorded and the poll allows no change. Facts: poll, member, index."""

    code = "already-voted"


class BallotNotTaken(DomainError):
    """The poll takes no single ballots (or no tallies) by its method. Facts: poll, method."""

    code = "ballot-not-taken"


class WrittenNotAllowed(DomainError):
    """The poll takes no written opinions. Facts: poll."""

    code = "written-not-allowed"


class TallyInconsistent(DomainError):
    """A teller's figures contradict each other. Facts: field, value, expected."""

    code = "tally-inconsistent"


class TallyAlreadyEntered(DomainError):
    """The teller's count is on record just so. Facts: poll, teller."""

    code = "tally-already-entered"


class CountingBegun(DomainError):
    """A teller has counted: who takes part is settled. Facts: poll, member, entered."""

    code = "counting-begun"


class TellerUnknown(DomainError):
    """Only appointed tellers enter a tally. Facts: teller, known."""

    code = "teller-unknown"


class TalliesMissing(DomainError):
    """The poll cannot close before its tellers have counted. Facts: poll, entered, needed."""

    code = "tallies-missing"


class TalliesDiffer(DomainError):
    """The tellers counted differently; they must count again. Facts: poll, entered."""

    code = "tallies-differ"


class OutcomeStale(DomainError):
    """The outcome was computed before the poll's last event. Facts: poll, index, changed."""

    code = "outcome-stale"


class OutcomeNotComputed(DomainError):
    """Outcomes are computed from the ledger, never sent in. Facts: poll."""

    code = "outcome-not-computed"


class CastingVoteNotAllowed(DomainError):
    """Only the chair gives a casting vote, where the poll's ladder has one. Facts: poll, reason."""

    code = "casting-vote-not-allowed"


class LotNotAllowed(DomainError):
    """The lot needs a commitment made while the poll was open. Facts: poll, reason."""

    code = "lot-not-allowed"


class LotNotDrawn(DomainError):
    """A lot was committed and the ballots leave a tie: the seed is shown before the outcome.
    Facts: poll, undecided.
    """

    code = "lot-not-drawn"


class PollBeforeInvalid(DomainError):
    """A repetition follows a voided poll, a run-off an announced one. Facts: before, status."""

    code = "poll-before-invalid"


class FollowUpInvalid(DomainError):
    """A repetition or run-off does not go on with the poll before it. Facts: before, field, value,
    expected.
    """

    code = "follow-up-invalid"
