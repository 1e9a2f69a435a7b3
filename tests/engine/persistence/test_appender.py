"""One turn at a ledger: whatever fails, everybody is told the truth and nothing is half stored."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.commands.base import Decision, content_ref, decided
from engine.errors.ledger import LedgerNotFound, StoreDamaged, StoreUnavailable
from engine.errors.values import ContentTooLarge, EventTooLarge
from engine.events.season import RulebookAdopted
from engine.persistence import appender as appending
from engine.persistence.appender import Appender
from engine.persistence.batch import Batch
from engine.persistence.codec import Row, encode, open_envelope
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.sqlite_writing import SQLiteWriting
from engine.persistence.store import AppendBroken, Store, Writing
from engine.persistence.work import Answer, Verdict
from engine.rules.rulebook import Rulebook
from tests.engine.persistence.notes import LEDGER, Notes, Noting, note, opened, refuse, work

LOST = StoreUnavailable(store="s", reason="connection lost")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    opened = SQLiteStore(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def noting() -> Noting:
    return Noting()


@pytest.fixture
def appender(store: SQLiteStore, noting: Noting) -> Appender:
    return begun(store, noting)


def begun(store: Store, noting: Noting, clock: Sequence[int] = (5,)) -> Appender:
    """An appender with the ledger open. The last time of the clock goes on for ever."""
    times = list(clock)
    appender = Appender(store, noting, clock=lambda: times.pop(0) if times[1:] else times[0])
    append(appender, "open")
    return appender


def append(appender: Appender, *commands: Any, keys: Sequence[str] = ()) -> list[Answer]:
    names = keys or [str(command) for command in commands]
    works = [work(command, key) for command, key in zip(commands, names, strict=True)]
    return appender.append(LEDGER, works)


def verdict(first: int, count: int = 1, *, repeated: bool = False) -> Verdict:
    return Verdict(ledger=LEDGER, first=first, count=count, repeated=repeated)


def stored(store: Store) -> list[str]:
    return [row.topic for row in store.read(LEDGER)]


def test_a_bug_in_one_decision_spoils_nobody_elses(appender: Appender, store: SQLiteStore) -> None:
    bug = KeyError("bug")

    answers = append(appender, "a", refuse(bug), "b")

    assert answers == [verdict(1), bug, verdict(2)]
    assert len(stored(store)) == 3


def test_a_command_is_stored_whole_or_not_at_all(appender: Appender, store: SQLiteStore) -> None:
    def two_notes(state: Notes, batch: Batch) -> Decision:
        return decided(note("first"), note("x" * 66_000))

    answers = append(appender, two_notes, "b")

    assert isinstance(answers[0], EventTooLarge)
    assert answers[1] == verdict(1)
    assert len(stored(store)) == 2


def test_content_above_the_limit_is_refused(
    appender: Appender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.persistence.batch.CONTENT_BYTES_MAX", 3)

    answers = append(appender, lambda *_: decided(note("n"), contents=(b"1234",)))

    assert isinstance(answers[0], ContentTooLarge)
    assert answers[0].facts == {"size": 4, "size_max": 3}


def test_a_ledger_begins_with_its_opening(store: SQLiteStore, noting: Noting) -> None:
    appender = Appender(store, noting, clock=lambda: 5)

    answers = append(appender, "too early", "open", "in time")

    assert isinstance(answers[0], LedgerNotFound)
    assert answers[1:] == [verdict(0), verdict(1)]


def test_a_decision_without_events_stores_nothing_and_is_not_remembered(
    appender: Appender, store: SQLiteStore
) -> None:
    answers = append(appender, lambda *_: decided(), keys=["k"])

    assert answers == [verdict(1, 0)]
    assert append(appender, "a", keys=["k"]) == [verdict(1)]


def test_an_event_that_cannot_be_folded_is_not_stored_and_the_others_are(
    appender: Appender, store: SQLiteStore
) -> None:
    answers = append(appender, "a", "cannot be folded", "b", "cannot be folded", keys=list("1234"))

    assert [type(answer) for answer in answers] == [
        Verdict,
        ArithmeticError,
        Verdict,
        ArithmeticError,
    ]
    assert stored(store) == ["ledger-opened", "movement-launched", "movement-launched"]
    assert append(appender, "c") == [verdict(3)]


def test_a_batch_of_nothing_that_can_be_folded_stores_nothing(
    appender: Appender, store: SQLiteStore
) -> None:
    answers = append(appender, "cannot be folded")

    assert [type(answer) for answer in answers] == [ArithmeticError]
    assert stored(store) == ["ledger-opened"]


def test_time_never_goes_back_in_a_ledger(store: SQLiteStore, noting: Noting) -> None:
    appender = begun(store, noting, clock=(50, 40, 60))

    append(appender, "a")
    append(appender, "b")

    assert [open_envelope(row).at for row in store.read(LEDGER)] == [50, 50, 60]


def test_what_other_processes_appended_is_folded_before_deciding(
    appender: Appender, store: SQLiteStore
) -> None:
    other = Appender(store, Noting(), clock=lambda: 5)
    append(other, "from elsewhere")
    looking = Looking("here")

    append(appender, looking)

    assert looking.seen == ["from elsewhere"]


def test_a_long_way_is_caught_up_without_holding_the_lock(
    appender: Appender, store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Appender(store, Noting(), clock=lambda: 5)
    append(other, *(f"n{number}" for number in range(30)))
    monkeypatch.setattr(appending, "BEHIND_MAX", 10)
    under_lock: list[int] = []

    def noted(writing: SQLiteWriting, after: int) -> Iterator[Row]:
        for row in read(writing, after):
            under_lock.append(row.index)
            yield row

    read = SQLiteWriting.read
    monkeypatch.setattr(SQLiteWriting, "read", noted)

    assert append(appender, "here") == [verdict(31)]
    assert under_lock == [30], "the one up to which it is folded, to be compared"


def test_an_older_copy_put_in_place_is_folded_from_its_beginning(
    appender: Appender, store: SQLiteStore, noting: Noting
) -> None:
    append(appender, "a", "b")
    with store.datastore.transaction(commit=True) as cursor:
        cursor.execute("DELETE FROM event WHERE idx > 0")
        cursor.execute("DELETE FROM command WHERE first > 0")
        cursor.execute("UPDATE ledger SET size=1")
    looking = Looking("c")

    answers = append(appender, looking)

    assert (answers, looking.seen) == ([verdict(1)], [])


def test_a_missing_index_stops_the_ledger(appender: Appender, store: SQLiteStore) -> None:
    append(appender, "a", "b")
    with store.datastore.transaction(commit=True) as cursor:
        cursor.execute("DELETE FROM event WHERE idx = 2")

    (answer,) = append(appender, "c")

    assert isinstance(answer, StoreDamaged)


def test_the_states_least_in_use_are_given_up(
    store: SQLiteStore, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appending, "STATES_MAX", 2)
    appender = Appender(store, noting, clock=lambda: 5)
    for number in (1, 2, 3):
        appender.append(UUID(int=number), [work("open")])
    noting.begun = noting.folded = 0

    for number in (3, 2, 1):
        appender.append(UUID(int=number), [work("more")])

    assert noting.begun == 1  # the first was given up and is folded again
    assert noting.folded == 3 + 1


class Looking:
    """A command that remembers the notes it saw when it was decided."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen: list[str] = []

    def __call__(self, state: Notes, _: Batch) -> Decision:
        self.seen = list(state.notes)
        return decided(note(self.text))


class Losing:
    """A store that loses the word that a commit is durable, or the commit itself."""

    def __init__(self, store: SQLiteStore, *, times: int, before: bool = False) -> None:
        self.store = store
        self.times = times
        self.before = before

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def writing(self, ledger: UUID) -> Iterator[Writing]:
        with self.store.writing(ledger) as writing:
            yield writing
            if self.times and self.before:
                self.times -= 1
                raise AppendBroken(LOST)
        if self.times:
            self.times -= 1
            raise AppendBroken(LOST)


@pytest.mark.parametrize("before", [False, True], ids=["after-the-commit", "before-it"])
def test_a_lost_word_is_asked_for_again(store: SQLiteStore, noting: Noting, before: bool) -> None:
    appender = begun(store, noting)
    losing = Losing(store, times=1, before=before)

    answers = append(Appender(losing, Noting(), clock=lambda: 5), "a", "b")

    assert answers == [verdict(1, repeated=not before), verdict(2, repeated=not before)]
    assert len(stored(store)) == 3
    assert append(appender, "c") == [verdict(3)]


def test_whoever_may_have_been_recorded_is_told_so(store: SQLiteStore, noting: Noting) -> None:
    begun(store, noting)
    losing = Losing(store, times=2)
    appender = Appender(losing, Noting(), clock=lambda: 5)

    answers = append(appender, "a", "b")

    for answer in answers:
        assert isinstance(answer, StoreUnavailable)
        assert answer.facts == {"store": "s", "reason": "connection lost", "recorded": "unknown"}
    assert append(appender, "a", "b") == [verdict(1, repeated=True), verdict(2, repeated=True)]


@pytest.mark.parametrize(
    ("error", "recorded"),
    [
        pytest.param(StoreUnavailable(store="s", reason="no room"), "unknown", id="refusal"),
        pytest.param(MemoryError(), None, id="other"),
    ],
)
def test_a_second_try_that_cannot_begin_leaves_the_first_unknown(
    store: SQLiteStore,
    noting: Noting,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    recorded: str | None,
) -> None:
    begun(store, noting)
    losing = Losing(store, times=1)
    first_try = losing.writing

    def writing(ledger: UUID) -> Any:
        if losing.times:
            return first_try(ledger)
        raise error

    monkeypatch.setattr(losing, "writing", writing)
    (answer,) = append(Appender(losing, Noting(), clock=lambda: 5), "a")

    assert type(answer) is type(error)
    assert getattr(answer, "facts", {}).get("recorded") == recorded


def test_a_failed_commit_is_told_to_all_and_the_state_is_folded_again(
    appender: Appender, store: SQLiteStore, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = StoreUnavailable(store="s", reason="disk is full")
    whole = store.writing

    @contextmanager
    def failing(ledger: UUID) -> Iterator[Writing]:
        with whole(ledger) as writing:
            yield writing
            raise full

    with monkeypatch.context() as patched:
        patched.setattr(store, "writing", failing)
        assert append(appender, "a", "b") == [full, full]
    looking = Looking("c")
    answers = append(appender, looking)

    assert (answers, looking.seen) == ([verdict(1)], [])
    assert len(stored(store)) == 2


def test_content_of_the_batch_and_of_the_store_is_found_by_later_events(
    appender: Appender, store: SQLiteStore
) -> None:
    data = encode(Rulebook(id="r", title="R"))

    def adopt(*contents: bytes) -> Any:
        event = RulebookAdopted(version=1, title="R", content=content_ref(data))
        return lambda *_: decided(event, contents=contents)

    in_one_batch = append(appender, adopt(data), adopt(), keys=["1", "2"])
    later = append(appender, adopt(), keys=["3"])

    assert [*in_one_batch, *later] == [verdict(1), verdict(2), verdict(3)]
    assert store.content(LEDGER, content_ref(data).digest) == data


def test_opening_is_an_event_like_another_once_open(appender: Appender) -> None:
    answers = append(appender, lambda *_: decided(opened(LEDGER)))

    assert answers == [verdict(1)]
