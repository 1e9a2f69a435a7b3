"""A what-if as doors show it: the official result, the hypothetical one, and where they differ."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from api.answers_out import About, about
from api.diff_out import labels_of
from api.house import House
from engine.persistence.reading import recorded_events
from projections.answers import View
from projections.picture import Picture
from projections.whatif.whatif import what_if


class SupposedLineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One place where what happened and what would have differ; null: nothing is there."""

    path: tuple[str, ...]
    official: Any
    hypothetical: Any


class SupposedSubjectOut(msgspec.Struct, frozen=True, kw_only=True):
    """One subject that would have been otherwise. Sections as in `diff`."""

    section: str
    id: str
    name: str
    differences: tuple[SupposedLineOut, ...]


class SupposedStepOut(msgspec.Struct, frozen=True, kw_only=True):
    """An event that would have been otherwise. `left_out`: the code of why it would not have
    happened; null: it would have said something else.
    """

    index: int
    topic: str
    left_out: str | None


class WhatIfOut(About, frozen=True, kw_only=True):
    """Hypothetical: nothing of it happened, and nothing of it is recorded. `official` and
    `hypothetical` hold everything that is compared, by section and id; `first` is the first
    event that would have been otherwise.
    """

    is_hypothetical: Literal[True] = True
    supposed: tuple[str, ...]
    equal: bool
    first: int | None
    differences: tuple[SupposedSubjectOut, ...]
    steps: tuple[SupposedStepOut, ...]
    official: Picture
    hypothetical: Picture


def whatif_out(house: House, view: View, supposed: Sequence[str]) -> WhatIfOut:
    """What these suppositions would have changed up to the view's index.

    Refuses `SuppositionUnknown`, `SuppositionInvalid`, and what a rule refuses of a parameter.
    """
    ledger = view.head.id
    content = house.answers.content_of(ledger)
    events = recorded_events(house.store.read(ledger, until=view.index), content)
    found = what_if(events, content, view.state.ledger, supposed)
    labels = labels_of(house, view)
    return WhatIfOut(
        **about(house, view),
        supposed=found.supposed,
        equal=not found.differences,
        first=found.first,
        differences=tuple(
            SupposedSubjectOut(
                section=section,
                id=id_,
                name=labels.get((section, id_), id_),
                differences=tuple(
                    SupposedLineOut(path=each.path, official=each.was, hypothetical=each.becomes)
                    for each in lines
                ),
            )
            for (section, id_), lines in found.differences.items()
        ),
        steps=tuple(
            SupposedStepOut(index=each.index, topic=each.topic, left_out=each.left_out)
            for each in found.steps
        ),
        official=found.official,
        hypothetical=found.hypothetical,
    )
