"""A process of its own that votes: `python -m tests.faults.voter ADDRESS POLLS MEMBERS PRAGMA…`.

It opens a season and polls, casts every member's ballot, a few at a time, and says for each what
it was told: `key index position` for an acknowledgement, the position being the size of the trace
(see `file_calls.c`) when it was there; `key ! code recorded` for a refusal, and what it says is
recorded: nothing, or unknown; `signed note position` for a checkpoint that it signed, the note in
base64. Its key and what it has signed lie on another disk, in FAULTS_AUDIT.

Pragmas are set on every connection of an SQLite store, after those of the store itself.
"""

import os
import sys
import threading
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

from eventsourcing.sqlite import SQLiteConnection

from api.notary.notary import Notary
from engine.commands.base import LOCAL, Command
from engine.errors import DomainError
from engine.persistence.opening import open_store
from engine.persistence.sqlite_datastore import DurableConnectionPool
from tests.engine.persistence.small_season import LEDGER, play, poll, submitter_of
from tests.faults.hall import GIVEN, SECRETARY, cast, hall

AT_ONCE = (1, 1, 3, 8, 2)
TRIES = 20
SIGNED_EVERY = 3
_turn = threading.Lock()


def tell(*words: object) -> None:
    """One line, at once."""
    with _turn:
        os.write(1, (" ".join(map(str, words)) + "\n").encode())


def position() -> int:
    """How much has been written down so far."""
    trace = os.environ.get("FAULTS_TRACE")
    return Path(trace).stat().st_size if trace else 0


def set_pragmas(pragmas: list[str]) -> None:
    """Let every connection have these, too."""
    make = DurableConnectionPool._create_connection

    def made(pool: DurableConnectionPool) -> SQLiteConnection:
        connection = make(pool)
        for pragma in pragmas:
            connection._sqlite_conn.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    DurableConnectionPool._create_connection = made  # type: ignore[assignment,method-assign]


def vote(address: str, polls: int, members: int) -> None:
    """Everything from an empty store to the last ballot."""
    try:
        store = open_store(address)
    except DomainError as refusal:
        tell("store", "!", refusal.code)
        return
    submitter = submitter_of(store)
    notary = Notary(store, Path(os.environ["FAULTS_AUDIT"]))
    given: list[tuple[str, Command]] = [(LOCAL, command) for command in hall(members)]
    given += [(SECRETARY, poll(f"P{number}")) for number in range(polls)]
    for number, (by, command) in enumerate(given):
        for _ in range(TRIES):
            try:
                play(submitter, [command], key=f"{GIVEN}-{number}", by=by)
                break
            except DomainError as refusal:
                tell(GIVEN, "!", refusal.code)
        else:
            return
    tell(GIVEN, "done", position())
    votes = [(f"P{at}", f"U{member}") for at in range(polls) for member in range(1, members + 1)]
    turn = 0
    while votes:
        some, votes = votes[: AT_ONCE[turn % 5]], votes[AT_ONCE[turn % 5] :]
        turn += 1
        waiting = {
            f"{at}-{member}": cast(submitter, at, member, f"{at}-{member}") for at, member in some
        }
        for key, future in waiting.items():
            try:
                first = future.result(timeout=60).first
            except DomainError as refusal:
                tell(key, "!", refusal.code, refusal.facts.get("recorded", "nothing"))
            else:
                tell(key, first, position())
        if turn % SIGNED_EVERY == 0:
            with suppress(DomainError):
                note = str(notary.checkpoint(LEDGER))
                tell("signed", b64encode(note.encode()).decode(), position())
    submitter.close()
    store.close()


if __name__ == "__main__":
    set_pragmas(sys.argv[4:])
    vote(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
