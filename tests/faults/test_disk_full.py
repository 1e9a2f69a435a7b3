"""Fault: the disk is full, for real: a small file system in memory that is filled to the brim.

Invariants: I1 to I8: refused loudly, reads are still answered, nothing acknowledged is lost, nothing
signed is contradicted; and with room again the same ballots are taken under the same keys.

Mounting needs root, so this is for `scripts/nightly`; a full database without a full disk is tried
in `tests/engine/persistence/test_store_failures_sqlite.py`, no room at every call in
`test_disk_errors.py`.
"""

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.notary.notary import Notary
from engine.errors.ledger import StoreUnavailable
from engine.persistence.sqlite_store import SQLiteStore
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults.checking import Told, check
from tests.faults.hall import first_of, furnish, open_polls
from tests.faults.rounds import is_nightly

MEMBERS = 300
ROUNDS = 50


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if not is_nightly() or os.geteuid() != 0:
        pytest.skip("mounts a file system: scripts/nightly, as root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.timeout(3_600)
def test_a_full_disk_is_told_and_survived(
    small_disk: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance, told, full = random.Random(4), Told(), 0
    store = SQLiteStore(small_disk / "store")
    submitter = submitter_of(store)
    furnish(submitter, MEMBERS)
    notary = Notary(store, tmp_path / "audit")

    for at in range(ROUNDS):
        open_polls(submitter, f"P{at}")
        ballast = small_disk / "ballast"
        fill(ballast, spare=chance.randrange(0, 400_000))
        votes = {
            f"P{at}-U{number}": f"U{number}" for number in chance.sample(range(1, MEMBERS), 100)
        }
        for key, member in votes.items():
            told.sent[key] = (f"P{at}", member)
            try:
                verdict = first_of(submitter, f"P{at}", member, key)
            except StoreUnavailable:
                full += 1
            else:
                told.answer(key, verdict.first)
        told.signed.append(notary.checkpoint(LEDGER))
        assert check(store, LEDGER, told, replay=False).acked == len(told.acked)

        ballast.unlink()
        for key, member in votes.items():
            verdict = first_of(submitter, f"P{at}", member, key)
            told.answer(key, verdict.first)
        store.datastore.empty_log()
    kept = check(store, LEDGER, told, replay=True)

    assert full
    submitter.close()
    store.close()
    record_property("times the disk was filled", ROUNDS)
    record_property("ballots refused for lack of room", full)
    record_property("acknowledged", kept.acked)
    record_property("lost", 0)


def fill(ballast: Path, spare: int) -> None:
    """Leave about so many bytes."""
    stat = os.statvfs(ballast.parent)
    room = max(0, stat.f_bavail * stat.f_frsize - spare)
    try:
        with ballast.open("wb", buffering=0) as file:
            file.write(bytes(room))
    except OSError:
        return
