"""What a random walk expects: the tables of the page, and the conditions that cross them.

Made of the page alone: it knows no decider. A move names the cells it depends on; a cell that holds
a code refuses it, one that holds a state says where the thing stands afterwards. What lies between
things (quotas, holds, presence) is told by each move as further codes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from engine.commands.base import Command
from tests.machines.page import PAGE, tables

Key: TypeAlias = tuple[str, str]
"""A machine's title, and which of its things."""
Cell: TypeAlias = tuple[str, str, str]
"""A machine's title, the beginning of a line, and which of its things."""

_TABLES = tables(PAGE.read_text(encoding="utf-8"))
FIRST = {title: rows[0][1] for title, rows in _TABLES.items()}
"""The state in which a thing begins."""


def told(title: str, label: str, state: str) -> str:
    """What the page says of a line in a state."""
    head, *lines = _TABLES[title]
    line = next(line for line in lines if line[0] == label)
    return line[head.index(state)]


@dataclass
class Poll:
    """What a poll was opened on, who votes how, and what it came to."""

    award: str
    candidate: str
    meeting: bool
    voters: dict[str, str] = field(default_factory=dict)
    votes: dict[str, str] = field(default_factory=dict)
    rests: set[str] = field(default_factory=set)

    @property
    def carried(self) -> bool:
        """More than half of those who may vote said yes, or just half."""
        base = sum(state != "recused" for state in self.voters.values())
        return 2 * sum(view == "for" for view in self.votes.values()) >= base


@dataclass
class Model:
    """Where everything stands."""

    states: dict[Key, str] = field(default_factory=dict)
    polls: dict[str, Poll] = field(default_factory=dict)
    dossiers: dict[str, list[str]] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)

    def state(self, title: str, thing: str) -> str:
        """Where a thing stands. A sheet of a locked stage is locked, who is nominated proposed."""
        if title == "Score sheet" and self.state("Stage of scoring", "verified") in LOCKED:
            return "locked"
        found = self.states.get((title, thing), FIRST[title])
        proposed = title == "Nomination" and self.state("Proposal", thing) != "–"
        return "proposed" if proposed and found == "standing" else found

    def codes(self, move: "Move") -> set[str]:
        """The refusals that a move may meet now; none: it is legal."""
        cells = [self.cell(each) for each in move.cells]
        found = {cell.strip("`") for cell in cells if cell.startswith("`")}
        archived = self.state("Season", "season") == "archived"
        late = {"ledger-closed"} if archived and not move.late else set()
        return found | late | move.also(self)

    def cell(self, cell: Cell) -> str:
        """What the page says to this line now."""
        title, label, thing = cell
        return told(title, label, self.state(title, thing))

    def apply(self, move: "Move") -> None:
        """The move was made."""
        after = {
            (title, thing): self.cell((title, label, thing)) for title, label, thing in move.cells
        }
        self.states.update(after)
        move.then(self)

    def open_polls(self) -> Iterable[tuple[str, Poll]]:
        """Polls of the meeting that take ballots."""
        for name, poll in self.polls.items():
            if poll.meeting and self.state("Poll", name) == "open":
                yield name, poll

    def standing(self, award: str, besides: str = "") -> int:
        """Proposals that count for the award's quota."""
        return sum(
            title == "Proposal"
            and thing.startswith(f"{award}/")
            and thing != f"{award}/{besides}"
            and state not in ("–", "not-passed")
            for (title, thing), state in self.states.items()
        )


LOCKED = ("locked", "ranked")


def nothing(_: Model) -> set[str]:
    """No further condition."""
    return set()


def unchanged(_: Model) -> None:
    """No further effect."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """A command, the cells it depends on, what else may refuse it, and what else it changes."""

    command: Command
    cells: tuple[Cell, ...]
    also: Callable[[Model], set[str]] = nothing
    then: Callable[[Model], None] = unchanged
    late: bool = False

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # how Hypothesis shows it
        printer.text(str(self.command))
