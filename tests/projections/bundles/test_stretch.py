"""Ballots in a row are verified at once, and come to the same as one after the other."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.bench.hall import LEDGER, ballots, close_poll, furnish, open_poll
from api.house import House
from api.notary.bundles import write_bundle
from projections.bundle import alone, stretch
from projections.bundle.opened import Opened
from projections.bundle.trust import Trust
from projections.bundle.verify import Verification
from projections.checkpoints import Checkpoint
from projections.notes import Note, sign
from projections.state import digest
from projections.tree import root_of
from tests.projections.bundles.conftest import Verified
from tests.projections.bundles.forging import Workbench, leaf_of
from tests.projections.bundles.world import KEY, OTHER_KEY, keep_key

MEMBERS = 270  # so that ballots and members fill more than a tile each


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("hall")
    keep_key(folder / "audit", KEY)
    with House(folder) as house:
        furnish(house, MEMBERS)
        for poll in ("p", "q"):
            open_poll(house, poll)
            for each in ballots(poll, MEMBERS):
                house.submit(LEDGER, each, key=f"{each.poll}-{each.member}").result()
            close_poll(house, poll)
        house.notary.checkpoint(house.id_of(LEDGER))
        path = folder / "bundle.tar"
        with path.open("wb") as file:
            write_bundle(house.notary, house.id_of(LEDGER), file, level="public")
    return path.read_bytes()


def test_the_quick_way_and_the_slow_way_say_the_same(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bundle.tar"
    path.write_bytes(data)
    told = []
    for shortest in (stretch.SHORTEST, 10**9):
        monkeypatch.setattr(stretch, "SHORTEST", shortest)
        with Opened(path) as opened:
            verification = Verification(opened, Trust(), None)
            report = verification.run()
        assert verification.entries is not None
        told.append((digest(verification.entries.state), report.checks, report.findings))

    assert told[0] == told[1]
    assert told[0][1]["votes"].count == 2 * MEMBERS
    assert told[0][2] == []


def test_most_ballots_go_the_quick_way(
    data: bytes, verified: Verified, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    quick = stretch.taken

    def counted(entries: Any, rows: Any) -> int:
        count = quick(entries, rows)
        taken.append(count)
        return count

    monkeypatch.setattr(stretch, "taken", counted)

    assert verified(data, Trust()).is_sound
    assert sum(taken) > 2 * MEMBERS * 9 // 10


def test_the_single_file_finds_the_ballots_of_a_new_ledger_in_their_streams(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.tar"
    path.write_bytes(data)

    code = alone.main([str(path)])  # type: ignore[no-untyped-call]

    assert capsys.readouterr().out.splitlines()[-1] == "sound"
    assert code == 0


def _told(**fields: Any) -> Callable[[dict[str, Any]], None]:
    def change(event: dict[str, Any]) -> None:
        event["state"]["data"] |= fields

    return change


def _version(event: dict[str, Any]) -> None:
    event["version"] = 2


def _stream(event: dict[str, Any]) -> None:
    event["stream"] = bytes(16)


def _time(event: dict[str, Any]) -> None:
    event["state"]["at"] -= 10**9


def _unknown(event: dict[str, Any]) -> None:
    event["state"]["v"] = 9


NOBODY = {"type": "opinions", "views": [["nobody", "for"]]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(_told(member="ghost"), "voter-not-on-roll", id="ghost"),
        pytest.param(_told(ballot=NOBODY), "ballot-not-countable", id="not-countable"),
        pytest.param(_told(was=NOBODY), "ballot-twice", id="change"),
        pytest.param(_told(poll="nowhere"), "poll-not-there", id="poll"),
        pytest.param(_told(hint="x"), "event-unreadable", id="field"),
        pytest.param(_version, "stream-version-wrong", id="version"),
        pytest.param(_stream, "stream-wrong", id="stream"),
        pytest.param(_time, "time-goes-back", id="time"),
        pytest.param(_unknown, "event-unknown", id="event-version"),
    ],
)
def test_one_that_is_wrong_among_many_is_named(
    data: bytes, verified: Verified, change: Callable[[dict[str, Any]], None], code: str
) -> None:
    bench = Workbench(data)
    topics = [event["topic"] for event in bench.events()]
    at = topics.index("ballot-cast") + 100

    report = verified(bench.with_leaves(bench.change(at, change), OTHER_KEY), Trust())

    assert any((each.code, each.index) == (code, at) for each in report.findings)


def test_a_member_who_votes_twice_among_many_is_named(data: bytes, verified: Verified) -> None:
    bench = Workbench(data)
    events, leaves = bench.events(), bench.leaves
    first = [event["topic"] for event in events].index("ballot-cast")
    for at in (first + 50, first + 200):  # in the same run, and in a later one
        again = list(leaves)
        again.insert(
            at, leaf_of({**events[first], "state": events[at]["state"] | _same(events[first])})
        )

        report = verified(Workbench(data).with_leaves(again, KEY), Trust())

        found = {(each.code, each.index) for each in report.findings}
        assert {("ballot-twice", at), ("stream-version-wrong", at)} <= found


def _same(event: dict[str, Any]) -> dict[str, Any]:
    return {"data": event["state"]["data"]}


def test_ballots_after_the_close_are_named(data: bytes, verified: Verified) -> None:
    bench = Workbench(data)
    topics = [event["topic"] for event in bench.events()]
    close = topics.index("poll-closed")
    leaves = bench.leaves
    leaves.insert(close - 150, leaves.pop(close))

    report = verified(bench.with_leaves(leaves, KEY), Trust())

    assert "poll-not-open" in {each.code for each in report.findings}


def test_an_earlier_size_is_asked_of_tiles_that_were_read(data: bytes, verified: Verified) -> None:
    """A checkpoint in the middle of the second tile: its leaves are read again from the archive."""
    bench = Workbench(data)
    size = 300
    hashes = [sha256(b"\0" + leaf).digest() for leaf in bench.leaves[:size]]
    origin = "hall/bench/1"
    text = Checkpoint(origin, size, root_of(hashes)).text
    since = Note(text, (sign(text, origin, KEY),))

    assert verified(data, Trust(since=since)).findings == []
