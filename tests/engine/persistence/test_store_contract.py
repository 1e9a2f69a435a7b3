"""What every store promises: the port of `engine.persistence.store`, method by method."""

from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from engine.commands.submit import Submitter
from engine.errors.ledger import (
    ContentNotFound,
    LedgerNotFound,
    LedgerSlugTaken,
    StoreUnavailable,
)
from engine.persistence import ahead, paging, postgres_reading, sqlite_reading
from engine.persistence.codec import Row
from engine.persistence.opening import open_store
from engine.persistence.store import CommandRow, Private, Snapshot, Store
from tests.engine.persistence.small_season import LEDGER, opening, play, season, unit

STREAM, OTHER, THIRD, NOBODY = (bytes([number] * 16) for number in range(4))
DIGEST = b"d" * 32


def rows(count: int, *, first: int = 0, stream: bytes = STREAM, version: int = 1) -> list[Row]:
    """Rows of one stream. The store does not read the bytes it keeps."""
    return [
        Row(first + at, stream, version + at, "ballot-cast", b"state %d" % (first + at))
        for at in range(count)
    ]


def append(store: Store, more: list[Row], ledger: UUID = LEDGER) -> None:
    """Store rows, opening the ledger with the first."""
    with store.writing(ledger) as writing:
        if not writing.size:
            writing.open(f"slug-{ledger.int % 1000}", 7)
        writing.insert(more, [], [], [])


def test_an_empty_store_has_no_ledger(store: Store) -> None:
    with pytest.raises(LedgerNotFound):
        store.head("bloc-2024")
    with pytest.raises(LedgerNotFound):
        next(store.read(LEDGER))

    assert store.ledgers() == []


def test_ledgers_are_listed_oldest_first_with_their_sizes(store: Store) -> None:
    later, sooner = UUID(int=5), UUID(int=900)
    append(store, rows(2), sooner)
    append(store, rows(3, stream=OTHER), later)

    heads = store.ledgers()

    assert [(head.id, head.slug, head.size, head.opened) for head in heads] == [
        (sooner, "slug-900", 2, 7),
        (later, "slug-5", 3, 7),
    ]
    assert store.head(sooner) == store.head("slug-900") == heads[0]


def test_a_slug_belongs_to_one_ledger(store: Store) -> None:
    append(store, rows(1))

    with pytest.raises(LedgerSlugTaken), store.writing(uuid4()) as writing:
        writing.open(f"slug-{LEDGER.int % 1000}", 8)

    assert len(store.ledgers()) == 1


def test_rows_come_back_as_they_were_stored_and_in_order(store: Store) -> None:
    append(store, rows(3))
    append(store, rows(2, first=3, stream=OTHER))

    assert list(store.read(LEDGER)) == rows(3) + rows(2, first=3, stream=OTHER)


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        pytest.param({}, [0, 1, 2, 3, 4, 5, 6], id="all"),
        pytest.param({"after": 4}, [5, 6], id="after"),
        pytest.param({"until": 2}, [0, 1, 2], id="until-is-included"),
        pytest.param({"after": 1, "until": 5, "limit": 3}, [2, 3, 4], id="limit"),
        pytest.param({"after": 1, "until": 5, "limit": 99}, [2, 3, 4, 5], id="limit-above"),
        pytest.param({"limit": 6}, [0, 1, 2, 3, 4, 5], id="limit-is-two-pages"),
        pytest.param({"after": 6}, [], id="at-the-head"),
        pytest.param({"limit": 0}, [], id="none"),
    ],
)
def test_any_stretch_of_a_ledger_can_be_read(
    store: Store, monkeypatch: pytest.MonkeyPatch, stretch: dict[str, int], expected: list[int]
) -> None:
    for module in (sqlite_reading, postgres_reading):
        monkeypatch.setattr(module, "PAGE", 3)
    append(store, rows(7))
    append(store, rows(9, stream=OTHER), UUID(int=3))

    read = store.read(
        LEDGER,
        after=stretch.get("after", -1),
        until=stretch.get("until"),
        limit=stretch.get("limit"),
    )

    assert [row.index for row in read] == expected


def test_pages_hold_what_a_fold_needs_of_the_same_events(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "CAUGHT_UP", 3)
    monkeypatch.setattr(ahead, "IN_TURN", 3)
    append(store, rows(6))
    append(store, rows(2, stream=OTHER), UUID(int=3))
    plain = [(row.index, row.topic, row.state) for row in store.read(LEDGER)]

    assert list(store.pages(LEDGER)) == [plain[:3], plain[3:]]
    assert list(store.pages(LEDGER, after=0)) == [plain[1:4], plain[4:]]
    assert list(store.pages(LEDGER, after=1, until=2)) == [plain[2:3]]
    assert list(store.pages(LEDGER, after=5)) == []
    assert list(store.pages(LEDGER, after=2, until=2)) == []


def test_an_append_reads_what_was_stored_before_it_page_by_page(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sqlite_reading, postgres_reading):
        monkeypatch.setattr(module, "PAGE", 3)
    append(store, rows(7))

    with store.writing(LEDGER) as writing:
        read = [[row.index for row in writing.read(after)] for after in (-1, 3, 6)]

    assert read == [[0, 1, 2, 3, 4, 5, 6], [4, 5, 6], []]


def test_a_reader_holds_nothing_while_it_looks_at_a_page(store: Store) -> None:
    append(store, rows(2_001))

    reader = store.read(LEDGER)
    first = next(reader)
    append(store, rows(1, first=2_001, stream=OTHER))

    assert first.index == 0
    assert [row.index for row in reader] == list(range(1, 2_002))


def test_a_stream_is_read_by_its_id_oldest_first(store: Store) -> None:
    append(store, rows(2))
    append(store, rows(1, first=2, stream=OTHER))
    append(store, rows(1, first=3, version=3))

    assert [row.index for row in store.stream(LEDGER, STREAM)] == [0, 1, 3]
    assert store.stream(LEDGER, NOBODY) == []


def test_a_look_up_finds_the_newest_of_each_stream_and_the_accepted_commands(store: Store) -> None:
    asked = [("local", f"k{number}") for number in range(600)]
    accepted = [CommandRow("local", "k7", b"f" * 16, 0, 2), CommandRow("ada", "k7", b"g", 2, 1)]
    append(store, rows(2))
    with store.writing(LEDGER) as writing:
        writing.insert(rows(1, first=2, stream=OTHER), accepted, [], [])

    with store.writing(LEDGER) as writing:
        newest, commands = writing.look_up([STREAM, NOBODY, OTHER], [*asked, ("ada", "k7")])

    assert {id_: row.index for id_, row in newest.items()} == {STREAM: 1, OTHER: 2}
    assert commands == {("local", "k7"): accepted[0], ("ada", "k7"): accepted[1]}
    assert store.commands(LEDGER, asked) == {("local", "k7"): accepted[0]}


def test_commands_belong_to_their_ledger(store: Store) -> None:
    append(store, rows(1))
    with store.writing(LEDGER) as writing:
        accepted = CommandRow("local", "k", b"f", 1, 1)
        writing.insert(rows(1, first=1, stream=OTHER), [accepted], [], [])
    append(store, rows(1, stream=THIRD), UUID(int=3))

    assert store.commands(UUID(int=3), [("local", "k")]) == {}


def test_nothing_of_an_append_that_fails_is_stored(store: Store) -> None:
    append(store, rows(2))
    private = Private(ref=uuid4(), salt=b"s", value="Đỗ Thị Hạnh")

    accepted = CommandRow("local", "k", b"f", 2, 1)

    def fail() -> None:
        with store.writing(LEDGER) as writing:
            more = rows(1, first=2, stream=OTHER)
            writing.insert(more, [accepted], [(DIGEST, b"data")], [private])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert store.head(LEDGER).size == len(list(store.read(LEDGER))) == 2
    assert store.commands(LEDGER, [("local", "k")]) == {}
    assert store.privates(LEDGER, [private.ref]) == {}
    with pytest.raises(ContentNotFound):
        store.content(LEDGER, DIGEST)


def test_content_is_kept_once_under_its_digest(store: Store) -> None:
    data = bytes(range(256)) * 4_000
    digest = sha256(data).digest()
    append(store, rows(1))
    for index, stream in enumerate((OTHER, THIRD), 1):
        with store.writing(LEDGER) as writing:
            writing.insert(rows(1, first=index, stream=stream), [], [(digest, data)], [])

    with store.writing(LEDGER) as writing:
        assert writing.content(digest) == data
        with pytest.raises(ContentNotFound):
            writing.content(b"?" * 32)

    assert store.content(LEDGER, digest) == data


def test_a_person_can_be_forgotten_once(store: Store) -> None:
    kept = Private(ref=uuid4(), salt=b"s" * 32, value="Đỗ Thị Hạnh")
    forgotten = Private(ref=uuid4(), salt=b"t" * 32, value="Trần Văn Bình")
    append(store, rows(1))
    with store.writing(LEDGER) as writing:
        writing.insert(rows(1, first=1, stream=OTHER), [], [], [kept, forgotten])

    assert store.privates(LEDGER, [kept.ref, forgotten.ref, uuid4()]) == {
        kept.ref: kept,
        forgotten.ref: forgotten,
    }
    assert store.forget(LEDGER, forgotten.ref)
    assert not store.forget(LEDGER, forgotten.ref)

    assert store.privates(LEDGER, [kept.ref, forgotten.ref]) == {kept.ref: kept}


def test_the_nearest_snapshot_below_an_index_is_found(store: Store) -> None:
    append(store, rows(1))
    for index in (10, 20, 30):
        store.keep_snapshot(LEDGER, "state-1", Snapshot(index, b"first"))
    store.keep_snapshot(LEDGER, "state-1", Snapshot(20, b"again"))
    store.keep_snapshot(LEDGER, "tree-2", Snapshot(25, b"other fold"))

    assert store.snapshot(LEDGER, "state-1", 29) == Snapshot(20, b"again")
    assert store.snapshot(LEDGER, "state-1", 30) == Snapshot(30, b"first")
    assert store.snapshot(LEDGER, "state-1", 9) is None
    assert store.snapshot(LEDGER, "state-3", 99) is None
    assert store.snapshot(LEDGER, "tree-2", 99) == Snapshot(25, b"other fold")


def test_snapshots_of_another_version_of_the_fold_go(store: Store) -> None:
    append(store, rows(1))
    append(store, rows(1, stream=OTHER), UUID(int=3))
    for ledger in (LEDGER, UUID(int=3)):
        store.keep_snapshot(ledger, "state-1", Snapshot(10, b"old"))

    store.keep_snapshot(LEDGER, "state-12", Snapshot(5, b"new"))

    assert store.snapshot(LEDGER, "state-1", 99) is None
    assert store.snapshot(LEDGER, "state-12", 99) == Snapshot(5, b"new")
    assert store.snapshot(UUID(int=3), "state-1", 99) == Snapshot(10, b"old")


def test_what_was_stored_is_there_after_closing_and_opening_again(
    address: str, store: Store
) -> None:
    append(store, rows(3))
    store.close()
    store.close()

    again = open_store(address)
    stored = list(again.read(LEDGER))
    again.close()

    assert stored == rows(3)


def test_a_closed_store_says_so(store: Store) -> None:
    append(store, rows(1))
    store.close()

    with pytest.raises(StoreUnavailable):
        store.head(LEDGER)
    with pytest.raises(StoreUnavailable), store.writing(LEDGER):
        pass


def test_the_index_of_every_ledger_is_dense_from_nought(submitter: Submitter, store: Store) -> None:
    other = uuid4()
    play(submitter, season())
    play(submitter, [opening("other"), unit("A"), unit("B")], key="other", ledger=other)
    play(submitter, [unit("C")], key="more")

    assert [row.index for row in store.read(LEDGER)] == [0, 1, 2, 3, 4, 5]
    assert [row.index for row in store.read(other)] == [0, 1, 2]
    assert [head.size for head in store.ledgers()] == [6, 3]
