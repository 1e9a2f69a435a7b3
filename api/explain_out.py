"""An explanation as doors show it: the chain of steps, and the names of what they speak of."""

from typing import Any, Literal

import msgspec

from api.answers_out import About, about
from api.diff_out import labels_of
from api.house import House
from engine.rules.rulebook import walk
from projections.answers import View
from projections.explaining.explain import explain
from projections.explaining.steps import Step
from projections.names import names_of


class ExplainedStepOut(msgspec.Struct, frozen=True, kw_only=True):
    """One link: a stable code, what was found, and the indexes of the events it rests on."""

    code: str
    facts: dict[str, Any]
    events: tuple[int, ...]


class ExplanationOut(About, frozen=True, kw_only=True):
    """Why a place, an outcome or an award is as it is.

    `flips` are the smallest changes that would have turned it, each alone and with everything
    else as it was: hypothetical, all of them. `names` tells what ids in the facts are called,
    by kind.
    """

    kind: Literal["ranking", "polls", "awards"]
    id: str
    name: str
    steps: tuple[ExplainedStepOut, ...]
    flips: tuple[ExplainedStepOut, ...]
    names: dict[str, dict[str, str]]


def explain_out(house: House, view: View, subject: str) -> ExplanationOut:
    """The chain of one subject at the view's index. Refuses `NothingToExplain`."""
    ledger = view.head.id
    content = house.answers.content_of(ledger)
    found = explain(
        view.state, content, lambda: house.store.read(ledger, until=view.index), subject
    )
    labels = labels_of(house, view)
    return ExplanationOut(
        **about(house, view),
        kind=found.kind,
        id=found.id,
        name=labels.get((found.kind, found.id), found.id),
        steps=tuple(map(_step, found.steps)),
        flips=tuple(map(_step, found.flips)),
        names=_names(house, view),
    )


def _step(step: Step) -> ExplainedStepOut:
    return ExplainedStepOut(code=step.code, facts=step.facts, events=step.events)


def _names(house: House, view: View) -> dict[str, dict[str, str]]:
    ledger = view.state.ledger
    people = names_of(house.store, view)
    rulebooks = [each.rulebook for each in ledger.rulebooks.versions.values()]
    options = {
        option.id: option.label or people.get(option.candidate or "", option.id)
        for poll in ledger.polls.polls.values()
        for option in poll.opened.options
    }
    return {
        "member": people,
        "option": {**people, **options},
        "award": {rule.id: rule.name for book in rulebooks for rule in book.awards},
        "ground": {rule.id: rule.name for book in rulebooks for rule in book.grounds},
        "criterion": {leaf.id: leaf.name for book in rulebooks for leaf in walk(book.criteria)},
        "meeting": {each.id: each.title for each in ledger.meetings.meetings.values()},
        "ballot": {rule.id: rule.name for book in rulebooks for rule in book.ballots},
    }
