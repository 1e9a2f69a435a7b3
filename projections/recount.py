"""What a recorded fact must have been: computed again from the state before it.

One function for each kind of event that states a result. Each gives the fact as it is recorded
and as the rules of that moment make it; where both are the same, the record is right.
"""

from hashlib import sha256
from typing import Any, TypeAlias

import msgspec

from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import elected
from engine.aggregates.quorum import quorum_found, quorum_rule
from engine.aggregates.rolls import roll_for
from engine.errors.ledger import ContentNotFound
from engine.events.award import (
    AwardAnnulled,
    AwardRefused,
    DecisionIssued,
    ProposalMade,
    ProposalNotPassed,
    ProposalPassed,
    RankingAdopted,
    SubmissionSent,
)
from engine.events.base import ContentRef, Recorded
from engine.events.meeting import MotionResolved, QuorumFound
from engine.events.poll import OutcomeAnnounced, PollOpened, Roll
from engine.persistence.codec import UNREADABLE, decode, encode
from engine.rules.ballot_terms import parameters_of
from engine.rules.rulebook import AwardRule, BallotRule
from projections.outcomes import compute, result_bytes
from projections.ranking import Content
from projections.standings import standings
from projections.state import State

Facts: TypeAlias = dict[str, Any]
Pair: TypeAlias = tuple[Facts, Facts]
"""A fact as recorded, and as recomputed."""


def outcome(state: State, event: OutcomeAnnounced, content: Content) -> Pair:
    """The poll counted again, byte for byte."""
    recorded: Facts = {
        "rule": event.rule,
        "winners": list(event.winners),
        "undecided": list(event.undecided),
    }
    poll = state.ledger.polls.poll(event.poll)
    counted = compute(state, event.poll)
    recomputed: Facts = {
        "rule": counted.rule,
        "winners": list(counted.winners),
        "undecided": list(counted.undecided),
    }
    if not poll.changed <= event.index <= state.index:
        recorded["index"], recomputed["index"] = event.index, poll.changed
    return _with_result(recorded, recomputed, event.result, result_bytes(counted), content)


def ranking(state: State, event: RankingAdopted, content: Content) -> Pair:
    """The order computed again, or read again from the poll it was declared in."""
    if event.basis == "poll":
        places, result = _places_of_poll(state.ledger, event.poll or "")
    else:
        found = standings(state.ledger)
        places, result = found.places, encode(found)
    recorded: Facts = {"index": event.index, "places": _ranks(event.places)}
    recomputed: Facts = {"index": state.index, "places": _ranks(places)}
    return _with_result(recorded, recomputed, event.result, result, content)


def _places_of_poll(ledger: Ledger, poll: str) -> tuple[tuple[tuple[str, ...], ...], bytes]:
    found = ledger.polls.poll(poll)
    candidate = {option.id: option.candidate or option.id for option in found.opened.options}
    winners = found.announced.winners if found.announced else ()
    places = tuple((candidate[winner],) for winner in winners)
    return places, encode(places)


def _ranks(places: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for group in places:
        ranks |= dict.fromkeys(group, len(ranks) + 1)
    return ranks


def _with_result(
    recorded: Facts, recomputed: Facts, reference: ContentRef, result: bytes, content: Content
) -> Pair:
    """Both with what their results say, where their bytes differ."""
    if reference == ContentRef(sha256(result).digest(), len(result)):
        return recorded, recomputed
    try:
        kept = by_name(decode(content(reference.digest), object))
    except (ContentNotFound, *UNREADABLE):
        kept = None
    made = by_name(decode(result, object))
    if kept is None or kept == made:  # the same figures in other bytes are another result
        kept, made = {"sha256": reference.digest.hex()}, {"sha256": sha256(result).hexdigest()}
    return {**recorded, "result": kept}, {**recomputed, "result": made}


def by_name(value: Any) -> Any:
    """Rows that name a candidate or criterion as maps by it, so that rows are compared by name.

    >>> by_name([{"candidate": "u1", "total": 9750}])
    {'u1': {'total': 9750}}
    """
    if isinstance(value, dict):
        return {key: by_name(part) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    for name in ("candidate", "criterion"):
        if value and all(isinstance(row, dict) and name in row for row in value):
            return {row[name]: by_name(_without(row, name)) for row in value}
    return value


def _without(row: Facts, name: str) -> Facts:
    return {key: part for key, part in row.items() if key != name}


def terms(state: State, event: PollOpened, roll: Roll) -> Pair:
    """What was fixed when the poll opened: by the rulebook in force, the roster and the room."""
    ledger = state.ledger
    rulebook = ledger.rulebooks.current
    template = rulebook.ballot(event.template)
    recorded: Facts = {
        "rulebook": event.rulebook,
        "template": event.template,
        "rule": event.rule,
        "parameters": event.parameters,
        "ties": list(event.ties),
        "base": event.base,
        "flags": _flags(event),
        "members": event.members,
        "barred": [],
    }
    recomputed: Facts = {"rulebook": ledger.rulebooks.version, "template": None}
    if template is not None:
        meeting = None if event.meeting is None else ledger.meetings.meeting(event.meeting)
        expected = roll_for(ledger, template, meeting, event.options)
        recomputed = {
            "rulebook": ledger.rulebooks.version,
            "template": template.id,
            "rule": template.rule,
            "parameters": parameters_of(template),
            "ties": list(template.ties),
            "base": template.base,
            "flags": _flags(template),
            "members": sum(voter.weight for voter in expected.voters),
            "barred": _barred(ledger, event),
        }
        if expected != roll:  # large, and told only where they differ
            recorded["roll"], recomputed["roll"] = _voters(roll), _voters(expected)
    if event.subject.kind == "award":
        candidates = {option.candidate or option.id for option in event.options}
        left = ledger.quota_left(event.subject.id or "", candidates)
        recorded["seats"] = event.seats
        recomputed["seats"] = event.seats if left is None else min(event.seats, left)
    return recorded, recomputed


def _flags(rule: PollOpened | BallotRule) -> Facts:
    if isinstance(rule, PollOpened):
        written, tellers = rule.written_allowed, rule.tellers_needed
    else:
        written, tellers = rule.written, rule.tellers
    return {
        "ballot": rule.ballot,
        "changes_allowed": rule.changes_allowed,
        "recused_in_base": rule.recused_in_base,
        "written": written,
        "tellers": tellers,
    }


def _voters(roll: Roll) -> Facts:
    return {voter.member: [voter.weight, voter.holder, voter.part] for voter in roll.voters}


def _barred(ledger: Ledger, event: PollOpened) -> list[str]:
    if event.subject.kind != "award":
        return []
    return [
        option.id
        for option in event.options
        if ledger.nominations.bar(option.candidate or option.id, event.subject.id) is not None
    ]


def quorum(state: State, event: QuorumFound) -> Pair:
    """The quorum found again from who is in the room."""
    ledger = state.ledger
    rule = quorum_rule(ledger)
    recorded = msgspec.to_builtins(event)
    if rule is None:
        return recorded, {"meeting": event.meeting, "needed": None}
    meeting = ledger.meetings.meeting(event.meeting)
    found = quorum_found(ledger, meeting, rule, present=meeting.present, proxies=meeting.proxies)
    return recorded, msgspec.to_builtins(found)


def proposal(state: State, event: ProposalMade) -> Pair:
    """What the rulebook asks of a proposal: quota, standing, nomination, exclusion.

    Commands may ask more, and more from one release to the next; a record is held to the rulebook
    it names, so that one that was honest stays so.
    """
    ledger = state.ledger
    award, candidate = event.award, event.candidate
    rule = ledger.rulebooks.award(award)
    quota = ledger.quota(award)
    proposed = len(ledger.awards.standing(award))
    bar = ledger.nominations.bar(candidate, award)
    nominated = candidate in ledger.nominations.standing(award)
    recorded: Facts = {"quota": True, "bar": None, "nominated": True, "excluded": []}
    return recorded, {
        "quota": quota is None or proposed < quota,
        "bar": None if bar is None else bar.effect,
        "nominated": nominated or not rule.nomination_required,
        "excluded": _excluded(ledger, rule, candidate),
    }


def _excluded(ledger: Ledger, rule: AwardRule, candidate: str) -> list[str]:
    """Other awards for the candidate that this one may not stand beside."""
    others = [
        each.award
        for each in ledger.awards.proposals.values()
        if each.candidate == candidate and each.status != "not-passed"
    ]
    rules = {each.id: each for each in ledger.rulebooks.current.awards}
    return [
        other for other in others if rule.exclusive or (other in rules and rules[other].exclusive)
    ]


def passing(state: State, event: ProposalPassed | ProposalNotPassed) -> Pair:
    """Whether the poll carried the proposal, read from its outcome again."""
    poll = state.ledger.polls.poll(event.poll)
    about = (poll.opened.subject.kind, poll.opened.subject.id) == ("award", event.award)
    carried = poll.announced is not None and about and event.candidate in elected(poll)
    return {"passed": isinstance(event, ProposalPassed)}, {"passed": carried}


def motion(state: State, event: MotionResolved) -> Pair:
    """A motion that a poll decided: its first option carries it."""
    if event.poll is None:
        return {}, {}
    poll = state.ledger.polls.poll(event.poll)
    winners = poll.announced.winners if poll.announced else ()
    return {"carried": event.carried}, {"carried": poll.opened.options[0].id in winners}


_FROM = {
    SubmissionSent: "passed",
    DecisionIssued: "submitted",
    AwardRefused: "submitted",
    AwardAnnulled: "granted",
}
"""Where a proposal must stand before each of these."""


def way(
    state: State, event: SubmissionSent | DecisionIssued | AwardRefused | AwardAnnulled
) -> Pair:
    """Whether each proposal stood where the step needs it: *proposed is not awarded*."""
    lines = (event,) if isinstance(event, AwardRefused | AwardAnnulled) else event.lines
    proposals = state.ledger.awards.proposals
    stood = {
        key: proposals[key].status if key in proposals else None
        for key in (f"{line.award}/{line.candidate}" for line in lines)
    }
    return dict.fromkeys(stood, _FROM[type(event)]), stood


def recounted(state: State, recorded: Recorded, content: Content) -> Pair | None:
    """The fact this event states, recorded and recomputed; None where it states no result.

    `state` is the one before the event. Refuses what a count refuses.
    """
    event = recorded.event
    match event:
        case OutcomeAnnounced():
            return outcome(state, event, content)
        case RankingAdopted():
            return ranking(state, event, content)
        case PollOpened():
            return terms(state, event, event.roll if event.roll is not None else recorded.content)
        case QuorumFound():
            return quorum(state, event)
        case ProposalMade():
            return proposal(state, event)
        case ProposalPassed() | ProposalNotPassed():
            return passing(state, event)
        case MotionResolved():
            return motion(state, event)
        case SubmissionSent() | DecisionIssued() | AwardRefused() | AwardAnnulled():
            return way(state, event)
        case _:
            return None
