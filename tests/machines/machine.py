"""A state machine of one noun: how its states are reached, and what is tried in each of them.

What a command does is not written here: it is decided in memory, by the real deciders with the
fields that doors compute, and `docs/reference/state-machines.md` says what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from api.playing.rehearsal import Rehearsal, Stage
from engine.aggregates.ledger import Ledger
from engine.commands.base import Command
from engine.commands.season import OpenLedger
from engine.errors import DomainError
from projections.answers import Answers

Step: TypeAlias = Command | tuple[str, Command]
"""A command to the ledger of the machine, or to another one by its slug."""
Move: TypeAlias = tuple[str, Command]
"""How a line of the table begins, and the command."""

NOW = 1_735_800_000_000_000


@dataclass(frozen=True, kw_only=True)
class Machine:
    """`states` says for each state how it is reached after `given`; `state` reads it.

    What stands in brackets after a state is not of this ledger, and not read.
    """

    title: str
    ledger: str = "bloc"
    given: tuple[Step, ...]
    states: dict[str, tuple[Step, ...]]
    moves: tuple[Move, ...]
    state: Callable[[Ledger], str]


class Room:
    """The ledgers of one try, in memory."""

    def __init__(self, answers: Answers, slug: str) -> None:
        self._stage = Stage(answers, now=NOW)
        self._slug = slug

    def play(self, *steps: Step) -> None:
        """Play the steps. Raises the refusal of the first that is refused."""
        for step in steps:
            slug, command = step if isinstance(step, tuple) else (self._slug, step)
            if isinstance(command, OpenLedger) and not self._there(slug):
                self._stage.open(command)
            else:
                self._stage.ledger(slug).play(command)

    def _there(self, slug: str) -> bool:
        return self.ledger_of(slug) is not None

    def ledger_of(self, slug: str) -> Rehearsal | None:
        """The ledger of this slug, if it was opened."""
        try:
            return self._stage.ledger(slug)
        except DomainError:
            return None

    def state(self, machine: Machine) -> str:
        """Where the machine stands."""
        found = self.ledger_of(self._slug)
        if found is None:
            return machine.state(Ledger())
        with found.view() as view:
            return machine.state(view.state.ledger)


def cell(answers: Answers, machine: Machine, state: str, command: Command) -> str:
    """What becomes of a command in a state: the state after it, or the code of its refusal."""
    room = Room(answers, machine.ledger)
    before = state.partition(" (")[0]
    room.play(*machine.given, *machine.states[state])
    assert room.state(machine) == before, f"{machine.title}: {state} is not reached"
    try:
        room.play(command)
    except DomainError as refusal:
        assert room.state(machine) == before
        return f"`{refusal.code}`"
    return room.state(machine)


def table(answers: Answers, machine: Machine) -> list[list[str]]:
    """The machine as rows: a heading, then a line for each move and a cell for each state."""
    rows = [["", *machine.states]]
    for label, command in machine.moves:
        cells = [cell(answers, machine, state, command) for state in machine.states]
        rows.append([label, *cells])
    return rows
