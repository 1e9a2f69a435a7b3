"""What a poll may be opened on: its subject, its options, its places, and the poll it goes on with.

A repetition asks a voided poll again. A run-off asks again among the options that an announced
poll left over, for the places it did not fill; where it left a tie, among the tied.
"""

from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll
from engine.commands.award import check_status
from engine.errors.award import AwardUnknown
from engine.errors.meeting import MotionAlreadyResolved
from engine.errors.poll import (
    BallotTemplateWrong,
    CandidateBarred,
    FollowUpInvalid,
    OptionInvalid,
    PollBeforeInvalid,
    SeatsAboveQuota,
    SubjectUnknown,
)
from engine.errors.rules import SeatsInvalid
from engine.events.poll import FollowUp, PollOption, Subject
from engine.rules.catalogue import rule_of
from engine.rules.rulebook import BallotRule
from engine.values.ids import MeetingId, PollId

OPTIONS_MAX = 1_000
_FOLLOWS: dict[FollowUp, str] = {"repetition": "voided", "run-off": "announced"}
"""What the poll before must have come to."""


def check_subject(
    ledger: Ledger, subject: Subject, template: BallotRule, meeting: MeetingId | None
) -> None:
    """Refuse a subject that is not there, or not to be decided so.

    Refuses `AwardUnknown`, `BallotTemplateWrong`, `SubjectUnknown`, `MotionAlreadyResolved`.
    """
    if subject.kind == "award":
        rulebook = ledger.rulebooks.current
        award = rulebook.award(subject.id or "")
        if award is None:
            known = tuple(sorted(each.id for each in rulebook.awards))
            raise AwardUnknown(award=subject.id or "", known=known)
        if award.ballot not in (None, template.id):
            raise BallotTemplateWrong(award=award.id, template=template.id, expected=award.ballot)
    if subject.kind == "motion":
        motions = {
            id_: motion
            for id_, motion in ledger.meetings.motions.items()
            if meeting in (None, motion.meeting)
        }
        motion = motions.get(subject.id or "")
        if motion is None:
            raise SubjectUnknown(kind="motion", id=subject.id or "", known=tuple(sorted(motions)))
        if motion.carried is not None:
            raise MotionAlreadyResolved(
                motion=motion.id, carried=motion.carried, index=motion.resolved
            )


def poll_before(
    ledger: Ledger,
    poll: PollId,
    subject: Subject,
    before: PollId | None,
    before_is: FollowUp | None,
) -> Poll | None:
    """The poll that this one goes on with, if it names one.

    Refuses `PollNotFound`, `PollBeforeInvalid`, and `FollowUpInvalid` where the subject is
    another one or a poll goes on with it already.
    """
    if before is None and before_is is None:
        return None
    found = ledger.polls.poll(before or "")
    if before_is is None or found.status != _FOLLOWS[before_is]:
        raise PollBeforeInvalid(before=found.id, status=found.status)
    if found.opened.subject != subject:
        raise FollowUpInvalid(
            before=found.id,
            field="subject",
            value=_named(subject),
            expected=_named(found.opened.subject),
        )
    follower = ledger.polls.follower(found.id)
    if follower is not None:
        raise FollowUpInvalid(before=found.id, field="poll", value=poll, expected=follower.id)
    return found


def _named(subject: Subject) -> str:
    return subject.kind if subject.id is None else f"{subject.kind} {subject.id}"


def options_for(
    ledger: Ledger,
    subject: Subject,
    given: tuple[PollOption, ...],
    before: Poll | None,
    before_is: FollowUp | None,
) -> tuple[PollOption, ...]:
    """The options: those given, else those of the poll before, else the standing nominations.

    Refuses `OptionInvalid`, `CandidateBarred`, `CandidateNotRanked`, `MemberNotFound`,
    `ProposalStatusWrong`, `FollowUpInvalid`.
    """
    left = () if before is None else _left(before, before_is)
    options = given or left or _nominated(ledger, subject)
    if not options:
        raise OptionInvalid(option="", reason="none")
    if len(options) > OPTIONS_MAX:
        raise OptionInvalid(option=options[OPTIONS_MAX].id, reason="too-many")
    _check_once(subject, options)
    if before is not None and before_is == "run-off":
        _check_among(before, options, left)
    for option in options:
        _check_candidate(ledger, subject, option)
    return options


def _left(before: Poll, before_is: FollowUp | None) -> tuple[PollOption, ...]:
    """What the poll before left over: all of a voided one; else the tied, or who did not win."""
    options = before.opened.options
    if before_is == "repetition" or before.announced is None:
        return options
    if before.announced.undecided:
        return tuple(each for each in options if each.id in before.announced.undecided)
    return tuple(each for each in options if each.id not in before.announced.winners)


def _check_among(
    before: Poll, options: tuple[PollOption, ...], left: tuple[PollOption, ...]
) -> None:
    known = {each.id: each.candidate for each in left}
    for option in options:
        if option.id not in known or known[option.id] != option.candidate:
            expected = tuple(sorted(known))
            raise FollowUpInvalid(
                before=before.id, field="options", value=option.id, expected=expected
            )


def _check_once(subject: Subject, options: tuple[PollOption, ...]) -> None:
    ids: set[str] = set()
    candidates: set[str | None] = set()
    for option in options:
        if option.id in ids:
            raise OptionInvalid(option=option.id, reason="twice")
        # One candidate under two options would share its votes between them.
        stands = option.candidate is not None and subject.kind in ("award", "ranking", "office")
        if stands and option.candidate in candidates:
            raise OptionInvalid(option=option.id, reason="candidate-twice")
        ids.add(option.id)
        candidates.add(option.candidate)


def _nominated(ledger: Ledger, subject: Subject) -> tuple[PollOption, ...]:
    if subject.kind != "award" or subject.id is None:
        return ()
    return tuple(
        PollOption(id=candidate, candidate=candidate)
        for candidate in sorted(ledger.nominations.standing(subject.id))
        if ledger.nominations.bar(candidate, subject.id) is None
        and not _decided(ledger, subject.id, candidate)
    )


def _decided(ledger: Ledger, award: str, candidate: str) -> bool:
    proposal = ledger.awards.proposals.get(f"{award}/{candidate}")
    return proposal is not None and proposal.status != "proposed"


def _check_candidate(ledger: Ledger, subject: Subject, option: PollOption) -> None:
    if option.candidate is None:
        if subject.kind in ("award", "ranking"):
            raise OptionInvalid(option=option.id, reason="no-candidate")
        return
    award = subject.id if subject.kind == "award" else None
    if award is not None:
        bar = ledger.nominations.bar(option.candidate, award)
        if bar is not None:
            raise CandidateBarred(
                candidate=option.candidate, effect=bar.effect, ground=bar.ground, index=bar.index
            )
        proposal = ledger.awards.proposals.get(f"{award}/{option.candidate}")
        if proposal is not None:
            # Received from another body, it stands without a nomination here. Decided once, it
            # is not asked about again: no outcome could change it.
            check_status(proposal, "proposed")
            return
        rule = ledger.rulebooks.award(award)
        required = rule.nomination_required
        if not ledger.nominations.stands(award, option.candidate, required=required):
            raise OptionInvalid(option=option.id, reason="not-nominated")
    if subject.kind in ("award", "ranking"):
        ledger.roster.candidate(option.candidate)
    else:
        ledger.roster.member(option.candidate)


def seats_for(
    ledger: Ledger,
    subject: Subject,
    options: tuple[PollOption, ...],
    before: Poll | None,
    *,
    template: BallotRule,
    given: int | None,
) -> int:
    """The places to fill: those given, else all that rule, quota and the poll before leave.

    A poll that is neither on an award nor a run-off fills one place unless told otherwise.
    Refuses `SeatsInvalid`, `SeatsAboveQuota`, and `FollowUpInvalid` where no place is left.
    """
    most = 1 if rule_of(template.rule).seats == "one" else len(options)
    announced = None if before is None else before.announced
    if before is not None and announced is not None:
        open_places = before.opened.seats - len(announced.winners)
        if open_places < 1:
            raise FollowUpInvalid(
                before=before.id, field="seats", value=open_places, expected="1.."
            )
        most = min(most, open_places)
    award = subject.id if subject.kind == "award" else None
    seats = given
    if seats is None:
        seats = 1 if award is None and announced is None else most
    elif not 1 <= seats <= most:
        raise SeatsInvalid(seats=seats, seats_max=most)
    if award is None:
        return seats
    candidates = {option.candidate for option in options if option.candidate is not None}
    left = ledger.quota_left(award, candidates)
    if left is not None and (left < 1 or (given or 0) > left):
        raise SeatsAboveQuota(award=award, seats=seats, quota=left)
    return seats if left is None else min(seats, left)
