"""Deciding the commands of a turn: each as if it came alone, and what holds for many only once."""

from collections.abc import Callable, Collection
from typing import TypeAlias

from engine.aggregates.ledger import Ledger, evolve, evolve_stretch
from engine.commands.actor import check_second_person
from engine.commands.ballot import BallotBox, CastBallot
from engine.commands.base import DECIDERS, LOCAL, Command, Context, Decision, Finding, Found
from engine.commands.epoch import BeginEpoch, epoch_not_begun
from engine.commands.season import OpenLedger
from engine.errors.ledger import LedgerAlreadyOpen, LedgerNotFound
from engine.events.base import Recorded
from engine.events.stretch import Stretch
from engine.persistence.batch import Batch
from engine.persistence.codec import decode_row
from engine.persistence.work import Work
from engine.values.chance import Chance
from engine.values.ids import PollId, Stream

FRESH_BYTES = 32
FRESH_AT_ONCE = 256

May: TypeAlias = Callable[[Ledger, str, str, Finding], None]
"""State, command, actor, and a way to find the newest event of a stream."""


class LedgerDeciding:
    """The deciders as the writer wants them. `may` raises a refusal where an actor may not give a
    command in the state in which it is decided.
    """

    def __init__(self, entropy: Callable[[int], bytes], may: May = lambda *_: None) -> None:
        self._may = may
        self._fresh_bytes = Chance(entropy, FRESH_BYTES, FRESH_AT_ONCE).draw

    def new(self) -> Ledger:
        """The state before the first event."""
        return Ledger()

    def evolve(self, state: Ledger, recorded: Recorded) -> None:
        """Fold one event in."""
        evolve(state, recorded)

    def evolve_stretch(self, state: Ledger, stretch: Stretch) -> bool:
        """Fold a stretch of ballots in."""
        return evolve_stretch(state, stretch)

    def sitting(self, state: Ledger, batch: Batch) -> "Sitting":
        """What decides the commands of one turn, under the lock."""
        return Sitting(state, batch, self._fresh_bytes, self._may)


class Sitting:
    """The commands of one turn, one after the other. Each is folded in before the next is decided.

    The poll of a ballot is looked at once for all ballots that follow each other: most turns of a
    busy ledger are nothing else.
    """

    def __init__(self, state: Ledger, batch: Batch, fresh: Callable[[], bytes], may: May) -> None:
        self._state = state
        self._batch = batch
        self._fresh = fresh
        self._may = may
        self._boxes: dict[PollId, BallotBox] = {}
        self._two_persons: Collection[str] | None = None
        """The commands that need a second person, where that has been looked up."""

    def decide(self, work: Work) -> Decision:
        """Events, contents and private rows of the command, or its refusal raised."""
        command = work.command
        box = self._boxes.get(command.poll) if isinstance(command, CastBallot) else None
        if box is None:
            self._check_opened(command)
        if work.by != LOCAL:
            self._may(self._state, command.NAME, work.by, self._find)
        if self._two_persons is None:
            self._two_persons = self._state.rulebooks.two_persons
        if command.NAME in self._two_persons:
            check_second_person(command.NAME, work.by, work.second)
        if isinstance(command, CastBallot):
            if box is None:
                box = self._boxes[command.poll] = BallotBox(self._state, command.poll)
            return box.put_in(command, self._find(("ballot", command.poll, command.member)))
        self._boxes.clear()
        self._two_persons = None
        return DECIDERS[type(command)](self._state, command, self._context(work))

    def _check_opened(self, command: Command) -> None:
        """Refuse what the ledger takes only before its opening, after it, or in a new epoch."""
        if isinstance(command, OpenLedger):
            if self._state.index >= 0:
                raise LedgerAlreadyOpen(ledger=command.slug)
        elif self._state.index < 0:
            raise LedgerNotFound(ledger=str(self._batch.ledger))
        if self._batch.held is not None and not isinstance(command, BeginEpoch):
            raise epoch_not_begun(self._state, self._batch.held)

    def _context(self, work: Work) -> Context:
        return Context(
            now=self._batch.now,
            by=work.by,
            fresh=self._fresh(),
            ledger=self._batch.ledger,
            find=self._find,
            on=work.on,
            acting_for=work.acting_for,
            second=work.second,
            held=self._batch.held,
        )

    def _find(self, stream: Stream) -> Found | None:
        row = self._batch.newest(stream)
        if row is None:
            return None
        return Found(version=row.version, index=row.index, event=decode_row(row).event)
