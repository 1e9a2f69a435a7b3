"""Fault: the power is cut. Writes that were not synced are kept, lost or torn, in any order.

Invariants: I1 to I8, and the store opens and goes on. A real process votes in a real store on the
system's SQLite; its file calls are written down, cut somewhere, and what a disk may hold then is
opened. The positive control is the same at `synchronous=NORMAL`, which must lose votes.
"""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors.ledger import LedgerNotFound
from engine.persistence.opening import open_store
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults.checking import Told, check
from tests.faults.disk import Disk
from tests.faults.hall import first_of
from tests.faults.rounds import rounds
from tests.faults.watching import Watched, watch

KEPT = (0.0, 0.5, 0.5, 0.5, 0.9, 1.0)
CHECKPOINTS = "wal_autocheckpoint=40"
"""So that the log is brought into the file every few commits, not every thousand pages."""


def state(run: Watched, chance: random.Random, folder: Path) -> int:
    """What a disk may hold after a cut at a random call; the size of the trace there."""
    cut = chance.randrange(len(run.calls))
    disk = Disk(chance, chance.choice(KEPT))
    disk.run(run.calls[: cut + 1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    disk.cut(folder)
    return run.calls[cut].end


def lost_in(run: Watched, end: int, folder: Path) -> int:
    """How many acknowledged ballots the store of this folder has lost."""
    acked = run.acked_at(end)
    store = open_store(str(folder))
    try:
        found = store.commands(LEDGER, [(run.told.sent[key][1], key) for key in acked])
    except LedgerNotFound:
        return len(acked)
    finally:
        store.close()
    return len(acked) - len(found)


@pytest.mark.timeout(3_600)
def test_a_power_cut_takes_nothing_that_was_acknowledged(
    shim: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance, number, acked = random.Random(4), rounds(80, 5_000), 0
    checkpoints = 0
    run = watch(shim, tmp_path, polls=2, members=rounds(40, 120), pragmas=(CHECKPOINTS,))
    folder = tmp_path / "after"

    for at in range(number):
        end = state(run, chance, folder)
        before = run.acked_at(end)
        store = open_store(str(folder))
        try:
            signed = run.signed_at(end)
            replay = at % 10 == 0
            kept = check(store, LEDGER, run.told, acked=before, signed=signed, replay=replay)
        except LedgerNotFound:
            assert not before
        else:
            acked += kept.acked
            checkpoints += len(signed)
            if replay:
                go_on(folder, run.told, before)
        store.close()

    assert acked
    assert checkpoints
    record_property("cuts", number)
    record_property("acknowledged before them", acked)
    record_property("checkpoints signed before them", checkpoints)
    record_property("lost", 0)


def go_on(folder: Path, told: Told, acked: dict[str, int]) -> None:
    """Every retry of what was acknowledged gets its first answer."""
    store = open_store(str(folder))
    submitter = submitter_of(store)
    for key, first in acked.items():
        verdict = first_of(submitter, *told.sent[key], key)
        assert (verdict.first, verdict.repeated) == (first, True)
    submitter.close()
    store.close()


@pytest.mark.timeout(600)
def test_the_control_at_synchronous_normal_does_lose_votes(
    shim: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance, number = random.Random(4), rounds(30, 300)
    run = watch(shim, tmp_path, polls=2, members=40, pragmas=("synchronous=NORMAL",))
    folder = tmp_path / "after"

    losing = 0
    for _ in range(number):
        end = state(run, chance, folder)
        losing += lost_in(run, end, folder) > 0

    assert losing > number // 5, "the trial would not see a loss"
    record_property("cuts", number)
    record_property("of them lost votes, as they must", losing)
