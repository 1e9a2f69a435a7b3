"""A server looks for the next page while one is folded, and is left in order whatever happens."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from uuid import UUID, uuid4

import psycopg
import pytest

from engine.errors.ledger import StoreUnavailable
from engine.events.poll import BallotCast
from engine.persistence import ahead, joining, paging
from engine.persistence.ahead import Log, ask_on
from engine.persistence.codec import Row
from engine.persistence.joining import JoinedPage, Page, Pages, Spans
from engine.persistence.postgres_datastore import CONNECTIONS_MAX
from engine.persistence.postgres_store import PostgresStore


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of five events, all of them joined."""
    monkeypatch.setattr(ahead, "IN_TURN", 5)
    monkeypatch.setattr(joining, "JOINED_LEAST", 1)
    monkeypatch.setattr(paging, "CAUGHT_UP", 0)


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    with closing(PostgresStore(postgres_database)) as opened:
        yield opened


def ledger_of(store: PostgresStore, size: int) -> UUID:
    """A new ledger of so many events, every seventh of which is no ballot."""
    ledger = uuid4()
    with store.writing(ledger) as writing:
        writing.open(ledger.hex, 7)
        rows = [
            Row(at, uuid4().bytes, 1, "other" if at % 7 == 0 else BallotCast.TOPIC, b"s%d" % at)
            for at in range(size)
        ]
        writing.insert(rows, [], [(b"d" * 32, b"content")], [])
    return ledger


def indexes(pages: Iterator[Page | JoinedPage]) -> list[int]:
    """The indexes of all their rows."""
    return [
        row[0] for page in pages for row in (page.rows() if isinstance(page, JoinedPage) else page)
    ]


def test_the_next_page_is_asked_for_before_one_is_handed_over() -> None:
    said: list[str] = []

    @contextmanager
    def begun(spans: Spans) -> Iterator[Callable[[], Pages]]:
        ((after, until),) = spans
        said.append(f"ask {after + 1}")

        def read() -> Pages:
            said.append(f"take {after + 1}")
            return [[(at, "t", b"") for at in range(after + 1, min(until, 11) + 1)]]

        yield read

    for page in ask_on(Log(begun, after=-1, last=10**9)):
        said.append(f"fold {indexes(iter([page]))}")

    assert said == [
        "ask 0",
        "take 0",
        "ask 5",
        "fold [0, 1, 2, 3, 4]",
        "take 5",
        "ask 10",
        "fold [5, 6, 7, 8, 9]",
        "take 10",
        "fold [10, 11]",
    ]


@pytest.mark.parametrize("size", [1, 4, 5, 6, 10, 11, 43])
@pytest.mark.parametrize("until", [None, 3, 9, 10])
def test_every_event_comes_once_and_in_order(
    store: PostgresStore, size: int, until: int | None
) -> None:
    ledger = ledger_of(store, size)

    found = indexes(store.pages(ledger, until=until))

    assert found == list(range(size))[: None if until is None else until + 1]


def test_a_fold_sees_what_was_committed_when_its_page_was_asked_for(store: PostgresStore) -> None:
    ledger = ledger_of(store, 12)
    pages = store.pages(ledger)
    next(pages)

    with store.writing(ledger) as writing:
        more = [Row(at, uuid4().bytes, 1, "other", b"more") for at in range(12, 14)]
        writing.insert(more, [], [], [])

    assert indexes(pages) == list(range(5, 14))


def test_as_many_folds_as_like_read_on_and_get_content_between_their_pages(
    store: PostgresStore,
) -> None:
    """Each that holds a connection may want a second one: they must not wait for each other."""
    ledger = ledger_of(store, 43)
    folds = [store.pages(ledger) for _ in range(2 * CONNECTIONS_MAX)]
    for fold in folds:
        next(fold)

    assert store.content(ledger, b"d" * 32) == b"content"
    assert [indexes(fold) for fold in folds] == [list(range(5, 43))] * len(folds)


def test_a_fold_that_is_left_gives_its_connection_back(store: PostgresStore) -> None:
    ledger = ledger_of(store, 43)

    for _ in range(2 * CONNECTIONS_MAX):
        assert len(list(islice(store.pages(ledger), 2))) == 2

    assert indexes(store.pages(ledger)) == list(range(43))
    free = store.datastore.pool.get_stats()
    assert free["pool_available"] == free["pool_size"]


def test_a_server_that_ends_the_connection_between_two_pages_is_said_to_be_gone(
    store: PostgresStore, postgres_database: str
) -> None:
    ledger = ledger_of(store, 43)
    pages = store.pages(ledger)
    next(pages)

    with psycopg.connect(postgres_database, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname=current_database() AND pid<>pg_backend_pid()"
        )

    with pytest.raises(StoreUnavailable):
        indexes(pages)
    assert indexes(store.pages(ledger)) == list(range(43))
