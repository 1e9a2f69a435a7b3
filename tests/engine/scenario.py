"""Given these commands, when that one, then these events: decisions without any store."""

from uuid import UUID

from engine.aggregates.ledger import Ledger, evolve
from engine.commands.base import DECIDERS, Command, Context, Decision, Found
from engine.events.base import Event, Recorded
from engine.persistence.reading import with_content
from engine.persistence.store import Held
from engine.values.ids import Stream

LEDGER = UUID(int=1)
NOON = 1_735_800_000_000_000


class Scenario:
    """A ledger in memory: commands are decided and their events folded, nothing is stored."""

    def __init__(self, *commands: Command, held: Held | None = None) -> None:
        self.ledger = Ledger()
        self.held = held
        self.events: list[Event] = []
        self.contents: dict[bytes, bytes] = {}
        self.newest: dict[Stream, Found] = {}
        self.play(*commands)

    def play(self, *commands: Command, by: str = "local") -> "Scenario":
        """Decide each command and fold what it decided."""
        for command in commands:
            self.decide(command, by=by, fold=True)
        return self

    def decide(self, command: Command, *, by: str = "local", fold: bool = False) -> Decision:
        """What the command leads to now. Raises its refusal."""
        index = self.ledger.index + 1
        context = Context(
            now=NOON + index,
            by=by,
            fresh=index.to_bytes(32, "big"),
            ledger=LEDGER,
            find=self.newest.get,
            held=self.held,
        )
        decision = DECIDERS[type(command)](self.ledger, command, context)
        if fold:
            self.record(decision, by=by)
        return decision

    def record(self, decision: Decision, *, by: str = "local") -> None:
        """Fold a decision's events in."""
        from engine.commands.base import content_ref

        for content in decision.contents:
            self.contents[content_ref(content).digest] = content
        for event in decision.events:
            index = self.ledger.index + 1
            recorded = Recorded(
                index=index,
                at=NOON + index,
                by=by,
                key=f"k{index}",
                event=event,
            )
            recorded = with_content(recorded, self.contents.__getitem__)
            evolve(self.ledger, recorded)
            self.events.append(event)
            found = self.newest.get(event.stream())
            version = found.version + 1 if found else 1
            self.newest[event.stream()] = Found(version=version, index=index, event=event)
