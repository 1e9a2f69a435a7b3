"""The events as they would have been, folded by the one fold that folds the real ones.

Two states go side by side, the official one and the hypothetical. Each event is first told as it
is supposed, then with all that follows from what came before it (`consequences`), and folded.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from engine.events.base import Recorded
from projections.ranking import Content
from projections.state import State, fold
from projections.whatif.consequences import LeftOut, Twin, followed
from projections.whatif.suppositions import Supposition


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """An event that would have been otherwise. `left_out`: the code of why it would not have
    happened; None: it would have said something else.
    """

    index: int
    topic: str
    left_out: str | None = None


class Retold(msgspec.Struct, kw_only=True):
    """Both states at the same index, content of both, and where they part."""

    twin: Twin
    steps: list[Step] = []


def retold(
    events: Iterable[Recorded], suppositions: Sequence[Supposition], content: Content
) -> Retold:
    """All events, as they were and as they would have been."""
    told = Retold(twin=Twin(official=State(), state=State(), ledger_content=content))
    for recorded in events:
        _take(told, recorded, suppositions)
    return told


def _take(told: Retold, recorded: Recorded, suppositions: Sequence[Supposition]) -> None:
    supposed = [recorded]
    for supposition in suppositions:
        supposed = [new for each in supposed for new in supposition.retell(each)]
    state = told.twin.state
    folded: list[Recorded] = []
    why = None if supposed else "supposed"
    for each in supposed:
        try:
            happened = replace(each, event=followed(told.twin, each))
        except LeftOut as reason:
            why = reason.code
        else:
            fold(state, happened)
            folded.append(happened)
    state.ledger.index, state.ledger.at = recorded.index, recorded.at
    if why is not None or [_said(each) for each in folded] != [_said(recorded)]:
        step = Step(index=recorded.index, topic=recorded.event.TOPIC, left_out=why)
        told.steps.append(step)
    fold(told.twin.official, recorded)


def _said(recorded: Recorded) -> tuple[Any, Any]:
    return recorded.event, recorded.content
