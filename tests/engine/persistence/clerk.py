"""A process of its own that submits commands to a store: `python -m … ADDRESS WHAT NAME NUMBER`.

It writes one line for each verdict it was given, so whoever started it knows exactly what it
was told before it ended, or was ended.
"""

import sys
import time
from collections import deque
from itertools import count

from engine.commands.submit import Submitter
from engine.errors import DomainError
from engine.persistence.opening import open_store
from engine.persistence.promise import Promise
from tests.engine.persistence.small_season import (
    LEDGER,
    ballot,
    opening,
    play,
    submitter_of,
    unit,
)

IN_FLIGHT = 64


def open_ledger(submitter: Submitter, name: str, number: int) -> None:
    """Open the ledger under a key of one's own."""
    try:
        tell(play(submitter, [opening(name)], key=name)[0].first)
    except DomainError as refusal:
        tell(refusal.code)


def admit(submitter: Submitter, name: str, number: int) -> None:
    """Admit so many units, all at once."""
    for verdict in play(submitter, [unit(f"{name}{at}") for at in range(number)], key=name):
        tell(verdict.first)


def patient(submitter: Submitter, name: str, number: int) -> None:
    """Admit one unit after the other for so many seconds."""
    end = time.monotonic() + number
    for at in count():
        if time.monotonic() > end:
            return
        tell(play(submitter, [unit(f"{name}{at}")], key=f"{name}{at}")[0].first)


def vote(submitter: Submitter, name: str, number: int) -> None:
    """Cast a ballot for each of so many units in poll P1, one after the other."""
    for at in range(1, number + 1):
        try:
            tell(play(submitter, [ballot("P1", f"U{at}")], key=f"{name}{at}")[0].first)
        except DomainError as refusal:
            tell(refusal.code)


def hurry(submitter: Submitter, name: str, number: int) -> None:
    """Admit units for ever, many in flight; tell key and index of each."""
    waiting: deque[tuple[str, Promise]] = deque()
    for at in count():
        key = f"{name}{at}"
        waiting.append((key, submitter.submit(LEDGER, unit(key), key=key)))
        if len(waiting) >= IN_FLIGHT:
            first, future = waiting.popleft()
            tell(first, future.result(timeout=60).first)


def tell(*words: object) -> None:
    """One line, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


ORDERS = {each.__name__: each for each in (open_ledger, admit, patient, vote, hurry)}

if __name__ == "__main__":
    address, what, name, number = sys.argv[1:]
    store = open_store(address)
    tell("ready")
    sys.stdin.readline()
    submitter = submitter_of(store)
    ORDERS[what](submitter, name, int(number))
    submitter.close()
    store.close()
