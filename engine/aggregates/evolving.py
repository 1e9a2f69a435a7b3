"""The registry of how each event changes the ledger's state: one function per event."""

from collections.abc import Callable
from typing import Any, TypeVar

from engine.events.base import Event, Recorded

E = TypeVar("E", bound=Event)
S = TypeVar("S")

Change = Callable[[Any, Any, Recorded], None]

CHANGES: dict[type[Event], Change] = {}


def evolves(
    kind: type[E],
) -> Callable[[Callable[[S, E, Recorded], None]], Callable[[S, E, Recorded], None]]:
    """Register the one function that folds this kind of event into the state."""

    def register(change: Callable[[S, E, Recorded], None]) -> Callable[[S, E, Recorded], None]:
        assert kind not in CHANGES, f"{kind.__name__} is folded twice"
        CHANGES[kind] = change
        return change

    return register
