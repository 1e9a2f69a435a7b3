"""An award for a candidate, link by link: nomination, eligibility, scores, the polls on it, the
quota, the proposal, and every step it went from there.
"""

from collections.abc import Iterator
from typing import Any

from engine.aggregates.awards import Change, Proposal
from engine.aggregates.ledger import Ledger
from engine.events.nomination import (
    CandidateRestored,
    CandidateRuledIneligible,
    HoldLifted,
    HoldPlaced,
    NominationMade,
    NominationWithdrawn,
)
from engine.values.numbers import points
from projections.explaining.poll_steps import poll_steps
from projections.explaining.steps import Step, step
from projections.explaining.trail import Trail
from projections.ranking import Content, ranking_of
from projections.state import State


def polls_on(ledger: Ledger, award: str, candidate: str) -> list[tuple[str, str]]:
    """The polls on the award in which the candidate stood, each with its option."""
    return [
        (poll.id, option.id)
        for poll in ledger.polls.polls.values()
        if (poll.opened.subject.kind, poll.opened.subject.id) == ("award", award)
        for option in poll.opened.options
        if (option.candidate or option.id) == candidate
    ]


def award_steps(
    state: State, content: Content, trail: Trail, award: str, candidate: str
) -> Iterator[Step]:
    """The chain of one award for one candidate, as far as it has come."""
    ledger = state.ledger
    proposal = ledger.awards.proposals.get(f"{award}/{candidate}")
    yield from _nomination(ledger, trail, proposal, award, candidate)
    yield from eligibility(trail, candidate, award)
    yield from _place(ledger, content, candidate)
    for poll, option in polls_on(ledger, award, candidate):
        yield from poll_steps(state, trail, poll, option)
    yield from _quota(ledger, award)
    if proposal is None:
        yield step("not-proposed", award=award, candidate=candidate)
        return
    for number, change in enumerate(proposal.way):
        yield _change(proposal, change, again=number > 0)


def _nomination(
    ledger: Ledger, trail: Trail, proposal: Proposal | None, award: str, candidate: str
) -> Iterator[Step]:
    if proposal is not None and proposal.origin is not None:
        origin = proposal.origin
        yield step(
            "received",
            proposal.index,
            candidate=candidate,
            award=award,
            sender=origin.slug,
            sender_index=origin.index,
            sender_award=proposal.origin_award,
            sender_candidate=proposal.origin_candidate,
        )
        return
    made = [*trail.all(NominationMade, award=award, candidate=candidate)]
    for index, event in made:
        yield step(
            "nominated",
            index,
            candidate=candidate,
            award=award,
            nominator=event.nominator,
            ground=event.ground,
        )
    for index, withdrawn in trail.all(NominationWithdrawn, award=award, candidate=candidate):
        yield step("withdrawn", index, candidate=candidate, award=award, reason=withdrawn.reason)
    if not made:
        rule = ledger.rulebooks.current.award(award)
        needed = rule is not None and rule.nomination_required
        adopted = ledger.rulebooks.versions[ledger.rulebooks.version].index
        yield step("not-nominated", adopted, candidate=candidate, award=award, required=needed)


def eligibility(trail: Trail, candidate: str, award: str | None) -> Iterator[Step]:
    """Every hold and ruling on the candidate that concerns the award (None: the ranking), and
    what became of it.
    """
    told: list[tuple[int, Any]] = [
        (index, event)
        for index, event in trail.all(
            HoldPlaced, HoldLifted, CandidateRuledIneligible, CandidateRestored, candidate=candidate
        )
        if getattr(event, "award", None) in (None, award)
    ]
    for index, event in told:
        if isinstance(event, HoldPlaced | CandidateRuledIneligible):
            code = "held" if isinstance(event, HoldPlaced) else "ruled-ineligible"
            yield step(
                code,
                index,
                candidate=candidate,
                ground=event.ground,
                authority=event.authority,
                note=event.note,
            )
        else:
            code = "hold-lifted" if isinstance(event, HoldLifted) else "restored"
            yield step(
                code, index, candidate=candidate, authority=event.authority, reason=event.reason
            )
    if not told:
        yield step("free", candidate=candidate)


def _place(ledger: Ledger, content: Content, candidate: str) -> Iterator[Step]:
    """Where the candidate stands in the ranking, if it is ranked here at all."""
    if candidate not in ledger.roster.ranked():
        return
    found = ranking_of(ledger, content)
    line = next((each for each in (*found.places, *found.unranked) if each.id == candidate), None)
    if line is None:
        yield step("no-ranking", candidate=candidate)
        return
    yield step(
        "ranked" if line.place is not None else "without-place",
        found.adopted,
        candidate=candidate,
        place=line.place,
        total=None if line.total is None else points(line.total),
        reason=line.reason,
        of=len(found.places),
    )


def _quota(ledger: Ledger, award: str) -> Iterator[Step]:
    quota = ledger.quota(award)
    adopted = ledger.rulebooks.versions[ledger.rulebooks.version].index
    if quota is None:
        yield step("no-quota", adopted, award=award)
        return
    standing = ledger.awards.standing(award)
    yield step(
        "quota",
        adopted,
        *(each.index for each in standing),
        award=award,
        quota=quota,
        used=len(standing),
        proposed=[each.candidate for each in standing],
    )


def _change(proposal: Proposal, change: Change, *, again: bool) -> Step:
    """One step of a proposal's way, with who took it and on what paper."""
    return step(
        "proposed-again" if again and change.status == "proposed" else change.status,
        change.index,
        award=proposal.award,
        candidate=proposal.candidate,
        authority=change.by,
        number=change.number,
        decided=change.decided,
        reason=change.reason,
        poll=proposal.poll if change.status in ("passed", "not-passed") else None,
        submission=proposal.submission if change.status == "submitted" else None,
    )
