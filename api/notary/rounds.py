"""Checkpoints that nobody has to think of: at poll open and close, outcome and meeting end within a
second or two, and within a minute of any other growth.

A thread of a serving process looks after every ledger of the store, whoever appends to it. Several
processes may do so at once; they find what the other has signed.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self
from uuid import UUID

from api.notary.notary import Notary
from engine.errors import DomainError
from engine.persistence.store import Head

AT_ONCE = ("poll-opened", "poll-closed", "outcome-announced", "meeting-closed")
"""Events after which a checkpoint is signed at the next look."""
LOOK_SECONDS = 1
LATEST_SECONDS = 50
"""How long growth may stay unsigned: below a minute, with time to spare for signing."""


class Rounds:
    """Goes round. Use it as a context manager: it goes while that is open.

    `tell` hears of a ledger that could not be signed, once for each reason.
    """

    def __init__(
        self,
        notary: Notary,
        tell: Callable[[str, DomainError], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._notary = notary
        self._tell = tell
        self._clock = clock
        self._seen: dict[UUID, int] = {}
        self._due: dict[UUID, float] = {}
        self._told: set[tuple[UUID, str]] = set()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._go, name="notary", daemon=True)

    def look(self) -> None:
        """One round: sign what is due."""
        try:
            heads = self._notary.store.ledgers()
        except DomainError:
            return  # the store is away; whoever asks it is told
        for head in heads:
            try:
                self._look_at(head)
            except DomainError as refusal:
                self._due.pop(head.id, None)
                if (head.id, refusal.code) not in self._told:
                    self._told.add((head.id, refusal.code))
                    self._tell(head.slug, refusal)

    def _look_at(self, head: Head) -> None:
        now = self._clock()
        if head.size > self._seen.get(head.id, 0):
            due = now if self._is_urgent(head) else now + LATEST_SECONDS
            self._due[head.id] = min(due, self._due.get(head.id, due))
            self._seen[head.id] = head.size
        if self._due.get(head.id, now + 1) <= now:
            self._notary.checkpoint(head.id)
            del self._due[head.id]
            self._told = {told for told in self._told if told[0] != head.id}

    def _is_urgent(self, head: Head) -> bool:
        """Has something happened since the last look that is to be pinned at once. What happened
        before the first look was not missed by anybody who is here; it is signed within a minute.
        """
        before = self._seen.get(head.id)
        if before is None:
            return False
        rows = self._notary.store.read(head.id, after=before - 1, until=head.size - 1)
        return any(row.topic in AT_ONCE for row in rows)

    def _go(self) -> None:
        while not self._end.wait(LOOK_SECONDS):
            self.look()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join()
