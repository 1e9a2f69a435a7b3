"""The queues: everybody in turn, nobody for ever, and nothing left waiting at the end."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from statistics import median
from uuid import UUID

import pytest

from engine.commands.base import Decision, decided
from engine.errors.ledger import EventNotFolded, QueueFull, StoreUnavailable
from engine.persistence import writer as writing
from engine.persistence.batch import Batch
from engine.persistence.promise import Promise
from engine.persistence.sqlite_store import SQLiteStore
from engine.persistence.writer import Writer
from tests.engine.persistence.notes import LEDGER, Notes, Noting, note, refuse, work

OTHER = UUID(int=43)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    opened = SQLiteStore(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def writer(store: SQLiteStore) -> Iterator[Writer]:
    opened = Writer(store, Noting(), clock=lambda: 5, waiting_max=5)
    opened.submit(LEDGER, work("open")).result(timeout=60)
    yield opened
    opened.close()


class Held:
    """A command whose decision waits until it is let go."""

    def __init__(self, text: str = "held") -> None:
        self.text = text
        self.begun = threading.Event()
        self.free = threading.Event()

    def __call__(self, *_: object) -> Decision:
        self.begun.set()
        assert self.free.wait(60)
        return decided(note(self.text))


@pytest.fixture
def held(writer: Writer) -> Iterator[Held]:
    """The writer is busy with a command until this is let go."""
    command = Held()
    writer.submit(LEDGER, work(command, "held"))
    assert command.begun.wait(60)
    yield command
    command.free.set()


def test_a_refusal_comes_from_the_future(writer: Writer) -> None:
    future = writer.submit(LEDGER, work(refuse(KeyError("no"))))

    with pytest.raises(KeyError):
        future.result(timeout=60)


def test_too_many_waiting_commands_are_refused_at_once(writer: Writer, held: Held) -> None:
    waiting = [writer.submit(LEDGER, work(str(number))) for number in range(5)]

    with pytest.raises(QueueFull) as refusal:
        writer.submit(LEDGER, work("one too many"))
    held.free.set()

    assert refusal.value.facts == {"waiting_max": 5}
    assert [future.result(timeout=60).first for future in waiting] == [2, 3, 4, 5, 6]
    assert writer.submit(LEDGER, work("room again")).result(timeout=60).first == 7


def test_a_busy_ledger_does_not_shut_out_another(store: SQLiteStore) -> None:
    writer = Writer(store, Noting(), clock=lambda: 5, waiting_max=128)
    for ledger in (LEDGER, OTHER):
        writer.submit(ledger, work("open")).result(timeout=60)
    held = Held()
    writer.submit(LEDGER, work(held, "held"))
    assert held.begun.wait(60)
    busy = [writer.submit(LEDGER, work(str(number))) for number in range(128)]

    with pytest.raises(QueueFull):
        writer.submit(LEDGER, work("one too many"))
    others = [writer.submit(OTHER, work(f"other {number}")) for number in range(2)]
    with pytest.raises(QueueFull):
        writer.submit(OTHER, work("one too many here as well"))
    held.free.set()

    assert [future.result(timeout=60).first for future in others] == [1, 2]
    assert [future.result(timeout=60).first for future in busy] == list(range(2, 130))
    writer.close()


def test_closing_answers_all_that_wait_and_takes_no_more(
    writer: Writer, held: Held, store: SQLiteStore
) -> None:
    waiting = [writer.submit(LEDGER, work(str(number))) for number in range(3)]
    closing = threading.Thread(target=writer.close)
    closing.start()
    while not writer._closing:
        pass

    with pytest.raises(StoreUnavailable):
        writer.submit(LEDGER, work("too late"))
    held.free.set()
    closing.join()

    assert [future.result(timeout=0).first for future in waiting] == [2, 3, 4]
    assert store.head(LEDGER).size == 5


def test_a_command_cancelled_before_its_turn_is_not_decided(
    writer: Writer, held: Held, store: SQLiteStore
) -> None:
    given_up = writer.submit(LEDGER, work("given up"))
    kept = writer.submit(LEDGER, work("kept"))

    assert given_up.cancel()
    held.free.set()

    assert kept.result(timeout=60).first == 2
    with pytest.raises(CancelledError):
        given_up.result(timeout=60)
    assert store.head(LEDGER).size == 3


def test_a_command_in_its_turn_can_no_longer_be_cancelled(writer: Writer) -> None:
    command = Held()
    future = writer.submit(LEDGER, work(command, "k"))
    assert command.begun.wait(60)

    assert not future.cancel()
    command.free.set()

    assert future.result(timeout=60).first == 1


def test_a_forked_process_is_told_that_nobody_writes_there(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: here + 1)

        with pytest.raises(StoreUnavailable):
            writer.submit(LEDGER, work("in the child"))

    assert writer.submit(LEDGER, work("in the parent")).result(timeout=60).first == 1


def test_a_long_queue_is_taken_in_parts_and_the_other_ledger_comes_between(
    writer: Writer, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_MAX", 2)
    order: list[str] = []

    def noted(name: str) -> Callable[[Notes, Batch], Decision]:
        def decide(*_: object) -> Decision:
            order.append(name)
            return decided(note(name))

        return decide

    futures: list[Promise] = [
        writer.submit(ledger, work(noted(name) if ledger == LEDGER else "open", name))
        for ledger, name in (
            (LEDGER, "a"),
            (LEDGER, "b"),
            (LEDGER, "c"),
            (OTHER, "x"),
        )
    ]
    futures[3].add_done_callback(lambda _: order.append("x"))
    held.free.set()
    for future in futures:
        future.result(timeout=60)

    assert order == ["a", "b", "x", "c"]


class Several(SQLiteStore):
    """As if it could append to two ledgers at once."""

    writers = 2


def test_two_ledgers_are_served_at_once_where_the_store_allows_it(tmp_path: Path) -> None:
    store = Several(tmp_path)
    writer = Writer(store, Noting(), clock=lambda: 5)
    slow, asked = Held(), threading.Event()

    class Slow(Noting):
        """Not under SQLite's one lock, so in the folding before it."""

        def new(self) -> Notes:
            slow()
            return super().new()

    writer._appender._deciding = Slow()
    waiting = writer.submit(LEDGER, work("open"))
    assert slow.begun.wait(60)
    more = writer.submit(LEDGER, work("after it"))
    writer._appender._deciding = Noting()
    quick = writer.submit(OTHER, work("open"))
    quick.add_done_callback(lambda _: asked.set())

    assert asked.wait(60)
    assert not waiting.done()
    slow.free.set()
    writer.close()
    store.close()

    assert quick.result(timeout=0).first == 0
    assert [future.result(timeout=0).first for future in (waiting, more)] == [0, 1]


class Sizes:
    """How many commands each turn had."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def turn(self, commands: int, seconds: float, *, waiting: int, failed: bool) -> None:  # noqa: ARG002
        self.sizes.append(commands)

    def stopped(self, ledger: UUID, refusal: EventNotFolded) -> None:
        """Nothing is stopped here."""


def test_callers_who_came_in_two_groups_share_one_commit_again(store: SQLiteStore) -> None:
    sizes = Sizes()
    writer = Writer(store, Noting(), clock=lambda: 5)
    writer.submit(LEDGER, work("open")).result(timeout=60)
    held = Held()
    flying = deque([writer.submit(LEDGER, work(held, "held"))])
    assert held.begun.wait(60)
    flying.extend(writer.submit(LEDGER, work(f"early {n}")) for n in range(20))
    late = Held("late")
    flying.append(writer.submit(LEDGER, work(late, "late")))
    held.free.set()
    assert late.begun.wait(60)
    flying.extend(writer.submit(LEDGER, work(f"later {n}")) for n in range(42))
    writer.observer = sizes
    late.free.set()

    for number in range(3_000):
        flying.popleft().result(timeout=60)
        flying.append(writer.submit(LEDGER, work(f"next {number}")))
    writer.close()

    assert median(sizes.sizes) > 42, sizes.sizes
