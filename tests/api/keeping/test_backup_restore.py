"""A backup is one moment of a store in use; either kind of store restores it whole or not at all."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from api.formats.errors import FileUnreadable, FileUnwritable
from api.keeping.backup import back_up
from api.keeping.checking import Taker, walk_backup
from api.keeping.errors import BackupUnreadable, RestoreDiffers, StoreNotEmpty
from api.keeping.restore import restore
from engine.errors.ledger import StoreDamaged
from engine.persistence.codec import open_envelope
from engine.persistence.store import Store
from projections.tree import root_at
from tests.api.keeping.conftest import KEPT, OTHER, Make, fill
from tests.engine.persistence.small_season import (
    LEDGER,
    ballot,
    person,
    play,
    poll,
    submitter_of,
)

NOW = 1_767_225_600_000_000
Opened = Callable[[str], Store]
KINDS = ("sqlite", "postgresql")
READING = {"sqlite": "sqlite_reading", "postgresql": "postgres_reading"}


def everything(store: Store) -> object:
    """All that a store holds of both ledgers."""
    found = []
    with store.copying() as copying:
        for head in copying.heads():
            rows = list(copying.rows(head.id))
            marks = {(e.by, e.cmd.key) for e in map(open_envelope, rows)}
            found.append(
                (
                    head,
                    rows,
                    sorted(copying.contents(head.id)),
                    sorted(copying.privates(head.id), key=lambda each: each.ref),
                    store.commands(head.id, sorted(marks)),
                )
            )
    return found


@pytest.fixture(params=KINDS)
def saved(request: pytest.FixtureRequest, make: Make, opened: Opened, tmp_path: Path) -> Path:
    """A backup of a filled store of each kind."""
    store = opened(make(request.param))
    fill(store)
    file = tmp_path / "season.backup"
    back_up(store, file, name="store", now=NOW)
    return file


@pytest.mark.parametrize("into", KINDS)
@pytest.mark.parametrize("out_of", KINDS)
def test_whatever_one_store_holds_the_other_holds_after_restoring(
    make: Make, opened: Opened, tmp_path: Path, out_of: str, into: str
) -> None:
    old, new = opened(make(out_of)), opened(make(into))
    fill(old)

    told = back_up(old, tmp_path / "season.backup", name="old", now=NOW)
    restored = restore(new, tmp_path / "season.backup", name="new")

    assert everything(new) == everything(old)
    assert told.ledgers == restored.ledgers
    assert [(each.ledger, each.events) for each in told.ledgers] == [("bloc-2024", 9), ("other", 2)]
    assert told.ledgers[0].root == root_at(new, LEDGER, 9).hex()


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert list(saved.parent.glob("*.part")) == []


def test_in_a_folder_a_backup_is_named_by_its_moment(
    make: Make, opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()

    told = back_up(opened(make("sqlite")), tmp_path / "backups", name="store", now=NOW)

    assert Path(told.file).name == "suyton-20260101-000000.backup"
    assert (told.made, told.ledgers) == ("2026-01-01T00:00:00+00:00", ())


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_holds_one_moment_while_others_write(
    make: Make, opened: Opened, tmp_path: Path, kind: str
) -> None:
    store = opened(make(kind))
    fill(store)
    submitter = submitter_of(store)
    stop = threading.Event()

    def write() -> None:
        number = 2
        while not stop.is_set():
            members = ("U1", "U2", "U3")
            play(submitter, [poll(f"P{number}"), *(ballot(f"P{number}", m) for m in members)])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    copies = [
        back_up(store, tmp_path / f"{number}.backup", name="store", now=NOW) for number in range(5)
    ]
    stop.set()
    writer.join()
    submitter.close()

    sizes = [copy.ledgers[0].events for copy in copies]
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    for copy, size in zip(copies, sizes, strict=True):
        assert copy.ledgers[0].root == root_at(store, LEDGER, size).hex()
        assert walk_backup(Path(copy.file), Taker()).ledgers == copy.ledgers


def test_a_file_that_is_there_is_not_written_over(
    make: Make, opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("mine")

    with pytest.raises(FileUnwritable):
        back_up(opened(make("sqlite")), tmp_path / "taken", name="store", now=NOW)
    with pytest.raises(FileUnwritable):
        back_up(opened(make("sqlite")), tmp_path / "none" / "x", name="store", now=NOW)

    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("into", KINDS)
def test_a_store_with_a_ledger_is_not_restored_into(
    make: Make, opened: Opened, saved: Path, into: str
) -> None:
    store = opened(make(into))
    fill(store)
    before = everything(store)

    with pytest.raises(StoreNotEmpty) as refusal:
        restore(store, saved, name="new")

    assert refusal.value.facts == {"store": "new", "ledgers": 2}
    assert everything(store) == before


@pytest.mark.parametrize("into", KINDS)
def test_a_restore_that_breaks_off_leaves_nothing(
    make: Make, opened: Opened, saved: Path, into: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(make(into))

    with monkeypatch.context() as patched:
        patched.setattr("api.keeping.restore.root_of_rows", _half)
        with pytest.raises(RestoreDiffers):
            restore(store, saved, name="new")

    assert store.ledgers() == []
    assert len(restore(store, saved, name="new").ledgers) == 2


def _half(rows: object) -> object:
    """A store that gives back less than it was given, in its second ledger."""
    from projections.tree import root_of_rows

    listed = list(rows)  # type: ignore[call-overload]
    return root_of_rows(listed if len(listed) > 2 else listed[:-1])


def test_every_byte_of_a_backup_is_checked(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    changed = tmp_path / "changed"

    for at in range(0, len(whole), max(1, len(whole) // 400)):
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BackupUnreadable):
            walk_backup(changed, Taker())


def test_a_backup_cut_short_or_grown_is_refused(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    changed = tmp_path / "changed"

    for size in (0, 5, 16, 18, 200, len(whole) // 2, len(whole) - 1):
        changed.write_bytes(whole[:size])
        with pytest.raises(BackupUnreadable):
            walk_backup(changed, Taker())
    changed.write_bytes(whole + b"\0")
    with pytest.raises(BackupUnreadable):
        walk_backup(changed, Taker())


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        pytest.param(b"suyton backup 2\n", "format", id="newer"),
        pytest.param(b"SQLite format 3\0", "no-backup", id="other"),
    ],
)
def test_a_file_of_another_kind_is_told_apart(tmp_path: Path, head: bytes, reason: str) -> None:
    (tmp_path / "file").write_bytes(head + bytes(100))

    with pytest.raises(BackupUnreadable) as refusal:
        walk_backup(tmp_path / "file", Taker())

    assert refusal.value.facts["reason"] == reason


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        walk_backup(tmp_path / "none", Taker())


def test_a_store_that_lacks_content_gives_no_backup_that_cannot_be_restored(
    make: Make, opened: Opened, tmp_path: Path
) -> None:
    address = make("sqlite")
    store = opened(address)
    fill(store)
    with closing(sqlite3.connect(Path(address, "ledgers.sqlite"))) as file:
        file.execute("DELETE FROM content")
        file.commit()

    with pytest.raises(StoreDamaged) as refusal:
        back_up(store, tmp_path / "x.backup", name="store", now=NOW)

    assert "content" in str(refusal.value)
    assert list(tmp_path.glob("x.*")) == []


def test_commands_sent_again_after_a_restore_are_told_that_they_wait(
    make: Make, opened: Opened, saved: Path
) -> None:
    store = opened(make("sqlite"))
    restore(store, saved, name="new")

    submitter = submitter_of(store)
    again = play(submitter, KEPT, key="kept")
    submitter.close()

    assert all(verdict.repeated for verdict in again)
    assert OTHER in {head.id for head in store.ledgers()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_of_many_pages_is_saved_whole(
    make: Make, opened: Opened, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"engine.persistence.{READING[kind]}.PAGE", 2)
    monkeypatch.setattr("api.keeping.backup.ROWS_AT_ONCE", 2)
    old, new = opened(make(kind)), opened(make("sqlite"))
    fill(old)
    submitter = submitter_of(old)
    play(submitter, [person(f"Q{number}", f"Person {number}") for number in range(3)])
    submitter.close()

    back_up(old, tmp_path / "season.backup", name="old", now=NOW)
    restored = restore(new, tmp_path / "season.backup", name="new")

    assert everything(new) == everything(old)
    assert (restored.ledgers[0].events, restored.ledgers[0].privates) == (12, 4)
