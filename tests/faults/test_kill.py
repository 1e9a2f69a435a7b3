"""Fault: the server's process ends in the middle of a vote: killed, or killed while it drains.

Invariants: I1 to I8, in a house that is locked: delegates vote in sessions of their own and are
refused a vote for others, the secretary opens polls, checkpoints are signed meanwhile; and every
retry after a restart gives the first answer.

This covers the loss of a process. The page cache of the machine outlives it: what a power cut
takes is tried in `test_power.py`.
"""

import random
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from api.notary.notary import Notary
from api.notary.place import audit_folder
from engine.persistence.opening import open_store
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults.checking import Told, check, note_root
from tests.faults.hall import furnish, open_polls
from tests.faults.rounds import rounds
from tests.faults.serving import Client, Server, voters
from tests.faults.signing_in import lock

MEMBERS = [f"U{number}" for number in range(1, 401)]
CLIENTS = 8


def kill(server: Server, chance: random.Random) -> None:
    """Power button of the process."""
    time.sleep(chance.uniform(0.05, 0.4))
    server.kill()


def kill_while_draining(server: Server, chance: random.Random) -> None:
    """Told to end, and killed before it has: an impatient operator, or a supervisor's time limit."""
    time.sleep(chance.uniform(0.05, 0.3))
    server.signal(signal.SIGTERM)
    time.sleep(chance.uniform(0.0, 0.1))
    server.kill()


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize(
    ("end", "suite", "nightly"),
    [
        pytest.param(kill, 3, 200, id="killed"),
        pytest.param(kill_while_draining, 1, 60, id="killed-while-draining"),
    ],
)
def test_whatever_was_acknowledged_is_there_once_and_a_retry_gets_the_first_answer(
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    end: Callable[[Server, random.Random], None],
    suite: int,
    nightly: int,
) -> None:
    chance, told, number, repeated = random.Random(4), Told(), rounds(suite, nightly), 0
    store = open_store(str(tmp_path))
    submitter = submitter_of(store)
    told.locked_at = furnish(submitter, len(MEMBERS))
    cookies = lock(str(tmp_path), MEMBERS)
    notary = Notary(store, audit_folder(str(tmp_path)))

    for at in range(number):
        open_polls(submitter, f"P{at}")
        with Server(tmp_path) as server:
            repeated += retry(server, told, chance, cookies)
            started = voters(server.port, told, f"P{at}", MEMBERS, threads=CLIENTS, cookies=cookies)
            signing = threading.Thread(target=sign, args=(notary, told))
            signing.start()
            end(server, chance)
            for thread in (*started, signing):
                thread.join()
        note_root(store, LEDGER, told)
    with Server(tmp_path) as server:
        unanswered = len(told.unanswered)
        repeated += retry(server, told, chance, cookies)
        assert told.unanswered == []
    told.signed += notary.notes(notary.origin(LEDGER))
    kept = check(store, LEDGER, told, replay=True)

    submitter.close()
    store.close()
    assert kept.acked >= number, "the votes were on their way"
    assert set(told.refused.values()) <= {"already-voted", "not-allowed"}
    record_property("rounds", number)
    record_property("acknowledged", kept.acked)
    record_property("refused", len(told.refused))
    record_property("checkpoints signed", len({note.text for note in told.signed}))
    record_property("lost", 0)
    record_property("open at the last kill", unanswered)
    record_property("retries answered as at first", repeated)


def sign(notary: Notary, told: Told) -> None:
    """As another worker would, while the server votes and dies."""
    for _ in range(3):
        told.signed.append(notary.checkpoint(LEDGER))
        time.sleep(0.03)


def retry(server: Server, told: Told, chance: random.Random, cookies: Mapping[str, str]) -> int:
    """Send again what has no answer, and some of what has; how many were repetitions."""
    client, known = Client(server.port, cookies), sorted(told.acked)
    repeated = 0
    for key in told.unanswered:
        repeated += client.vote(told, *told.sent[key], key)
    for key in chance.sample(known, min(40, len(known))):
        assert client.vote(told, *told.sent[key], key), f"{key} was recorded a second time"
        repeated += 1
    client.close()
    return repeated
