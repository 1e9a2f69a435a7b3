"""Pages that a thread reads ahead are the pages that are read in turn, and it leaves nothing behind."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from engine.errors.ledger import StoreUnavailable
from engine.events.poll import BallotCast
from engine.persistence import ahead, joining, paging
from engine.persistence.ahead import Log, read_on
from engine.persistence.codec import Row
from engine.persistence.joining import JoinedPage, Page, Pages, Spans
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.store import Store


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of five events, four of them in one reading ahead."""
    monkeypatch.setattr(ahead, "IN_TURN", 5)
    monkeypatch.setattr(ahead, "AHEAD", 5)
    monkeypatch.setattr(ahead, "AT_ONCE", 4)


class Kept:
    """A log of so many rows, and what was asked of it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.readings: list[Spans] = []
        self.threads: list[str] = []
        self.held = 0
        self.does: dict[str, Callable[[], None]] = {}

    @contextmanager
    def begun(self, spans: Spans) -> Iterator[Callable[[], Pages]]:
        self.does.get("begun", lambda: None)()
        self.held += 1
        try:
            yield lambda: self._read(spans)
        finally:
            self.held -= 1

    def _read(self, spans: Spans) -> Pages:
        self.readings.append(spans)
        self.threads.append(threading.current_thread().name)
        self.does.get("read", lambda: None)()
        pages = [self.rows(after, until) for after, until in spans]
        return [page for page in pages if page]

    def rows(self, after: int, until: int) -> Page:
        return [(index, "t", b"") for index in range(after + 1, min(until + 1, self.size))]

    def pages(self, last: int = 10**9) -> Iterator[Page | JoinedPage]:
        return read_on(Log(self.begun, after=-1, last=last))


def indexes(pages: Iterator[Page | JoinedPage]) -> list[int]:
    """The indexes of all their rows."""
    return [row[0] for page in pages for row in rows_in(page)]


def take_in(found: list[int], pages: Iterator[Page | JoinedPage]) -> None:
    """Take the indexes in as far as they come."""
    for page in pages:
        found += [row[0] for row in rows_in(page)]


def rows_in(page: Page | JoinedPage) -> Page:
    """The rows of a page."""
    return page.rows() if isinstance(page, JoinedPage) else page


def reading_threads() -> list[threading.Thread]:
    """The threads that read ahead."""
    return [each for each in threading.enumerate() if each.name == "read-ahead"]


@pytest.mark.parametrize("size", [0, 1, 4, 5, 6, 24, 25, 26, 45, 46, 200])
@pytest.mark.parametrize("last", [0, 25, 26, 45, 10**9])
def test_every_event_comes_once_and_in_order_however_long_the_log_is(size: int, last: int) -> None:
    kept = Kept(size)

    found = indexes(kept.pages(last))

    assert found == list(range(min(size, last + 1)))
    assert not reading_threads()


def test_the_first_page_is_read_in_turn_and_only_what_follows_ahead() -> None:
    short, long = Kept(20), Kept(100)

    indexes(short.pages(last=19))
    indexes(long.pages())

    assert set(short.threads) == {threading.current_thread().name}
    assert long.threads[0] == threading.current_thread().name
    assert set(long.threads[1:5]) == {"read-ahead"}
    assert [len(spans) for spans in long.readings[:3]] == [1, 4, 4]


def test_a_fold_goes_on_where_the_system_has_no_thread_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    kept = Kept(1_000)

    assert indexes(kept.pages()) == list(range(1_000))
    assert set(kept.threads) == {threading.current_thread().name}


def test_no_more_is_read_ahead_than_two_readings() -> None:
    kept = Kept(1_000)
    pages = kept.pages()

    next(pages)
    next(pages)
    time.sleep(0.05)

    assert len(kept.readings) <= 1 + 1 + 2
    pages.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("taken", [1, 2, 7, 30])
def test_an_iterator_that_is_left_leaves_no_thread_and_nothing_open(taken: int) -> None:
    kept = Kept(1_000)
    pages = kept.pages()

    for _ in range(taken):
        next(pages)
    del pages

    assert not reading_threads()
    assert kept.held == 0


@pytest.mark.parametrize("where", ["begun", "read"])
def test_an_error_comes_in_the_place_of_what_could_not_be_read(where: str) -> None:
    kept = Kept(1_000)

    def failing() -> None:
        if len(kept.readings) == 4:
            raise StoreUnavailable(store="here", reason="gone")

    kept.does = {where: failing}
    found: list[int] = []
    with pytest.raises(StoreUnavailable):
        take_in(found, kept.pages())

    assert found == list(range(5 + 2 * 20 + (20 if where == "begun" else 0)))
    assert not reading_threads()
    assert kept.held == 0


def test_pages_are_read_in_turn_where_waiting_for_them_takes_longer_than_to_read_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ahead, "RESTED", 10)
    kept = Kept(400)
    kept.does = {"read": lambda: time.sleep(0.001)}  # takes time, and nothing of the processor

    found = indexes(kept.pages())

    mine = threading.current_thread().name
    assert found == list(range(400))
    changes = [
        name for name, before in zip(kept.threads[1:], kept.threads, strict=False) if name != before
    ]
    assert changes[:3] == ["read-ahead", mine, "read-ahead"]
    assert kept.threads[1:].index(mine) in {ahead.TRIED, ahead.TRIED + 1}


def test_pages_are_read_ahead_to_the_end_where_that_is_worth_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "thread_time", count(0, 1_000).__next__)
    kept = Kept(1_000)

    indexes(kept.pages())

    assert set(kept.threads[1:]) == {"read-ahead"}


def ledger_of(store: Store, size: int) -> UUID:
    """A ledger with so many events, each third of them no ballot."""
    ledger = uuid4()
    with store.writing(ledger) as writing:
        writing.open(ledger.hex, 7)
        topics = (BallotCast.TOPIC, BallotCast.TOPIC, "other")
        rows = [Row(at, uuid4().bytes, 1, topics[at % 3], b"%d;" % at) for at in range(size)]
        writing.insert(rows, [], [], [])
    return ledger


def test_both_stores_give_the_same_pages_whether_they_read_ahead_or_not(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "JOINED_LEAST", 1)
    monkeypatch.setattr(paging, "CAUGHT_UP", 3)
    ledger = ledger_of(store, 203)
    rows = [(row.index, row.topic, row.state) for row in store.read(ledger)]

    ahead_of = list(store.pages(ledger))
    monkeypatch.setattr(ahead, "AHEAD", 10**6)
    in_turn = list(store.pages(ledger, until=202))

    for pages in (ahead_of, in_turn):
        assert [len(page) for page in pages] == [3, *[5] * 40]
        assert all(isinstance(page, JoinedPage) for page in pages[1:])
        assert [row for page in pages for row in rows_in(page)] == rows
        joined = [page for page in pages if isinstance(page, JoinedPage)]
        ballots = [state for index, topic, state in rows if topic != "other" and index > 2]
        assert b"".join(page.ballots for page in joined) == b"".join(ballots)


def test_a_page_with_a_gap_is_the_last_of_a_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "JOINED_LEAST", 1)
    monkeypatch.setattr(paging, "CAUGHT_UP", 0)
    with closing(SQLiteStore(tmp_path)) as store:
        ledger = ledger_of(store, 203)
        with store.datastore.transaction(commit=True) as cursor:
            cursor.execute("DELETE FROM event WHERE idx=37")

        found = indexes(store.pages(ledger))

    assert found == [at for at in range(40) if at != 37]


def test_a_fold_that_is_left_in_its_middle_leaves_nothing_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "CAUGHT_UP", 0)
    with closing(SQLiteStore(tmp_path)) as store:
        ledger = ledger_of(store, 203)
        pages = store.pages(ledger)
        next(pages)
        next(pages)

        del pages

        assert not reading_threads()
        store.datastore.empty_log()
        assert store.path.with_name(store.path.name + "-wal").stat().st_size == 0
