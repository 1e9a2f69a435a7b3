"""Proposals: made within the quota, carried by a poll, submitted, returned, sent again."""

from typing import ClassVar

from engine.aggregates.awards import Proposal
from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll, elected
from engine.aggregates.proposing import check_free, check_proposal
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.award import (
    PollBeforeReturn,
    ProposalNotCarried,
    ProposalsLeftOpen,
    ProposalStatusWrong,
    SubmissionAlreadySent,
    SubmissionEmpty,
    SubmissionStale,
    SubmissionStatusWrong,
)
from engine.events.award import (
    Line,
    ProposalMade,
    ProposalNotPassed,
    ProposalPassed,
    SubmissionResent,
    SubmissionReturned,
    SubmissionSent,
)
from engine.events.base import Event
from engine.values.days import check_day
from engine.values.ids import AwardId, MeetingId, MemberId, PollId
from engine.values.text import Code, Day, Name, Text


class MakeProposal(Command, frozen=True, kw_only=True):
    """Propose a candidate for an award, within its quota.

    With `poll`, an announced poll that carried the candidate, the proposal has passed at once.
    """

    NAME = "make-proposal"

    award: AwardId
    candidate: MemberId
    meeting: MeetingId | None = None
    poll: PollId | None = None
    ground: Text | None = None


@decides(MakeProposal)
def _(ledger: Ledger, command: MakeProposal, context: Context) -> Decision:
    ledger.season.check_running()
    if command.meeting is not None:
        ledger.meetings.meeting(command.meeting).check_open()
    check_proposal(ledger, command.award, command.candidate)
    made = ProposalMade(
        award=command.award,
        candidate=command.candidate,
        meeting=command.meeting,
        ground=command.ground,
    )
    if command.poll is None:
        return decided(made)
    poll = announced_on(ledger, command.poll, command.award, command.candidate)
    if command.candidate not in elected(poll):
        raise ProposalNotCarried(
            award=command.award, candidate=command.candidate, poll=poll.id, status=poll.status
        )
    passed = ProposalPassed(award=command.award, candidate=command.candidate, poll=poll.id)
    return decided(made, passed)


class ResolveProposals(Command, frozen=True, kw_only=True):
    """Let an announced poll decide the proposals among its options: passed or not passed.

    What the poll left tied, or a run-off took over, is left to that run-off. Where a proposal
    was returned after the poll had opened, a new poll decides it.
    """

    NAME = "resolve-proposals"

    poll: PollId


@decides(ResolveProposals)
def _(ledger: Ledger, command: ResolveProposals, context: Context) -> Decision:
    ledger.season.check_running()
    poll = ledger.polls.poll(command.poll)
    award = poll.opened.subject.id or ""
    announced_on(ledger, poll.id, award, "")
    winners = elected(poll)
    open_still = _left_open(ledger, poll)
    events: list[Event] = []
    for option in poll.opened.options:
        if option.id in open_still:
            continue
        candidate = option.candidate or option.id
        proposal = ledger.awards.proposal(award, candidate)
        check_status(proposal, "proposed")
        returned = [each.index for each in proposal.way if each.status == "returned"]
        if returned and returned[-1] > poll.index:
            raise PollBeforeReturn(
                award=award, candidate=candidate, poll=poll.id, returned=returned[-1]
            )
        outcome = ProposalPassed if candidate in winners else ProposalNotPassed
        events.append(outcome(award=award, candidate=candidate, poll=poll.id))
    if not events:
        raise ProposalsLeftOpen(poll=poll.id, candidates=tuple(sorted(open_still)))
    return decided(*events)


def _left_open(ledger: Ledger, poll: Poll) -> set[str]:
    """Options that the poll did not decide: left tied, or asked again in a run-off."""
    assert poll.announced is not None, "asked only of announced polls"
    follower = ledger.polls.follower(poll.id)
    again = () if follower is None else (option.id for option in follower.opened.options)
    return {*poll.announced.undecided, *again}


class SendSubmission(Command, frozen=True, kw_only=True):
    """Send passed proposals up, naming this ledger's size and root. No lines: all that passed.

    Who is on hold or ruled ineligible is not sent: left out, or refused where it was named.
    """

    NAME = "send-submission"
    COMPUTED: ClassVar[tuple[str, ...]] = ("size", "root")

    submission: Code
    recipient: Name
    lines: tuple[Line, ...] = ()
    number: Name | None = None
    sent: Day | None = None
    size: int | None = None
    root: bytes | None = None


@decides(SendSubmission)
def _(ledger: Ledger, command: SendSubmission, context: Context) -> Decision:
    ledger.season.check_running()
    check_day(command.sent, field="sent")
    if command.submission in ledger.awards.submissions:
        raise SubmissionAlreadySent(submission=command.submission)
    nominations = ledger.nominations
    lines = command.lines or tuple(
        Line(award=each.award, candidate=each.candidate)
        for each in ledger.awards.proposals.values()
        if each.status == "passed" and nominations.bar(each.candidate, each.award) is None
    )
    if not lines:
        raise SubmissionEmpty(submission=command.submission)
    for line in lines:
        check_status(ledger.awards.proposal(line.award, line.candidate), "passed")
        check_free(ledger, line.award, line.candidate)
    size, root = _fresh(ledger, command.submission, command.size, command.root, lines)
    return decided(
        SubmissionSent(
            submission=command.submission,
            recipient=command.recipient,
            lines=lines,
            size=size,
            root=root,
            number=command.number,
            sent=command.sent,
        )
    )


class ReturnSubmission(Command, frozen=True, kw_only=True):
    """Record that the dossier came back with a reason: all of it that is not decided yet."""

    NAME = "return-submission"

    submission: Code
    authority: Name
    reason: Text


@decides(ReturnSubmission)
def _(ledger: Ledger, command: ReturnSubmission, context: Context) -> Decision:
    submission = ledger.awards.submission(command.submission)
    if submission.status != "sent":
        raise SubmissionStatusWrong(
            submission=submission.id, status=submission.status, expected=("sent",)
        )
    proposals = [ledger.awards.proposal(*line) for line in submission.lines]
    if all(proposal.status != "submitted" for proposal in proposals):
        check_status(proposals[0], "submitted")
    return decided(
        SubmissionReturned(
            submission=submission.id, authority=command.authority, reason=command.reason
        )
    )


class ResendSubmission(Command, frozen=True, kw_only=True):
    """Send a returned dossier again, with what was put right."""

    NAME = "resend-submission"
    COMPUTED: ClassVar[tuple[str, ...]] = ("size", "root")

    submission: Code
    answer: Text
    size: int | None = None
    root: bytes | None = None


@decides(ResendSubmission)
def _(ledger: Ledger, command: ResendSubmission, context: Context) -> Decision:
    submission = ledger.awards.submission(command.submission)
    if submission.status != "returned":
        raise SubmissionStatusWrong(
            submission=submission.id, status=submission.status, expected=("returned",)
        )
    lines = tuple(Line(award=award, candidate=one) for award, one in submission.lines)
    size, root = _fresh(ledger, submission.id, command.size, command.root, lines)
    event = SubmissionResent(submission=submission.id, size=size, root=root, answer=command.answer)
    return decided(event)


def announced_on(ledger: Ledger, poll: PollId, award: AwardId, candidate: MemberId) -> Poll:
    """The poll, if it is announced and about this award. Refuses `ProposalNotCarried`."""
    found = ledger.polls.poll(poll)
    subject = found.opened.subject
    if found.announced is None or (subject.kind, subject.id) != ("award", award):
        raise ProposalNotCarried(award=award, candidate=candidate, poll=poll, status=found.status)
    return found


def check_status(proposal: Proposal, *expected: str) -> None:
    """Refuse `ProposalStatusWrong` unless the proposal stands where the step needs it."""
    if proposal.status not in expected:
        raise ProposalStatusWrong(
            award=proposal.award,
            candidate=proposal.candidate,
            status=proposal.status,
            expected=expected,
        )


def _fresh(
    ledger: Ledger, submission: str, size: int | None, root: bytes | None, lines: tuple[Line, ...]
) -> tuple[int, bytes]:
    """Size and root, if they were read after the last step of every line."""
    changed = max(
        ledger.awards.proposal(line.award, line.candidate).way[-1].index for line in lines
    )
    if size is None or root is None or size <= changed:
        raise SubmissionStale(submission=submission, size=size or 0, changed=changed)
    return size, root
