"""What follows from what came before: one function for each kind of event that rests on others.

What rules decide (quorums, terms, outcomes, rankings, whether a proposal is allowed and carried)
is computed again from the hypothetical state. What people decided is kept where it would still
have been possible, left out where it would not, and never invented: nobody is nominated, proposed
or granted anything who was not.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from engine.aggregates.polls import Poll, elected
from engine.aggregates.proposing import check_proposal
from engine.aggregates.quorum import quorum_found, quorum_rule
from engine.aggregates.rolls import roll_for
from engine.errors import DomainError
from engine.events import award, meeting, poll
from engine.events.award import Line
from engine.events.base import ContentRef, Event, Recorded
from engine.events.poll import PollOpened, PollOption
from engine.persistence.codec import encode
from engine.rules.ballot_terms import parameters_of
from engine.rules.catalogue import rule_of
from engine.rules.rulebook import BallotRule
from projections.outcomes import compute, result_bytes
from projections.ranking import Content
from projections.standings import standings
from projections.state import State
from projections.whatif.ballots import among, among_paper

E = TypeVar("E", bound=Event)


class LeftOut(Exception):
    """An event that would not have happened, and the code of why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Twin(msgspec.Struct, kw_only=True):
    """The two states before an event. `made` holds results that were only computed here."""

    official: State
    state: State
    ledger_content: Content
    made: dict[bytes, bytes] = {}

    def content(self, digest: bytes) -> bytes:
        """Content of the ledger, or a result computed here."""
        made = self.made.get(digest)
        return self.ledger_content(digest) if made is None else made

    def keep(self, data: bytes) -> ContentRef:
        """Keep a result, as an event names it."""
        digest = sha256(data).digest()
        self.made[digest] = data
        return ContentRef(digest, len(data))

    def poll(self, id_: str) -> Poll:
        """A poll that would have been held."""
        found = self.state.ledger.polls.polls.get(id_)
        if found is None:
            raise LeftOut("poll-not-found")
        return found

    def check_stands(self, line: Line) -> None:
        """A step of a proposal is possible where it stands as it stood officially."""
        key = f"{line.award}/{line.candidate}"
        now = self.state.ledger.awards.proposals.get(key)
        if now is None or now.status != self.official.ledger.awards.proposals[key].status:
            raise LeftOut("proposal-status-wrong")


Follows = Callable[[Twin, Any, Recorded], Any]
FOLLOWS: dict[type[Event], Follows] = {}


def follows(*kinds: type[Event]) -> Callable[[Follows], Follows]:
    """Register the one function that tells these kinds of event again."""

    def register(function: Follows) -> Follows:
        FOLLOWS.update(dict.fromkeys(kinds, function))
        return function

    return register


def followed(twin: Twin, recorded: Recorded) -> Any:
    """The event with all that follows from others computed again. Raises `LeftOut`."""
    function = FOLLOWS.get(type(recorded.event))
    if function is None:
        return recorded.event
    told = function(twin, recorded.event, recorded)
    # An equal event as it was read: maps keep the order in which they are stored.
    return recorded.event if told == recorded.event else told


def _possible(check: Callable[[], Any]) -> Any:
    """What a rule gives; where it refuses, the event is left out for that reason."""
    try:
        return check()
    except DomainError as refusal:
        raise LeftOut(refusal.code) from refusal


def _refusal(state: State, event: award.ProposalMade) -> str | None:
    """The code of why a proposal would be refused; None where it would not."""
    try:
        check_proposal(state.ledger, event.award, event.candidate)
    except DomainError as refusal:
        return refusal.code
    return None


@follows(PollOpened)
def _(twin: Twin, event: PollOpened, recorded: Recorded) -> PollOpened:
    ledger = twin.state.ledger
    template = ledger.rulebooks.current.ballot(event.template)
    assert template is not None, "no supposition leaves a ballot template out"
    room = None if event.meeting is None else ledger.meetings.meetings[event.meeting]
    rule = quorum_rule(ledger)
    if template.quorum and room is not None and rule is not None:
        found = quorum_found(ledger, room, rule, present=room.present, proxies=room.proxies)
        if not found.met:
            raise LeftOut("quorum-not-met")
    options = _options(twin, event)
    roll = roll_for(ledger, template, room, options)
    same = roll == (recorded.content if event.roll is None else event.roll)
    return replace(
        event,
        options=options,
        seats=_seats(twin, event, template, options),
        parameters=parameters_of(template),
        ties=template.ties,
        base=template.base,
        members=sum(voter.weight for voter in roll.voters),
        roll=event.roll if same else roll,
        recused_in_base=template.recused_in_base,
    )


def _options(twin: Twin, event: PollOpened) -> tuple[PollOption, ...]:
    """The options without those that would not have been allowed to stand."""
    if event.subject.kind != "award":
        return event.options
    bar = twin.state.ledger.nominations.bar
    options = tuple(
        option
        for option in event.options
        if bar(option.candidate or option.id, event.subject.id) is None
    )
    if not options:
        raise LeftOut("candidate-barred")
    return options


def _seats(
    twin: Twin, event: PollOpened, template: BallotRule, options: tuple[PollOption, ...]
) -> int:
    """As many as there were; all that the quota leaves, where all it left were taken."""
    if event.subject.kind != "award":
        return event.seats
    single = rule_of(template.rule).seats == "one"
    candidates = {option.candidate for option in event.options if option.candidate}
    award_id = event.subject.id or ""
    was = twin.official.ledger.quota_left(award_id, candidates)
    left = twin.state.ledger.quota_left(award_id, candidates)
    all_there_were = min(1 if single else len(event.options), event.seats if was is None else was)
    most = 1 if single else len(options)
    whole = event.seats == all_there_were and event.before is None
    seats = min(most if whole else event.seats, most, most if left is None else left)
    if seats < 1:
        raise LeftOut("seats-above-quota")
    return seats


@follows(meeting.QuorumFound)
def _(twin: Twin, event: meeting.QuorumFound, recorded: Recorded) -> meeting.QuorumFound:
    ledger = twin.state.ledger
    rule = quorum_rule(ledger)
    if rule is None:
        raise LeftOut("quorum-rule-missing")
    room = ledger.meetings.meetings[event.meeting]
    return quorum_found(ledger, room, rule, present=room.present, proxies=room.proxies)


@follows(poll.BallotCast, poll.WrittenOpinionReceived, poll.ObjectionRaised)
def _(twin: Twin, event: Any, recorded: Recorded) -> Any:
    found = twin.poll(event.poll)
    if isinstance(event, poll.ObjectionRaised):
        return event
    options = {option.id for option in found.opened.options}
    told = {"ballot": among(event.ballot, options)}
    if isinstance(event, poll.BallotCast) and event.was is not None:
        told["was"] = among(event.was, options)
    return replace(event, **told)


@follows(poll.TallyEntered)
def _(twin: Twin, event: poll.TallyEntered, recorded: Recorded) -> poll.TallyEntered:
    options = {option.id for option in twin.poll(event.poll).opened.options}
    return replace(event, count=among_paper(event.count, options))


@follows(poll.PollClosed)
def _(twin: Twin, event: poll.PollClosed, recorded: Recorded) -> poll.PollClosed:
    options = {option.id for option in twin.poll(event.poll).opened.options}
    if event.tally is None:
        return event
    return replace(event, tally=among_paper(event.tally, options))


@follows(
    poll.VoterArrived,
    poll.VoterDeparted,
    poll.VoterRecused,
    poll.PollVoided,
    poll.CastingVoteGiven,
    poll.LotCommitted,
    poll.LotDrawn,
)
def _(twin: Twin, event: Any, recorded: Recorded) -> Any:
    twin.poll(event.poll)
    return event


@follows(poll.OutcomeAnnounced)
def _(twin: Twin, event: poll.OutcomeAnnounced, recorded: Recorded) -> poll.OutcomeAnnounced:
    twin.poll(event.poll)
    outcome = _possible(lambda: compute(twin.state, event.poll))
    return replace(
        event,
        result=twin.keep(result_bytes(outcome)),
        winners=outcome.winners,
        undecided=outcome.undecided,
    )


@follows(award.RankingAdopted)
def _(twin: Twin, event: award.RankingAdopted, recorded: Recorded) -> award.RankingAdopted:
    if event.basis == "scores":
        found = _possible(lambda: standings(twin.state.ledger))
        return replace(event, places=found.places, result=twin.keep(encode(found)))
    declared = twin.poll(event.poll or "")
    candidate = {option.id: option.candidate or option.id for option in declared.opened.options}
    winners = declared.announced.winners if declared.announced else ()
    if not winners:
        raise LeftOut("ranking-poll-invalid")
    places = tuple((candidate[winner],) for winner in winners)
    return replace(event, places=places, result=twin.keep(encode(places)))


@follows(meeting.MotionResolved)
def _(twin: Twin, event: meeting.MotionResolved, recorded: Recorded) -> meeting.MotionResolved:
    if event.poll is None:
        return event
    found = twin.poll(event.poll)
    winners = found.announced.winners if found.announced else ()
    return replace(event, carried=found.opened.options[0].id in winners)


@follows(award.ProposalMade)
def _(twin: Twin, event: award.ProposalMade, recorded: Recorded) -> award.ProposalMade:
    now = _refusal(twin.state, event)
    # What was recorded under looser commands than today's was possible all the same.
    if now is not None and now != _refusal(twin.official, event):
        raise LeftOut(now)
    return event


@follows(award.ProposalPassed, award.ProposalNotPassed)
def _(twin: Twin, event: Any, recorded: Recorded) -> Any:
    twin.check_stands(Line(award=event.award, candidate=event.candidate))
    found = twin.poll(event.poll)
    if found.announced is None:
        raise LeftOut("poll-not-announced")
    if event.candidate not in {option.candidate for option in found.opened.options}:
        raise LeftOut("candidate-barred")
    passed = event.candidate in elected(found)
    kind = award.ProposalPassed if passed else award.ProposalNotPassed
    return kind(award=event.award, candidate=event.candidate, poll=event.poll)


@follows(award.SubmissionSent)
def _(twin: Twin, event: award.SubmissionSent, recorded: Recorded) -> award.SubmissionSent:
    passed = _standing(twin.state, "passed")
    lines = [line for line in event.lines if line in passed]
    if set(event.lines) == set(_standing(twin.official, "passed")):
        # All that had passed was sent, so what would have passed would have been sent too.
        lines.extend(line for line in passed if line not in lines)
    if not lines:
        raise LeftOut("submission-empty")
    return replace(event, lines=tuple(lines))


@follows(award.DecisionIssued)
def _(twin: Twin, event: award.DecisionIssued, recorded: Recorded) -> award.DecisionIssued:
    submitted = _standing(twin.state, "submitted")
    lines = tuple(line for line in event.lines if line in submitted)
    if not lines:
        raise LeftOut("decision-empty")
    return replace(event, lines=lines)


def _standing(state: State, status: str) -> list[Line]:
    proposals = state.ledger.awards.proposals.values()
    return [
        Line(award=each.award, candidate=each.candidate)
        for each in proposals
        if each.status == status
    ]


@follows(award.SubmissionReturned, award.SubmissionResent)
def _(twin: Twin, event: Any, recorded: Recorded) -> Any:
    if event.submission not in twin.state.ledger.awards.submissions:
        raise LeftOut("submission-not-found")
    return event


@follows(
    award.ProposalReturned,
    award.ProposalResubmitted,
    award.AwardRefused,
    award.AwardAnnulled,
    award.DecisionReceived,
)
def _(twin: Twin, event: Any, recorded: Recorded) -> Any:
    twin.check_stands(Line(award=event.award, candidate=event.candidate))
    return event
