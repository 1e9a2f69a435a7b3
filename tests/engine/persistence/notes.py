"""A ledger of notes: the least that can be decided, for the stories of queue and commit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from engine.commands.base import Decision, decided
from engine.events.base import Recorded
from engine.events.season import Body, LedgerOpened, MovementLaunched
from engine.events.stretch import Stretch
from engine.persistence.batch import Batch
from engine.persistence.work import Work

LEDGER = UUID(int=42)


class Notes(msgspec.Struct, kw_only=True):
    """What was noted so far."""

    index: int = -1
    at: int = 0
    notes: list[str] = []


class Noting:
    """Decides notes: a text is noted; a function is called with the state and decides."""

    def __init__(self) -> None:
        self.begun = 0
        self.folded = 0

    def new(self) -> Notes:
        self.begun += 1
        return Notes()

    def evolve(self, state: Notes, recorded: Recorded) -> None:
        self.folded += 1
        if isinstance(recorded.event, MovementLaunched):
            if recorded.event.title == "cannot be folded":
                raise ArithmeticError(recorded.event.title)
            state.notes.append(recorded.event.title)
        state.index = recorded.index
        state.at = recorded.at

    def evolve_stretch(self, state: Notes, stretch: Stretch) -> bool:  # noqa: ARG002
        return False

    def sitting(self, state: Notes, batch: Batch) -> "Sitting":
        return Sitting(state, batch)


class Sitting:
    """Decides the notes of one turn."""

    def __init__(self, state: Notes, batch: Batch) -> None:
        self.state = state
        self.batch = batch

    def decide(self, work: Work) -> Decision:
        if callable(work.command):
            decision: Decision = work.command(self.state, self.batch)
            return decision
        if self.state.index < 0 and work.command == "open":
            return decided(opened(self.batch.ledger))
        return decided(note(work.command))


def opened(ledger: UUID) -> LedgerOpened:
    """The first event."""
    return LedgerOpened(
        format=1,
        ledger=ledger,
        slug=f"l{ledger.int}",
        title="Notes",
        body=Body(id="b", name="B", kind="bloc"),
        season="2024",
        time_zone="UTC",
        epoch=1,
        disclosure="public",
    )


def note(text: str) -> MovementLaunched:
    """A note as an event."""
    return MovementLaunched(movement="m", title=text)


def work(command: Any, key: str | None = None) -> Work:
    """A command under a key of its own, or this one."""
    return Work(command=command, key=key or str(command), fingerprint=b"f" * 16, by="local")


def refuse(error: Exception) -> Callable[[Notes, Batch], Decision]:
    """A command that fails this way."""

    def decide(state: Notes, batch: Batch) -> Decision:
        raise error

    return decide
