"""Awards: every nomination and proposal, and how far it has come."""

import msgspec

from engine.aggregates.awards import Change, Proposal
from engine.aggregates.ledger import Ledger
from projections.answers import View


class AwardRow(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate for one award. `status` is `nominated`, `withdrawn`, or the proposal's;
    `index` is where it reached that status. `bar` stands against it now.
    """

    award: str
    award_name: str
    id: str
    status: str
    index: int
    bar: str | None = None
    poll: str | None = None
    origin: str | None = None
    """Slug of the ledger it was received from."""
    decision: str | None = None
    number: str | None = None
    decided: str | None = None
    authority: str | None = None
    reason: str | None = None
    way: tuple[Change, ...] = ()


class AwardCount(msgspec.Struct, frozen=True, kw_only=True):
    """How much of an award's quota is used; None: no quota."""

    award: str
    name: str
    quota: int | None
    proposed: int


def award_rows(view: View) -> tuple[AwardRow, ...]:
    """Everything proposed or nominated, awards of a higher tier first, else in the order of the
    rulebook: proposals in the order in which they were made, then who was only nominated.
    """
    ledger = view.state.ledger
    rows = [_proposed(view, key) for key in ledger.awards.proposals]
    for key, nomination in ledger.nominations.made.items():
        if key in ledger.awards.proposals:
            continue
        bar = ledger.nominations.bar(nomination.candidate, nomination.award)
        withdrawn = nomination.withdrawn
        rows.append(
            AwardRow(
                award=nomination.award,
                award_name=_name(view, nomination.award),
                id=nomination.candidate,
                status="nominated" if withdrawn is None else "withdrawn",
                index=nomination.index if withdrawn is None else withdrawn,
                bar=bar.effect if bar else None,
            )
        )
    order = _order(view)
    return tuple(sorted(rows, key=lambda row: (order.get(row.award, len(order)), not row.way)))


def award_counts(view: View) -> tuple[AwardCount, ...]:
    """Quotas and their use. Empty before a rulebook is adopted."""
    ledger = view.state.ledger
    if not ledger.rulebooks.versions:
        return ()
    return tuple(
        AwardCount(
            award=rule.id,
            name=rule.name,
            quota=ledger.quota(rule.id),
            proposed=len(ledger.awards.standing(rule.id)),
        )
        for rule in ledger.rulebooks.current.awards
    )


def _proposed(view: View, key: str) -> AwardRow:
    ledger = view.state.ledger
    proposal = ledger.awards.proposals[key]
    way = tuple(_corrected(ledger, proposal, change) for change in proposal.way)
    newest = way[-1]
    decided = next((change for change in reversed(way) if change.number), newest)
    bar = ledger.nominations.bar(proposal.candidate, proposal.award)
    return AwardRow(
        award=proposal.award,
        award_name=_name(view, proposal.award),
        id=proposal.candidate,
        status=proposal.status,
        index=newest.index,
        bar=bar.effect if bar else None,
        poll=proposal.poll,
        origin=proposal.origin.slug if proposal.origin else None,
        decision=proposal.decision,
        number=decided.number,
        decided=decided.decided,
        authority=newest.by,
        reason=newest.reason,
        way=way,
    )


def _corrected(ledger: Ledger, proposal: Proposal, change: Change) -> Change:
    """The step with number and day as they stand: a slip in a decision or dossier that was put
    right is right here; what was recorded first stays in the timeline.
    """
    decision = ledger.awards.decisions.get(proposal.decision or "")
    if change.status == "granted" and decision is not None:
        return msgspec.structs.replace(change, number=decision.number, decided=decision.decided)
    dossier = ledger.awards.submissions.get(proposal.submission or "")
    if change.number is not None and change.status == "submitted" and dossier is not None:
        return msgspec.structs.replace(change, number=dossier.number)
    return change


def _order(view: View) -> dict[str, int]:
    books = view.state.ledger.rulebooks
    awards = books.current.awards if books.versions else ()
    ranked = sorted(awards, key=lambda rule: -rule.tier)
    return {rule.id: number for number, rule in enumerate(ranked)}


def _name(view: View, award: str) -> str:
    books = view.state.ledger.rulebooks
    rule = books.current.award(award) if books.versions else None
    return rule.name if rule else award
