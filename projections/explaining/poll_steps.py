"""A poll, link by link: opened, quorum, electorate, recusals, ballots, denominator, votes against
the threshold, places against the quota, ties, outcome.
"""

from collections.abc import Iterator

from engine.aggregates.polls import Poll
from engine.errors import DomainError
from engine.events.meeting import RecusalDeclared
from engine.events.poll import (
    BallotCast,
    ObjectionRaised,
    TallyEntered,
    VoterArrived,
    VoterDeparted,
    VoterRecused,
    WrittenOpinionReceived,
)
from engine.rules.outcome import Outcome
from projections.explaining.steps import Step, step
from projections.explaining.trail import Trail
from projections.outcomes import compute
from projections.state import State
from projections.tallies import bases

LISTED_MAX = 200
"""Ballots up to which every one is listed by its index."""


def poll_steps(state: State, trail: Trail, poll: str, option: str | None = None) -> Iterator[Step]:
    """How the poll came to its outcome: for one option, or for all of them."""
    found = state.ledger.polls.polls[poll]
    yield from _opened(state, found)
    yield from _electorate(state, trail, found)
    if found.status == "open":
        yield step("poll-open", found.index, poll=poll, cast=found.cast)
        return
    if found.status == "voided":
        yield step("poll-voided", found.voided, poll=poll, ground=found.ground)
        return
    yield from _ballots(trail, found)
    try:
        outcome = compute(state, poll)
    except DomainError as refusal:
        yield step("not-countable", found.closed, **{**refusal.facts, "refused": refusal.code})
        return
    yield from _counted(state, found, outcome, option)


def _opened(state: State, poll: Poll) -> Iterator[Step]:
    opened = poll.opened
    adopted = state.ledger.rulebooks.versions[opened.rulebook].index
    yield step(
        "poll-opened",
        poll.index,
        adopted,
        poll=poll.id,
        question=opened.question,
        method=opened.method,
        meeting=opened.meeting,
        rulebook=opened.rulebook,
        rule=opened.rule,
        template=opened.template,
        options=[option.candidate or option.id for option in opened.options],
    )
    if opened.before is not None:
        before = state.ledger.polls.polls[opened.before]
        yield step("poll-follows", before.index, before=before.id, how=opened.before_is)
    if opened.meeting is None:
        return
    earlier = [
        quorum
        for quorum in state.ledger.meetings.meetings[opened.meeting].quorums
        if quorum.index < poll.index
    ]
    if earlier:
        newest = earlier[-1]
        yield step(
            "quorum",
            newest.index,
            present=newest.present,
            base=newest.base,
            needed=newest.needed,
            met=newest.met,
        )


def _electorate(state: State, trail: Trail, poll: Poll) -> Iterator[Step]:
    polls = state.ledger.polls
    weight = polls.electorate(poll).weight
    parts = {member: polls.part(poll, member) for member in weight}
    recused = [member for member, part in parts.items() if part == "recused"]
    moved = trail.indexes(VoterArrived, VoterDeparted, poll=poll.id)
    yield step(
        "electorate",
        poll.index,
        *moved,
        members=len(weight),
        votes=sum(weight.values()),
        present=polls.weight(poll, "present"),
        absent=polls.weight(poll, "absent"),
        recused=len(recused),
    )
    for member in recused:
        yield _recused(trail, poll, member)
    if not recused:
        yield step("no-recusal", poll.index)


def _recused(trail: Trail, poll: Poll, member: str) -> Step:
    """Why a member took no part: it said so, at the meeting or while the poll was open, or the
    rulebook keeps it out.
    """
    declared = [
        (index, event.ground)
        for index, event in trail.all(RecusalDeclared, member=member)
        if event.meeting == poll.opened.meeting
    ]
    declared += [
        (index, event.ground)
        for index, event in trail.all(VoterRecused, member=member, poll=poll.id)
    ]
    if not declared:
        return step("recused-by-rule", poll.index, member=member)
    index, ground = declared[-1]
    return step("recused", index, member=member, ground=ground)


def _ballots(trail: Trail, poll: Poll) -> Iterator[Step]:
    if poll.tally is not None:
        count = poll.tally
        yield step(
            "papers",
            *trail.indexes(TallyEntered, poll=poll.id),
            poll.closed,
            issued=count.issued,
            returned=count.returned,
            valid=count.valid,
            spoilt=count.spoilt,
            blank=count.blank,
            tellers=sorted(poll.entered),
        )
        return
    if poll.opened.method == "acclamation":
        raised = trail.indexes(ObjectionRaised, poll=poll.id)
        yield step("objections-raised", *raised, poll.closed, objections=len(poll.objections))
        return
    answers = trail.indexes(BallotCast, WrittenOpinionReceived, ObjectionRaised, poll=poll.id)
    yield step(
        "ballots",
        *(answers if len(answers) <= LISTED_MAX else ()),
        poll.closed,
        cast=poll.cast,
        written=poll.written,
        objections=len(poll.objections),
    )


def _counted(state: State, poll: Poll, outcome: Outcome, option: str | None) -> Iterator[Step]:
    yield from _denominator(state, poll, outcome)
    shown = [each.id for each in poll.opened.options if option in (None, each.id)]
    for each in shown:
        yield _votes(poll, outcome, each)
    yield from _seats(poll, outcome)
    for tie in outcome.ties:
        if option is None or _is_in(option, tie.facts.get("order")):
            yield step(tie.code, poll.closed, **tie.facts)
    announced = poll.announced
    yield step(
        "outcome" if announced else "not-announced",
        announced.index if announced else poll.closed,
        poll=poll.id,
        winners=list(outcome.winners),
        undecided=list(outcome.undecided),
        **({} if option is None else {"option": option, "carried": option in outcome.winners}),
    )


def _is_in(option: str, order: object) -> bool:
    return isinstance(order, tuple) and any(option in group for group in order)


def _denominator(state: State, poll: Poll, outcome: Outcome) -> Iterator[Step]:
    """What the votes are measured against: the threshold's own base, and the others beside it."""
    told = outcome.totals.get("bases")
    share = outcome.parameters.get("share")
    if isinstance(told, tuple) and share not in (None, "0"):
        base, written, figure, needed = told[0]
        yield step(
            "denominator",
            poll.index,
            base=base,
            written=written if poll.written else None,
            figure=figure,
            share=share,
            strict=outcome.parameters.get("strict") is True,
            needed=needed,
            others=[[row[0], row[2], row[3]] for row in told[1:] if row[0] != base],
        )
        return
    if outcome.rule == "acclamation-1":
        yield step("consent", poll.index)
        return
    figures = bases(state.ledger, poll.id)
    yield step("no-threshold", poll.index, members=figures["members"])


def _votes(poll: Poll, outcome: Outcome, option: str) -> Step:
    figures = outcome.figures[option]
    told = {
        name: value
        for name, value in figures.items()
        if name != "measures" and not name.startswith("written_")
    }
    measures = figures.get("measures")
    if outcome.rule == "acclamation-1":
        return step("objections", poll.closed, option=option, **told)
    if not isinstance(measures, tuple) or outcome.parameters.get("share") == "0":
        return step("figures", poll.closed, option=option, figures=told)
    _, _, votes, figure, _, needed, _ = measures[0]
    return step(
        "votes",
        poll.closed,
        **{name: value for name, value in told.items() if name != "votes"},
        option=option,
        votes=votes,
        figure=figure,
        needed=needed,
    )


def _seats(poll: Poll, outcome: Outcome) -> Iterator[Step]:
    """How many places there were, and how many options had what it takes."""
    able = [
        option
        for option, figures in outcome.figures.items()
        if figures.get("passes", figures.get("carried", True)) is True
    ]
    yield step(
        "seats",
        poll.index,
        seats=poll.opened.seats,
        able=len(able),
        elected=len(outcome.winners),
        all_passing=outcome.parameters.get("all_passing") is True,
    )
