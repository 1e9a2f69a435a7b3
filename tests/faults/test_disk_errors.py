"""Fault: the disk refuses a call: an I/O error, or no room; at every call there is, in turn.

Invariants: I1 to I8: refused loudly (I8), nothing is acknowledged or signed on faith (I1 and I7, also
after a power cut that follows: a write that a sync failed on may be gone although later syncs
succeed); the store goes on or stops, and whoever opens it again can send everything again.
"""

import errno
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.commands.base import LOCAL
from engine.errors.ledger import LedgerNotFound
from engine.persistence.opening import open_store
from tests.engine.persistence.small_season import LEDGER, play, poll, submitter_of
from tests.faults.checking import check
from tests.faults.disk import Disk
from tests.faults.hall import GIVEN, SECRETARY, first_of, hall
from tests.faults.rounds import rounds
from tests.faults.watching import Watched, watch

MEMBERS = 12
CHECKPOINTS = "wal_autocheckpoint=20"
CUTS = 6


@pytest.mark.timeout(7_200)
@pytest.mark.parametrize(
    ("error", "lasting"),
    [
        pytest.param(errno.EIO, 1, id="one-io-error"),
        pytest.param(errno.EIO, 1_000_000, id="a-disk-that-died"),
        pytest.param(errno.ENOSPC, 7, id="no-room-for-a-while"),
    ],
)
def test_a_failing_call_is_told_and_nothing_is_acknowledged_on_faith(
    shim: Path,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    error: int,
    lasting: int,
) -> None:
    sound = watch(shim, tmp_path / "sound", polls=1, members=MEMBERS, pragmas=(CHECKPOINTS,))
    assert len(sound.told.acked) == MEMBERS
    calls = len(sound.calls)
    number = rounds(3, calls)
    failing = [1 + calls * at // number for at in range(number)]

    acked = refused = 0
    for number in failing:
        folder = tmp_path / str(number)
        run = watch(
            shim,
            folder,
            polls=1,
            members=MEMBERS,
            pragmas=(CHECKPOINTS,),
            FAULTS_FAIL_AT=str(number),
            FAULTS_FAIL_TO=str(number + lasting - 1),
            FAULTS_ERRNO=str(error),
        )
        assert run.ended == 0, "it stopped by an error nobody foresaw"
        assert run.codes <= {"store-unavailable"}
        after_power_cuts(run, random.Random(number), folder / "after")
        sent_again(run)
        acked, refused = acked + len(run.told.acked), refused + bool(run.codes)
        shutil.rmtree(folder)

    assert acked
    assert refused
    record_property("failing calls", len(failing))
    record_property("runs with refusals", refused)
    record_property("acknowledged", acked)
    record_property("lost", 0)


def the_log_is_wanted(sound: Watched) -> int:
    """The first sync on the way to a write-ahead log: SQLite says nothing and does without."""
    return first_sync(sound, "ledgers.sqlite-journal")


def the_log_has_a_name(sound: Watched) -> int:
    """The sync of the folder after the log was made: SQLite does not look whether it failed."""
    made = next(
        at for at, call in enumerate(sound.calls) if call.what == "C" and call.path.endswith("-wal")
    )
    return first_sync(sound, sound.folder.name, made)


def a_ballot_is_made_certain(sound: Watched) -> int:
    """The sync of the first ballot's commit: what was written may be there after a power cut."""
    end = sound.positions["P0-U1"]
    return next(
        at + 1 for at, call in enumerate(sound.calls) if (call.what, call.end) == ("S", end)
    )


def first_sync(sound: Watched, name: str, begin: int = 0) -> int:
    """The number of the first sync of this file from a call on."""
    calls = enumerate(sound.calls[begin:], begin + 1)
    return next(at for at, call in calls if (call.what, Path(call.path).name) == ("S", name))


@pytest.mark.parametrize(
    ("failing", "acked", "unknown"),
    [
        pytest.param(the_log_is_wanted, 0, 0, id="no-log-is-to-be-had"),
        pytest.param(the_log_has_a_name, MEMBERS, 0, id="the-name-of-the-log"),
        pytest.param(a_ballot_is_made_certain, MEMBERS - 1, 1, id="the-sync-of-a-commit"),
    ],
)
def test_a_sync_that_fails_is_told_also_where_sqlite_says_nothing(
    shim: Path, tmp_path: Path, failing: Callable[[Watched], int], acked: int, unknown: int
) -> None:
    sound = watch(shim, tmp_path / "sound", polls=1, members=MEMBERS)

    run = watch(
        shim,
        tmp_path / "failing",
        polls=1,
        members=MEMBERS,
        FAULTS_FAIL_AT=str(failing(sound)),
        FAULTS_ERRNO=str(errno.EIO),
    )

    assert [call.what for call in run.calls if call.failed] == ["S"]
    assert run.codes == {"store-unavailable"}
    assert len(run.told.acked) == acked
    if acked:
        assert len(run.told.unanswered) == unknown
    after_power_cuts(run, random.Random(4), tmp_path / "after")
    sent_again(run)


def after_power_cuts(run: Watched, chance: random.Random, folder: Path) -> None:
    """What a disk may hold after a cut at or after the failing call has all that was told."""
    first = next((at for at, call in enumerate(run.calls) if call.failed), len(run.calls) - 1)
    later = [chance.randint(first + 1, len(run.calls)) for _ in range(CUTS - 3)]
    for cut in [first + 1, first + 1, len(run.calls), *later]:
        disk = Disk(chance, chance.choice((0.0, 0.5, 1.0)))
        disk.run(run.calls[:cut])
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        disk.cut(folder)
        end = run.calls[cut - 1].end
        acked, signed = run.acked_at(end), run.signed_at(end)
        store = open_store(str(folder))
        try:
            check(store, LEDGER, run.told, acked=acked, signed=signed, replay=False)
        except LedgerNotFound:
            assert not acked
            assert not signed
        finally:
            store.close()


def sent_again(run: Watched) -> None:
    """The process has ended and the disk is sound again: everything is there, or taken now."""
    store = open_store(str(run.folder))
    submitter = submitter_of(store)
    signed = [note for _, note in run.signed]
    try:
        check(store, LEDGER, run.told, signed=signed, replay=False)
    except LedgerNotFound:
        assert not run.told.acked
    for number, command in enumerate([*hall(MEMBERS), poll("P0")]):
        by = SECRETARY if command.NAME == "open-poll" else LOCAL
        play(submitter, [command], key=f"{GIVEN}-{number}", by=by)
    for key, (poll_, member) in run.told.sent.items():
        run.told.answer(key, first_of(submitter, poll_, member, key).first)
    kept = check(store, LEDGER, run.told, signed=signed, replay=True)
    assert kept.ballots == kept.acked == MEMBERS
    submitter.close()
    store.close()
