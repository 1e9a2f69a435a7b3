"""One poll as a reader sees it: electorate, turnout, every base, and the outcome.

While a poll is open only its turnout is told; figures and outcome come with the close, so that
nobody's vote can be read from a difference. The recorded result is decoded from the ledger, not
counted again; counting again is what a replay is for.
"""

from typing import Any

import msgspec

from engine.persistence.codec import decode
from engine.persistence.store import Store
from engine.rules.catalogue import rule_of
from engine.rules.rule import Rule
from engine.rules.tally import Base
from projections.answers import View
from projections.outcomes import compute, ladder_of, result_bytes, tally_of
from projections.tallies import bases


class PollView(msgspec.Struct, frozen=True, kw_only=True):
    """A poll at an index. `outcome` is the announced result or, once closed, the computed one;
    `bases` are the weights a share is measured against, `paper` what the tellers agreed on.
    """

    poll: str
    status: str
    question: str
    subject: dict[str, str | None]
    meeting: str | None
    method: str
    ballot: str
    rule: str
    parameters: dict[str, str | int | bool]
    seats: int
    options: tuple[dict[str, str | None], ...]
    rulebook: int
    opened: int
    closed: int | None
    announced: int | None
    voided: int | None
    ground: str | None
    before: str | None
    """The poll that this one repeats or runs off, as `before_is` says."""
    before_is: str | None
    members: int
    voters: int
    cast: int
    written: int
    objections: int | None
    """None while the poll is open: in an acclamation they are its votes."""
    bases: dict[Base, int]
    paper: dict[str, Any] | None = None
    entered: tuple[str, ...] = ()
    outcome: dict[str, Any] | None = None
    other_bases: tuple[dict[str, Any], ...] = ()


def poll_view(store: Store, view: View, poll: str) -> PollView:
    """The poll at the view's index. Refuses `PollNotFound`."""
    ledger = view.state.ledger
    found = ledger.polls.poll(poll)
    opened = found.opened
    announced = found.announced or found.overturned
    told = found.status in ("closed", "announced")
    return PollView(
        poll=poll,
        status=found.status,
        question=opened.question,
        subject={"kind": opened.subject.kind, "id": opened.subject.id},
        meeting=opened.meeting,
        method=opened.method,
        ballot=opened.ballot,
        rule=opened.rule,
        parameters=opened.parameters,
        seats=opened.seats,
        options=tuple(
            {"id": each.id, "label": each.label, "candidate": each.candidate}
            for each in opened.options
        ),
        rulebook=opened.rulebook,
        opened=found.index,
        closed=found.closed,
        announced=None if announced is None else announced.index,
        voided=found.voided,
        ground=found.ground,
        before=opened.before,
        before_is=opened.before_is,
        members=opened.members,
        voters=len(ledger.polls.electorate(found).weight),
        cast=found.cast,
        written=found.written,
        objections=None if found.status == "open" else len(found.objections),
        bases=dict(bases(ledger, poll)),
        paper=msgspec.to_builtins(found.tally) if told and found.tally else None,
        entered=tuple(sorted(found.entered)),
        outcome=_outcome(store, view, poll) if told else None,
        other_bases=_other_bases(view, poll) if told else (),
    )


def _outcome(store: Store, view: View, poll: str) -> dict[str, Any]:
    """The recorded result as plain data; before it is announced, the one computed now."""
    announced = view.state.ledger.polls.poll(poll).announced
    if announced is None:
        data = result_bytes(compute(view.state, poll))
    else:
        data = store.content(view.head.id, announced.result.digest)
    result: dict[str, Any] = decode(data, dict)
    return result


def _other_bases(view: View, poll: str) -> tuple[dict[str, Any], ...]:
    """What the same votes would say on every base, for rules that measure against one."""
    opened = view.state.ledger.polls.poll(poll).opened
    rule = rule_of(opened.rule)
    names = {parameter.name for parameter in rule.parameters}
    if "base" not in names:
        return ()
    return tuple(_on(view, poll, rule, change) for change in _changes(rule, names))


def _changes(rule: Rule, names: set[str]) -> list[dict[str, str]]:
    choices = {parameter.name: parameter.choices for parameter in rule.parameters}
    written = choices["written"] if "written" in names else ("",)
    return [
        {"base": base, **({"written": way} if way else {})}
        for base in choices["base"]
        for way in written
    ]


def _on(view: View, poll: str, rule: Rule, change: dict[str, str]) -> dict[str, Any]:
    found = view.state.ledger.polls.poll(poll)
    outcome = rule.count(
        tally_of(view.state, poll),
        seats=found.opened.seats,
        parameters={**found.opened.parameters, **change},
        ties=ladder_of(view.state, found),
    )
    return {**change, "winners": outcome.winners, "totals": outcome.totals}
