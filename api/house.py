"""One house for all doors: a store, the way in, and the answers.

Command line, HTTP and pages make the same two calls: `carry_out` a command, `answers` a view.
"""

import os
import re
import time
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Required, Self, TypedDict, Unpack
from uuid import UUID, uuid4

from api.computing import Own, completed
from api.notary.notary import Notary
from api.notary.place import audit_folder
from engine.commands.base import Command
from engine.commands.season import OpenLedger
from engine.commands.submit import LOCAL, Submitter
from engine.errors import DomainError
from engine.errors.award import RankingStale, SubmissionStale
from engine.errors.ledger import LedgerNotFound, LedgerSlugTaken
from engine.errors.poll import OutcomeStale
from engine.persistence.opening import open_store
from engine.persistence.store import Head
from engine.persistence.writer import Verdict
from projections.answers import Answers

TRIES = 5
"""How often a computed answer is computed again when the ledger moved under it."""


def now_micros() -> int:
    """The server's clock, µs since the epoch, UTC."""
    return time.time_ns() // 1_000


_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The one way in which the id of a ledger is written. A slug of that form goes before it."""


class _Told(TypedDict, total=False):
    """What a door says beside the command."""

    key: Required[str]
    by: str
    on: int | None
    acting_for: str | None
    second: str | None


class House:
    """A store opened for use. Close it, or use it as a context manager."""

    def __init__(self, address: str | Path) -> None:
        self.store = open_store(str(address))
        self.answers = Answers(self.store)
        self.notary = Notary(self.store, audit_folder(str(address)))
        self._ids: dict[str | UUID, UUID] = {}
        self.submitter = Submitter(self.store, clock=now_micros, entropy=os.urandom)

    def open_ledger(self, command: OpenLedger, *, key: str, by: str = LOCAL) -> Verdict:
        """Open a ledger under a new random id. A repetition under the same key finds the
        ledger of that slug and gets its first answer.
        """
        known = {head.slug: head.id for head in self.store.ledgers()}
        ledger = known.get(command.slug)
        if ledger is None:
            try:
                return self._submit(uuid4(), command, key=key, by=by)
            except LedgerSlugTaken:
                ledger = self.store.head(command.slug).id  # opened by another just now
        return self._submit(ledger, command, key=key, by=by)

    def id_of(self, ledger: str | UUID) -> UUID:
        """The id behind a slug or id. Refuses `LedgerNotFound`. A ledger, once open, stays."""
        found = self._ids.get(ledger)
        if found is None:
            found = self._ids[ledger] = self._found(ledger).id
        return found

    def _found(self, ledger: str | UUID) -> Head:
        try:
            return self.store.head(ledger)
        except LedgerNotFound:
            if isinstance(ledger, UUID) or not _ID.fullmatch(ledger):
                raise
            return self.store.head(UUID(ledger))

    def submit(
        self, ledger: str | UUID, command: Command, *, key: str, by: str = LOCAL
    ) -> "Future[Verdict]":
        """Queue a command that needs nothing computed; for doors that do not wait in a thread."""
        return self.submitter.submit(self.id_of(ledger), command, key=key, by=by)

    def carry_out(
        self,
        ledger: str | UUID,
        command: Command,
        *,
        key: str,
        by: str = LOCAL,
        on: int | None = None,
        acting_for: str | None = None,
        second: str | None = None,
    ) -> Verdict:
        """Compute what the command needs, submit it, wait for its verdict.

        Raises the command's refusal. `ledger` is a slug or an id.
        """
        found = self.id_of(ledger)
        told = _Told(key=key, by=by, on=on, acting_for=acting_for, second=second)
        for _ in range(TRIES - 1):
            try:
                return self._computed(found, command, told)
            except (OutcomeStale, RankingStale, SubmissionStale):
                continue
        return self._computed(found, command, told)

    def _computed(self, ledger: UUID, command: Command, told: _Told) -> Verdict:
        try:
            whole = completed(Own(self.answers, ledger), command)
        except DomainError:
            # What it was computed from has moved on since a first try: a repetition still gets
            # its first answer, and whatever is new is refused for lack of its computed fields.
            try:
                return self._submit(ledger, command, **told)
            except DomainError:
                pass
            raise
        return self._submit(ledger, whole, **told)

    def close(self) -> None:
        """Answer what waits, then give everything back."""
        self.submitter.close()
        self.store.close()

    def _submit(self, ledger: UUID, command: Command, **told: Unpack[_Told]) -> Verdict:
        return self.submitter.submit(ledger, command, **told).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
