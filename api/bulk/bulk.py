"""A stream of commands on its way into one ledger: in order, many in flight, a verdict for each.

At most `window` commands wait at once, so memory does not grow with the stream, and all that wait
share one durable commit. Commands that need something computed first wait until all before them
are answered. With `stop_at_first` each waits for the one before, and nothing follows a refusal.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import msgspec

from api.answers_out import problem
from api.bulk.commands import Told, told_by
from api.bulk.lines import Item, Items
from api.house import House
from engine.errors import DomainError
from engine.errors.ledger import QueueFull
from engine.persistence.promise import Promise
from engine.persistence.work import Verdict

WINDOW = 1_024
FULL_SECONDS = 0.05
Admit = Callable[[Told], dict[str, Any]]
"""What a door says beside a command (`by`, …), or its refusal raised."""

Answer: TypeAlias = Verdict | DomainError


class Answered(msgspec.Struct, frozen=True, gc=False):
    """A line and what became of it."""

    line: int
    answer: Answer

    def told(self) -> dict[str, Any]:
        """As doors say it: the indexes of its events (none: nothing needed doing), or its refusal."""
        if isinstance(self.answer, DomainError):
            return {"line": self.line, "refused": problem(self.answer)}
        verdict = self.answer
        last = verdict.first + verdict.count - 1
        return {
            "line": self.line,
            "first": verdict.first if verdict.count else None,
            "last": last if verdict.count else None,
            "count": verdict.count,
            "repeated": verdict.repeated,
        }


class Sums(msgspec.Struct, kw_only=True):
    """What became of the lines so far. `repeated`: recorded before, or so already. `stopped`: a
    refusal ended it, as was asked.
    """

    lines: int = 0
    recorded: int = 0
    repeated: int = 0
    refused: int = 0
    stopped: bool = False


class Bulk:
    """One stream. Feed it bytes and take the verdicts; one thread at a time."""

    def __init__(
        self,
        house: House,
        ledger: str,
        items: Items,
        *,
        batch: str,
        stop_at_first: bool = False,
        admit: Admit = lambda told: told.beside,
    ) -> None:
        self.sums = Sums()
        self._house = house
        self._ledger = house.id_of(ledger)
        self._items = items
        self._batch = batch
        self._stop_at_first = stop_at_first
        self._window = 1 if stop_at_first else WINDOW
        self._admit = admit
        self._waiting: deque[tuple[int, Promise | Answer]] = deque()

    def feed(self, data: bytes) -> Iterator[Answered]:
        """Send what these bytes complete; the verdicts that are there by then."""
        for item in self._items.feed(data):
            yield from self._sent(item)
        while self._waiting and _is_there(self._waiting[0][1]):
            yield self._oldest()

    def end(self) -> Iterator[Answered]:
        """Send what is left, and all verdicts that are still out."""
        for item in self._items.end():
            yield from self._sent(item)
        yield from self.rest()

    def _sent(self, item: Item) -> Iterator[Answered]:
        if self.sums.stopped:
            return
        if isinstance(item.said, DomainError):
            self._waiting.append((item.line, item.said))
        else:
            try:
                told = told_by(item.said, line=item.line, batch=self._batch)
                beside = self._admit(told)
            except DomainError as refusal:
                self._waiting.append((item.line, refusal))
            else:
                if told.command.COMPUTED:
                    yield from self.rest()
                    if self.sums.stopped:
                        return
                yield from self._submitted(item.line, told, beside)
        while len(self._waiting) >= self._window:
            yield self._oldest()

    def _submitted(self, line: int, told: Told, beside: dict[str, Any]) -> Iterator[Answered]:
        while True:
            try:
                answer: Promise | Answer
                if told.command.COMPUTED:
                    answer = self._house.carry_out(
                        self._ledger, told.command, key=told.key, **beside
                    )
                else:
                    answer = self._house.submit(self._ledger, told.command, key=told.key, **beside)
            except QueueFull:  # others send as well: ours go on as soon as theirs are answered
                if self._waiting:
                    yield self._oldest()
                else:
                    time.sleep(FULL_SECONDS)
                continue
            except DomainError as refusal:
                answer = refusal
            self._waiting.append((line, answer))
            return

    def rest(self) -> Iterator[Answered]:
        """All verdicts that are still out."""
        while self._waiting:
            yield self._oldest()

    def _oldest(self) -> Answered:
        """Wait for the verdict of the line that has waited longest, and count it."""
        line, waiting = self._waiting.popleft()
        answer = _answer_of(waiting) if isinstance(waiting, Promise) else waiting
        self.sums.lines += 1
        if isinstance(answer, DomainError):
            self.sums.refused += 1
            self.sums.stopped = self._stop_at_first
        elif answer.repeated or not answer.count:
            self.sums.repeated += 1
        else:
            self.sums.recorded += 1
        return Answered(line, answer)


def _answer_of(waiting: Promise) -> Answer:
    """The verdict or the refusal; taken, not raised, as a raised one would hold on to this frame."""
    refusal = waiting.exception()
    return refusal if isinstance(refusal, DomainError) else waiting.result()


def _is_there(waiting: Promise | Answer) -> bool:
    return not isinstance(waiting, Promise) or waiting.done()
