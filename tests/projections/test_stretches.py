"""Stretches of ballots folded at once come to what one ballot after the other comes to."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, TypeAlias
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.house import House
from engine.commands.member import ChangeWeight
from engine.errors.ledger import EventNotFolded
from engine.events.base import Event
from engine.events.poll import BallotCast, ObjectionRaised
from engine.events.stretch import Stretch
from engine.persistence import ahead, joining, paging
from engine.persistence.codec import CommandMark, Envelope, Row, encode_event
from engine.persistence.joining import JoinedPage, Page
from engine.persistence.reading import fold_in_pages
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.stretches import parts_of
from engine.rules.ballots import Choice
from projections.state import State, digest, fold_pages, fold_rows, fold_stretch
from tests.engine.persistence.small_season import opening, poll, season

POLLS = ("P1", "P2", "P3")
MEMBERS = tuple(f"U{number}" for number in range(1, 9))


class Begun(msgspec.Struct, frozen=True):
    """Rows of a ledger whose polls are open, and its contents."""

    rows: list[Row]
    content: Callable[[bytes], bytes]

    @property
    def next(self) -> int:
        return len(self.rows)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """Members of two weights, and polls that are open all at once."""
    with House(tmp_path_factory.mktemp("stretches")) as house:
        house.open_ledger(opening("stretches"), key="open")
        commands = [
            *season(len(MEMBERS))[1:],
            ChangeWeight(member="U3", weight=5, reason="by size"),
            *(poll(each, "change-of-mind") for each in POLLS),
        ]
        for number, command in enumerate(commands):
            house.carry_out("stretches", command, key=str(number))
        ledger = house.id_of("stretches")
        contents = dict(_contents(house))
        return Begun(list(house.store.read(ledger)), contents.__getitem__)


def _contents(house: House) -> list[tuple[bytes, bytes]]:
    with house.store.datastore.transaction(commit=False) as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT digest, data FROM content")
        found: list[tuple[bytes, bytes]] = cursor.fetchall()
        return found


def row(index: int, event: Event, **said: Any) -> Row:
    """An event as the store keeps it."""
    envelope: Envelope[Any] = Envelope(
        v=1,
        at=10**15 + index,
        by="local",
        cmd=CommandMark(f"k{index}", b"f" * 16),
        data=event,
        **said,
    )
    version = 1 if getattr(event, "was", None) is None else 2
    return Row(index, index.to_bytes(16), version, event.TOPIC, encode_event(event, envelope))


def cast(poll: str, member: str, mark: str = "a", was: str | None = None) -> BallotCast:
    """A ballot."""
    before = None if was is None else Choice((was,))
    return BallotCast(poll=poll, member=member, ballot=Choice((mark,)), was=before)


def paged(rows: Sequence[Row], size: int = 2_000) -> Sequence[Page]:
    """The rows in pages of this size."""
    plain = [(each.index, each.topic, each.state) for each in rows]
    return [plain[at : at + size] for at in range(0, len(plain), size)]


Reading: TypeAlias = Callable[[Sequence[Row], int], Sequence[Page | JoinedPage]]


@pytest.fixture(scope="module", params=["rows", "joined"])
def read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reading]:
    """Rows as pages: one by one, or as a store hands them out that has joined their ballots."""
    if request.param == "rows":
        yield paged
        return
    with (
        closing(SQLiteStore(tmp_path_factory.mktemp("joined"))) as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(joining, "JOINED_LEAST", 1)
        patch.setattr(paging, "CAUGHT_UP", 0)

        def joined(rows: Sequence[Row], size: int) -> Sequence[Page | JoinedPage]:
            ledger = uuid4()
            with store.writing(ledger) as writing:
                writing.open(ledger.hex, 7)
                streams = {each.stream: uuid4().bytes for each in rows}
                writing.insert(
                    [msgspec.structs.replace(each, stream=streams[each.stream]) for each in rows],
                    [],
                    [],
                    [],
                )
            patch.setattr(ahead, "IN_TURN", size)
            patch.setattr(ahead, "AHEAD", size)
            found = list(store.pages(ledger))
            first = any(each.topic == BallotCast.TOPIC and each.version == 1 for each in rows)
            assert any(isinstance(page, JoinedPage) for page in found) == first
            return found

        yield joined


VOTES = st.lists(
    st.tuples(st.sampled_from(POLLS), st.sampled_from(MEMBERS), st.sampled_from("abc")),
    max_size=40,
)


@given(votes=VOTES, size=st.integers(1, 50), break_at=st.integers(0, 60))
def test_a_history_of_ballots_folds_the_same_in_stretches(
    begun: Begun, read: Reading, votes: list[tuple[str, str, str]], size: int, break_at: int
) -> None:
    rows = list(begun.rows)
    newest: dict[tuple[str, str], str] = {}
    for at, (name, member, mark) in enumerate(votes):
        if at == break_at:
            rows.append(row(len(rows), ObjectionRaised(poll=name, member=member)))
        rows.append(row(len(rows), cast(name, member, mark, newest.get((name, member)))))
        newest[name, member] = mark

    one_by_one, at_once = State(), State()
    fold_rows(one_by_one, rows, begun.content)
    fold_pages(at_once, read(rows, size), begun.content)

    assert at_once == one_by_one
    assert digest(at_once) == digest(one_by_one)


def test_first_ballots_are_read_as_one_stretch_and_changes_cut_it(begun: Begun) -> None:
    first = begun.next
    events = [cast("P1", member) for member in MEMBERS]
    events[4:4] = [cast("P1", "U1", "b", "a")]
    rows = [row(first + at, event) for at, event in enumerate(events)]

    (page,) = paged(rows)
    before, change, after = parts_of(page)

    assert isinstance(before, Stretch)
    assert isinstance(after, Stretch)
    assert change == page[4:5]
    assert (before.first, before.index) == (first, first + 3)
    assert (after.first, after.index) == (first + 5, first + 8)


def mixed(state: bytes) -> bytes:
    """Bytes of a ballot that no version has."""
    return state.replace(b"\xa4poll\xa2P1", b"\xa4pool\xa2P1")


def newer(state: bytes) -> bytes:
    """Bytes of a version that is not known."""
    assert state.endswith(b"\xa1v\x01")
    return state[:-1] + b"\x02"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda state: state[:-1], id="cut-short"),
        pytest.param(lambda state: state + b"\x01", id="too-long"),
        pytest.param(mixed, id="another-field"),
        pytest.param(newer, id="another-version"),
        pytest.param(
            lambda state: state.replace(b"choice", b"chance"), id="another-kind-of-ballot"
        ),
        pytest.param(lambda state: state.replace(b"U6", b"X6"), id="nobody-on-the-roll"),
        pytest.param(lambda state: state.replace(b"P1", b"P9"), id="a-poll-that-never-was"),
    ],
)
def test_the_row_that_cannot_be_folded_is_named_whatever_stretch_it_is_in(
    begun: Begun, read: Reading, spoil: Callable[[bytes], bytes]
) -> None:
    rows = [*begun.rows, *(row(begun.next + at, cast("P1", who)) for at, who in enumerate(MEMBERS))]
    wrong = begun.next + 5
    rows[wrong] = msgspec.structs.replace(rows[wrong], state=spoil(rows[wrong].state))

    with pytest.raises(EventNotFolded) as one_by_one:
        fold_rows(State(), rows, begun.content)
    state = State()
    with pytest.raises(EventNotFolded) as at_once:
        fold_pages(state, read(rows, 2_000), begun.content)

    assert at_once.value.facts == one_by_one.value.facts
    assert at_once.value.facts["index"] == wrong
    assert state.index == wrong - 1


def test_ballots_cast_for_another_fold_in_a_stretch_too(begun: Begun) -> None:
    rows = [
        row(begun.next + at, cast("P2", who), acting_for=who, on=5, second="ada")
        for at, who in enumerate(MEMBERS)
    ]

    (stretch,) = parts_of(paged(rows)[0])

    assert isinstance(stretch, Stretch)
    assert stretch.polls[0].members == list(MEMBERS)


def test_rows_with_a_gap_between_them_are_no_stretch(begun: Begun) -> None:
    rows = [row(begun.next + 2 * at, cast("P1", who)) for at, who in enumerate(MEMBERS)]

    (page,) = paged(rows)

    assert list(parts_of(page)) == [page]


def test_a_roll_that_many_polls_share_is_fetched_once(begun: Begun) -> None:
    asked: list[bytes] = []

    def content(digest: bytes) -> bytes:
        asked.append(digest)
        return begun.content(digest)

    opened = [each for each in begun.rows if each.topic == "rulebook-adopted"]
    again = [msgspec.structs.replace(opened[0], index=at) for at in range(3)]
    fold_in_pages(paged(again), content, lambda _: None, lambda _: False)

    assert len(asked) == 1


def test_a_stretch_of_nobody_changes_nothing() -> None:
    rows = [row(at, cast("P1", f"U{at}")) for at in range(5)]
    (stretch,) = parts_of(paged(rows)[0])
    state = State()

    assert isinstance(stretch, Stretch)
    assert not fold_stretch(state, stretch)
    assert state == State()
