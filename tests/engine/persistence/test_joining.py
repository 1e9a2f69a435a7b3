"""Pages whose ballots the database has joined say what the same pages say row by row."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.events.base import Event
from engine.events.poll import BallotCast, ObjectionRaised, WrittenOpinionReceived
from engine.events.stretch import Stretch
from engine.persistence import ahead, joining, paging
from engine.persistence.codec import CommandMark, Envelope, Row, decode_row, encode_event
from engine.persistence.joining import JoinedPage, Page
from engine.persistence.sqlite_datastore import DurableConnectionPool
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.store import Store
from engine.persistence.stretches import parts_of, rows_of
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores

BALLOT, VOTERS = BallotCast.TOPIC, 12
NEVER = 10**9


def stored(event: Event, by: str = "local", **said: Any) -> bytes:
    """The bytes of an event."""
    mark = CommandMark("k", b"\0\xc1\xff" + b"f" * 13)
    envelope: Envelope[Any] = Envelope(v=1, at=10**15, by=by, cmd=mark, data=event, **said)
    return encode_event(event, envelope)


def cast(number: int) -> bytes:
    """A ballot of one of many members."""
    return stored(BallotCast(poll="P1", member=f"U{number}", ballot=Choice(("a",))))


def ledger_of(store: Store, kept: list[tuple[str, int, bytes]]) -> UUID:
    """A new ledger with events of these topics, versions in their streams, and bytes."""
    ledger = uuid4()
    with store.writing(ledger) as writing:
        writing.open(ledger.hex, 7)
        rows = [
            Row(at, uuid4().bytes, version, topic, state)
            for at, (topic, version, state) in enumerate(kept)
        ]
        writing.insert(rows, [], [], [])
    return ledger


@contextmanager
def joined_from(least: int) -> Iterator[None]:
    """Join whenever there are so many ballots on a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "JOINED_LEAST", least)
        patch.setattr(paging, "CAUGHT_UP", 0)
        yield


def joined(store: Store, ledger: UUID, **where: int) -> list[Page | JoinedPage]:
    """The ledger's pages, joined wherever they can be."""
    with joined_from(1):
        return list(store.pages(ledger, **where))


def plain(store: Store, ledger: UUID, **where: int) -> list[Page]:
    """The same, row by row."""
    with joined_from(NEVER):
        return [list(page) for page in store.pages(ledger, **where)]  # type: ignore[arg-type]


NAMES = st.sampled_from(
    ["local", "Nguyễn Thị Ánh", "Đỗ Quyên", "Khối thi đua số 3", "a\0b", "Ô" * 40]
)
MEMBERS = st.integers(0, VOTERS).map("U{}".format)
POLLS = st.sampled_from(["P1", "P2", "P3"])
OPTIONS = st.sampled_from("abc")
BALLOTS: st.SearchStrategy[Ballot] = st.one_of(
    OPTIONS.map(lambda option: Choice((option,))),
    st.sampled_from([0, 193]).map(lambda points: Scores((("a", points),))),
    st.permutations("abc").map(lambda order: Ranking(tuple((each,) for each in order))),
    st.sampled_from([Opinions((("a", "for"),)), Opinions((("a", "against"), ("b", "for")))]),
)
FIRST = st.builds(BallotCast, poll=POLLS, member=MEMBERS, ballot=BALLOTS)
CHANGE = st.builds(BallotCast, poll=POLLS, member=MEMBERS, ballot=BALLOTS, was=BALLOTS)
OPINION = st.builds(WrittenOpinionReceived, poll=POLLS, member=MEMBERS, ballot=BALLOTS)
BYTES = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from([0x00, 0x80, 0xC1, 0xDD, 0xFF, 0x2C]), max_size=20).map(bytes),
)
"""What no event is: bytes with zeros, bytes that are no UTF-8, and none at all."""
EVENTS = st.one_of(
    *[st.builds(lambda event, by: (BALLOT, 1, stored(event, by)), FIRST, NAMES)] * 6,
    st.builds(lambda event, by: (BALLOT, 2, stored(event, by)), CHANGE, NAMES),
    st.builds(lambda event, version: (BALLOT, version, stored(event)), CHANGE | FIRST, st.just(3)),
    st.builds(lambda event: (WrittenOpinionReceived.TOPIC, 1, stored(event)), OPINION),
)
SPOILT = st.tuples(st.sampled_from([BALLOT, ObjectionRaised.TOPIC]), st.integers(1, 2), BYTES)


def told(page: Page | JoinedPage) -> Iterator[tuple[int, str, bytes]]:
    """The rows of a page's parts, each stretch held to what its rows say one by one."""
    for part in parts_of(page):
        if not isinstance(part, Stretch):
            yield from part
            continue
        rows = rows_of(page, part)
        said: dict[str, list[tuple[str, Ballot]]] = {}
        last: dict[str, int] = {}
        for index, topic, state in rows:
            event = decode_row(Row(index, b"", 0, topic, state)).event
            assert isinstance(event, BallotCast)
            assert event.was is None
            said.setdefault(event.poll, []).append((event.member, event.ballot))
            last[event.poll] = index
        assert (rows[0][0], rows[-1][0]) == (part.first, part.index)
        assert {
            each.poll: [
                (member, each.kinds[ballot])
                for member, ballot in zip(each.members, each.ballots, strict=True)
            ]
            for each in part.polls
        } == said
        assert {each.poll: each.index for each in part.polls} == last
        yield from rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    kept=st.lists(EVENTS, min_size=1, max_size=40),
    spoilt=st.lists(SPOILT, max_size=2),
    data=st.data(),
)
def test_joined_and_row_by_row_a_page_says_the_same(
    store: Store,
    kept: list[tuple[str, int, bytes]],
    spoilt: list[tuple[str, int, bytes]],
    data: st.DataObject,
) -> None:
    for each in spoilt:
        kept.insert(data.draw(st.integers(0, len(kept))), each)
    ledger = ledger_of(store, kept)
    after = data.draw(st.integers(-1, len(kept) - 1))

    found, rows = joined(store, ledger, after=after), plain(store, ledger, after=after)

    for page, same in zip(found, rows, strict=True):
        first = [state for index, topic, state in same if kept[index][:2] == (BALLOT, 1)]
        assert isinstance(page, JoinedPage) == bool(first)
        if isinstance(page, JoinedPage):
            assert page.ballots == b"".join(first)
            assert (page.first, page.count) == (after + 1, len(first))
            assert list(page.rows()) == same
            assert len(page) == len(same)
        assert list(told(page)) == list(told(same)) == same


def test_only_the_pages_after_the_first_and_with_enough_ballots_are_joined(store: Store) -> None:
    first, least = paging.CAUGHT_UP, joining.JOINED_LEAST
    ledger = ledger_of(store, [(BALLOT, 1, cast(at)) for at in range(first + least)])

    whole, shorter, tail = (
        [(len(page), isinstance(page, JoinedPage)) for page in store.pages(ledger, after=after)]
        for after in (-1, 0, least - 1)
    )

    assert whole == [(first, False), (least, True)]
    assert shorter == [(first, False), (least - 1, False)]
    assert tail == [(first, False)]


def test_pages_that_are_joined_follow_each_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "IN_TURN", 5)
    monkeypatch.setattr(ahead, "AHEAD", 5)
    ledger = ledger_of(store, [(BALLOT, 1 + (at == 7), cast(at)) for at in range(13)])

    found = joined(store, ledger)
    between = joined(store, ledger, after=3, until=8)

    assert [[row[0] for row in told(page)] for page in found] == [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
        [10, 11, 12],
    ]
    assert [[row[0] for row in told(page)] for page in between] == [[4, 5, 6, 7, 8]]
    assert joined(store, ledger, after=12) == joined(store, ledger, after=4, until=4) == []


def test_what_was_appended_since_is_not_among_the_rows_of_a_page(store: Store) -> None:
    ledger = ledger_of(store, [(BALLOT, 1, cast(at)) for at in range(5)])
    (page,) = joined(store, ledger)

    with store.writing(ledger) as writing:
        writing.insert([Row(5, uuid4().bytes, 1, BALLOT, cast(5))], [], [], [])

    assert isinstance(page, JoinedPage)
    assert [row[0] for row in page.rows()] == [0, 1, 2, 3, 4]


def turned(found: list[str]) -> list[str]:
    """The other way round."""
    return found[::-1]


def exchanged(found: list[str]) -> list[str]:
    """Two beside each other have changed places."""
    return [*found[:3], found[4], found[3], *found[5:]]


def shuffled(found: list[str]) -> list[str]:
    """In some order."""
    return random.Random(5).sample(found, len(found))


def shorter(found: list[str]) -> list[str]:
    """One is missing."""
    return [*found[:3], *found[4:]]


def twice(found: list[str]) -> list[str]:
    """One stands in the place of another."""
    return [*found[:3], found[4], *found[4:]]


@pytest.mark.parametrize("disorder", [turned, exchanged, shuffled, shorter, twice])
@pytest.mark.parametrize("others", [0, 2], ids=["ballots-alone", "others-between"])
def test_an_order_that_sqlite_does_not_keep_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    disorder: Callable[[list[Any]], list[Any]],
    others: int,
) -> None:
    class Concatenated:
        """An aggregate as the manual allows it: in any order."""

        def __init__(self) -> None:
            self.found: list[Any] = []

        def step(self, value: Any, _: str = ",") -> None:
            self.found.append(value)

        def finalize(self) -> Any:
            found = disorder(self.found)
            if isinstance(found[0], bytes):
                return b"".join(found)
            return ",".join(map(str, found))

    opened = DurableConnectionPool.opened

    def disordered(pool: DurableConnectionPool) -> sqlite3.Connection:
        connection = opened(pool)
        for arguments in (1, 2):
            connection.create_aggregate("group_concat", arguments, Concatenated)
        return connection

    kept = [(BALLOT, 1, cast(at)) for at in range(20)]
    kept[9 : 9 + others] = [(ObjectionRaised.TOPIC, 1, b"other")] * others
    store = SQLiteStore(tmp_path)
    ledger = ledger_of(store, kept)
    (sound,) = joined(store, ledger)
    store.close()
    monkeypatch.setattr(DurableConnectionPool, "opened", disordered)
    store = SQLiteStore(tmp_path)

    (page,) = joined(store, ledger)
    (rows,) = plain(store, ledger)
    store.close()

    assert isinstance(sound, JoinedPage)
    assert not isinstance(page, JoinedPage)
    assert list(page) == rows
    assert [(topic, state) for _, topic, state in page] == [(each[0], each[2]) for each in kept]


@pytest.mark.parametrize("gone", [0, 4, 9, 20], ids=["first", "other", "ballot", "last-of-all"])
def test_a_page_with_a_gap_is_read_row_by_row(tmp_path: Path, gone: int) -> None:
    store = SQLiteStore(tmp_path)
    kept = [(BALLOT, 1, cast(at)) for at in range(20)]
    kept[3:6] = [(ObjectionRaised.TOPIC, 1, b"other")] * 3
    kept.append((ObjectionRaised.TOPIC, 1, b"other"))
    ledger = ledger_of(store, kept)
    with store.datastore.transaction(commit=True) as cursor:
        cursor.execute("DELETE FROM event WHERE idx=?", (gone,))

    (page,) = joined(store, ledger)
    rows = page.rows() if isinstance(page, JoinedPage) else page
    store.close()

    assert isinstance(page, JoinedPage) == (gone == 20)
    assert [row[0] for row in rows] == [at for at in range(21) if at != gone]


def test_a_page_longer_than_sqlite_takes_is_read_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = DurableConnectionPool.opened

    def narrow(pool: DurableConnectionPool) -> sqlite3.Connection:
        connection = opened(pool)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000)
        return connection

    monkeypatch.setattr(DurableConnectionPool, "opened", narrow)
    store = SQLiteStore(tmp_path)
    ledger = ledger_of(store, [(BALLOT, 1, cast(at)) for at in range(20)])

    (page,) = joined(store, ledger)
    store.close()

    assert not isinstance(page, JoinedPage)
    assert len(page) == 20


def test_bytes_that_are_not_as_many_ballots_as_were_joined_are_read_row_by_row() -> None:
    rows: Page = [(at, BALLOT, cast(at)) for at in range(8)]
    states = b"".join(state for _, _, state in rows)
    page = JoinedPage(first=0, count=8, ballots=states, others=(), rows=lambda: rows)
    other = [states[:-1], states + b"\x01", states[: len(states) // 2], states * 2, b""]

    for ballots in (states, *other):
        found = msgspec.structs.replace(page, ballots=ballots)

        assert list(told(found)) == rows


def test_ballots_that_hold_the_byte_between_them_are_a_stretch_too() -> None:
    points = Scores((("a", 0xC1),))
    rows: Page = [
        (at, BALLOT, stored(BallotCast(poll="P1", member=f"U{at}", ballot=points)))
        for at in range(8)
    ]

    (stretch,) = parts_of(rows)

    assert isinstance(stretch, Stretch)
    assert list(stretch.polls[0].kinds.values()) == [points]
    assert stretch.polls[0].ballots == list(stretch.polls[0].kinds) * 8
