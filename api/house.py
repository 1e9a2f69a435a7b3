"""One house for all doors: a store, the way in, and the answers.

Command line, HTTP and pages make the same two calls: `carry_out` a command, `answers` a view.
"""

import os
import re
import time
from pathlib import Path
from types import TracebackType
from typing import Required, Self, TypedDict, Unpack
from uuid import UUID

from api.access.still import check_still_may
from api.computing import Own, completed
from api.notary.notary import Notary
from api.notary.place import audit_folder, seen_folder
from engine.commands.base import Command
from engine.commands.season import OpenLedger
from engine.commands.submit import Submitter
from engine.errors import DomainError
from engine.errors.award import RankingStale, SubmissionStale
from engine.errors.ledger import LedgerNotFound, LedgerSlugTaken
from engine.errors.poll import OutcomeStale
from engine.persistence.opening import open_store
from engine.persistence.promise import Promise
from engine.persistence.store import Head
from engine.persistence.witness import Witness
from engine.persistence.writer import WAITING_MAX, Verdict
from engine.values.ids import new_ledger_id
from projections.answers import Answers

TRIES = 5
"""How often a computed answer is computed again when the ledger moved under it."""


def now_micros() -> int:
    """The server's clock, µs since the epoch, UTC."""
    return time.time_ns() // 1_000


_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The one way in which the id of a ledger is written."""


class _Told(TypedDict, total=False):
    """What a door says beside the command: its key, the actor (`local` unless said), and what
    the envelope has besides.
    """

    key: Required[str]
    by: str
    on: int | None
    acting_for: str | None
    second: str | None


class House:
    """A store opened for use. Close it, or use it as a context manager."""

    def __init__(self, address: str | Path, *, waiting_max: int = WAITING_MAX) -> None:
        """Open the store at this address. `waiting_max`: how many commands may wait at once."""
        self.store = open_store(str(address))
        self.answers = Answers(self.store)
        self.notary = Notary(self.store, audit_folder(str(address)))
        self.witness = Witness(seen_folder(str(address)))
        self._ids: dict[str, UUID] = {}
        self._names: dict[UUID, tuple[str, str]] = {}
        self.submitter = Submitter(
            self.store,
            clock=now_micros,
            entropy=os.urandom,
            waiting_max=waiting_max,
            witness=self.witness,
            start=self.answers.decided,
            may=check_still_may,
        )

    def open_ledger(self, command: OpenLedger, **told: Unpack[_Told]) -> Verdict:
        """Open a ledger under a new random id. A repetition under the same key finds the
        ledger of that slug and gets its first answer.
        """
        known = {head.slug: head.id for head in self.store.ledgers()}
        ledger = known.get(command.slug)
        if ledger is None:
            try:
                return self._submit(new_ledger_id(os.urandom(16)), command, **told)
            except LedgerSlugTaken:
                ledger = self.store.head(command.slug).id  # opened by another just now
        return self._submit(ledger, command, **told)

    def known(self, ledger: str) -> UUID | None:
        """The id behind a slug or id that was asked for before; asks the store for nothing."""
        return self._ids.get(ledger)

    def id_of(self, ledger: str | UUID) -> UUID:
        """The id behind a slug, or an id also as text. Refuses `LedgerNotFound`. A ledger, once
        open, stays.
        """
        if isinstance(ledger, UUID):
            return ledger
        found = self._ids.get(ledger)
        if found is None:
            head = self._head(ledger)
            found = self._ids[ledger] = head.id
            self._names[head.id] = (head.slug, str(head.id))
        return found

    def slug_of(self, ledger: UUID) -> str:
        """The slug of a ledger. Refuses `LedgerNotFound`."""
        return self.names_of(ledger)[0]

    def names_of(self, ledger: UUID) -> tuple[str, str]:
        """The slug of a ledger, and its id as text. Refuses `LedgerNotFound`."""
        names = self._names.get(ledger)
        if names is None:
            names = self._names[ledger] = (self.store.head(ledger).slug, str(ledger))
        return names

    def _head(self, name: str) -> Head:
        try:
            return self.store.head(name)
        except LedgerNotFound:
            if _ID.fullmatch(name) is None:
                raise
            return self.store.head(UUID(name))

    def submit(self, ledger: str | UUID, command: Command, **told: Unpack[_Told]) -> Promise:
        """Queue a command that needs nothing computed; for doors that do not wait in a thread."""
        return self.submitter.submit(self.id_of(ledger), command, **told)

    def carry_out(
        self,
        ledger: str | UUID,
        command: Command,
        **told: Unpack[_Told],
    ) -> Verdict:
        """Compute what the command needs, submit it, wait for its verdict.

        Raises the command's refusal. `ledger` is a slug or an id.
        """
        found = self.id_of(ledger)
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
