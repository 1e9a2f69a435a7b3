"""Refusals of meetings: roll call, quorum, proxies, motions."""

from engine.errors.base import DomainError


class MeetingNotFound(DomainError):
    """The ledger has no such meeting. Facts: meeting, known."""

    code = "meeting-not-found"


class MeetingAlreadyConvened(DomainError):
    """A meeting with this id was convened before. Facts: meeting."""

    code = "meeting-already-convened"


class MeetingNotOpen(DomainError):
    """The meeting has not begun, is adjourned, or is over. Facts: meeting, status."""

    code = "meeting-not-open"


class MeetingStatusWrong(DomainError):
    """The step does not follow from where the meeting stands. Facts: meeting, status, expected."""

    code = "meeting-status-wrong"


class QuorumNotMet(DomainError):
    """Too few are there to decide. Facts: meeting, present, base, needed."""

    code = "quorum-not-met"


class QuorumNotCounted(DomainError):
    """The quorum must be counted before the meeting decides. Facts: meeting."""

    code = "quorum-not-counted"


class QuorumRuleMissing(DomainError):
    """The rulebook in force says nothing of a quorum. Facts: rulebook."""

    code = "quorum-rule-missing"


class MemberNotVoting(DomainError):
    """A guest or a candidate without a vote has no place on the roll. Facts: member."""

    code = "member-not-voting"


class AlreadyPresent(DomainError):
    """The member is in the room. Facts: meeting, member, index."""

    code = "already-present"


class NotPresent(DomainError):
    """The member is not in the room. Facts: meeting, member."""

    code = "not-present"


class GuestAlreadyListed(DomainError):
    """A guest with this id is on the list. Facts: meeting, guest."""

    code = "guest-already-listed"


class GuestHasVote(DomainError):
    """A member with a vote stands on the roll, not on the list of guests. Facts: meeting, guest."""

    code = "guest-has-vote"


class RecusalAlreadyDeclared(DomainError):
    """The member recused itself for this candidate before. Facts: meeting, member, candidate."""

    code = "recusal-already-declared"


class RecusalNotFound(DomainError):
    """No such recusal stands. Facts: meeting, member, candidate."""

    code = "recusal-not-found"


class ProxyNotAllowed(DomainError):
    """The mandate breaks the rulebook or itself. Facts: giver, holder, reason."""

    code = "proxy-not-allowed"


class ProxyNotFound(DomainError):
    """The member gave no mandate for this meeting. Facts: meeting, giver."""

    code = "proxy-not-found"


class MotionNotFound(DomainError):
    """The ledger has no such motion. Facts: motion, known."""

    code = "motion-not-found"


class MotionAlreadyTabled(DomainError):
    """A motion with this id was tabled before. Facts: motion."""

    code = "motion-already-tabled"


class MotionAlreadyResolved(DomainError):
    """The motion was carried or lost before. Facts: motion, carried, index."""

    code = "motion-already-resolved"


class MotionPollInvalid(DomainError):
    """The poll is not an announced poll on this motion. Facts: motion, poll, status."""

    code = "motion-poll-invalid"


class PollsStillOpen(DomainError):
    """A poll of the meeting is still open. Facts: meeting, polls."""

    code = "polls-still-open"


class MinutesAlreadyAdopted(DomainError):
    """The meeting's minutes are on record. Facts: meeting."""

    code = "minutes-already-adopted"
