"""Fault: a long day: votes, questions and live walls at once, hour after hour, with kills, drains and
restarts of one process and of several.

Invariants: I1 to I8 at its end; and a server that runs through takes no more memory, files and threads at
the end than at the beginning, but for what the ledger itself has grown by.
"""

import itertools
import random
import signal
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes with the tests' PostgreSQL
import pytest

from api.notary.notary import Notary
from api.notary.place import audit_folder
from engine.persistence.opening import open_store
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults.checking import Told, check, note_root
from tests.faults.hall import furnish
from tests.faults.rounds import soak_seconds
from tests.faults.serving import Client, Server
from tests.faults.signing_in import lock
from tests.faults.soaking import WALLS, Crowd, Size, size_of

MEMBERS = [f"U{number}" for number in range(1, 201)]
RESTARTS_SHARE = 0.3
"""Of the time: servers that are killed and drained. The rest belongs to one that runs through."""
SHIFT_SECONDS = (4.0, 9.0)
LOOK_SECONDS = 1.0
BEGINNING, END = 0.25, 0.8
"""Parts of the long run whose sizes are compared; before it is warm it is not looked at."""
WARM = 0.1
MESSAGE_SECONDS_MAX = 4
"""A wall of a hall that votes hears something twice a second, and on a busy machine at least so often."""
KIB_MAX, FILES_MAX, THREADS_MAX = 32 * 1024, 16, 16
"""How much more a server may take at the end. A closed poll of 200 members stays in the state."""


def killed(server: Server) -> None:
    """Every process at once, as when the machine stops."""
    family = [server.process.pid, *_workers(server)]
    for pid in family:
        psutil.Process(pid).kill()
    server.ended()


def drained(server: Server) -> None:
    """As a supervisor ends it."""
    server.signal(signal.SIGTERM)
    assert server.ended() == 0


def worker_killed_while_draining(server: Server) -> None:
    """The supervisor ends all, and one worker does not live to answer what it had."""
    workers = _workers(server)
    server.signal(signal.SIGTERM)
    for pid in workers[:1]:
        psutil.Process(pid).kill()
    server.ended()


def _workers(server: Server) -> list[int]:
    return [child.pid for child in psutil.Process(server.process.pid).children(recursive=True)]


ENDS = (killed, drained, worker_killed_while_draining)


@pytest.mark.timeout(86_400)
def test_a_long_day_loses_nothing_and_leaks_nothing(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance, told, seconds = random.Random(4), Told(), soak_seconds()
    store = open_store(str(tmp_path))
    submitter = submitter_of(store)
    told.locked_at = furnish(submitter, len(MEMBERS))
    cookies = lock(str(tmp_path), MEMBERS)
    crowd = Crowd(submitter, told, MEMBERS, cookies)

    ends, shifts = itertools.cycle(ENDS), 0
    over = time.monotonic() + seconds * RESTARTS_SHARE
    while shifts < len(ENDS) or time.monotonic() < over:
        end = next(ends)
        with Server(tmp_path, *(() if end is drained else ("--workers", "2"))) as server:
            crowd.served_at(server.port)
            time.sleep(min(chance.uniform(*SHIFT_SECONDS), seconds / 10))
            end(server)
            crowd.unserved()
        note_root(store, LEDGER, told)
        shifts += 1
    before, heard, through = len(told.acked), crowd.messages, seconds * (1 - RESTARTS_SHARE)
    with Server(tmp_path) as server:
        crowd.served_at(server.port)
        sizes = sizes_of(server, through)
        crowd.end()
        with Client(server.port, cookies) as client:
            for key in told.unanswered:
                client.vote(told, *told.sent[key], key)
    notary = Notary(store, audit_folder(str(tmp_path)))
    told.signed += notary.notes(notary.origin(LEDGER))
    kept = check(store, LEDGER, told, replay=True)
    submitter.close()
    store.close()

    grown, last = growth(sizes), sizes[-1]
    found = {
        "seconds": round(seconds),
        "servers ended": shifts,
        "acknowledged": kept.acked,
        "of them by the one that ran through": kept.acked - before,
        "lost": 0,
        "refused": len(told.refused),
        "polls": len(crowd.polls),
        "questions answered": crowd.asked,
        "messages to walls": crowd.messages,
        "connections lost": crowd.lost,
        "checkpoints": len(told.signed),
        "events": kept.events,
        "KiB more": f"{grown.kib} of {last.kib}",
        "files more": f"{grown.files} of {last.files}",
        "threads more": f"{grown.threads} of {last.threads}",
    }
    for name, value in found.items():
        record_property(name, value)
    assert told.unanswered == []
    assert crowd.asked
    assert crowd.messages - heard > WALLS * through / MESSAGE_SECONDS_MAX, "a wall stands still"
    if seconds >= 300:  # a server of a few seconds is still growing up
        assert grown.kib <= KIB_MAX, sizes
        assert grown.files <= FILES_MAX, sizes
        assert grown.threads <= THREADS_MAX, sizes


def sizes_of(server: Server, seconds: float) -> list[Size]:
    """What the server takes, second after second."""
    sizes, over = [], time.monotonic() + seconds
    while time.monotonic() < over:
        time.sleep(min(LOOK_SECONDS, seconds / 10))
        sizes.append(size_of(server.process.pid))
    return sizes


def growth(sizes: Sequence[Size]) -> Size:
    """The medians of the last part, less those of the first."""
    warm = sizes[int(len(sizes) * WARM) :]
    first, last = warm[: max(1, int(len(warm) * BEGINNING))], warm[int(len(warm) * END) :]

    def more(of: Callable[[Size], int]) -> int:
        return round(statistics.median(map(of, last)) - statistics.median(map(of, first)))

    return Size(more(lambda s: s.kib), more(lambda s: s.files), more(lambda s: s.threads))


def test_what_grows_is_found() -> None:
    flat = [Size(50_000 + at % 7, 30 + at % 3, 12) for at in range(100)]
    leaking = [Size(50_000 + 500 * at, 30 + at, 12 + at) for at in range(100)]

    assert growth(flat).kib <= KIB_MAX
    grown = growth(leaking)

    assert grown.files > FILES_MAX
    assert grown.threads > THREADS_MAX
    assert grown.kib > KIB_MAX
