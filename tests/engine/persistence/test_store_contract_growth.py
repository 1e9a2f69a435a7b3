"""What every store promises to whoever waits for a ledger to grow."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest

from engine.commands.submit import Submitter
from engine.errors.ledger import LedgerNotFound, StoreUnavailable
from engine.persistence import growth as module
from engine.persistence.growth import Growth
from engine.persistence.opening import open_store
from engine.persistence.store import Store
from tests.engine.persistence.clerks import Clerk, begin
from tests.engine.persistence.small_season import LEDGER, play, season, unit

Hire = Callable[[str, str, str, int], Clerk]
PATIENCE = 30
"""Nobody waits so long unless a wake-up was lost."""


@pytest.fixture(autouse=True)
def _woken_only_by_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks again by himself, so what wakes a waiter is what should."""
    monkeypatch.setattr(module, "AGAIN_SECONDS", PATIENCE)


def watched(store: Store) -> None:
    """Wait until the look from outside has begun."""
    growth: Growth = store.growth  # type: ignore[attr-defined]  # both stores have one
    while growth._commits == 0:
        time.sleep(0.001)


def test_who_waits_is_told_at_once_what_is_there_already(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, season())

    assert store.wait(LEDGER, 4, PATIENCE) == 5
    assert store.wait(LEDGER, 5, 0) == 5
    assert store.wait(LEDGER, 99, 0.05) == 5


def test_what_is_not_there_is_not_waited_for(store: Store) -> None:
    with pytest.raises(LedgerNotFound):
        store.wait(uuid4(), 0, PATIENCE)


def test_a_commit_of_this_process_wakes_everybody_who_waits(
    submitter: Submitter, store: Store
) -> None:
    play(submitter, season())

    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(store.wait, LEDGER, 5, PATIENCE) for _ in range(20)]
        started = time.monotonic()
        play(submitter, [unit("A")])
        woken = [each.result(timeout=PATIENCE) for each in waiting]

    assert woken == [6] * 20
    assert time.monotonic() - started < PATIENCE / 2


def test_a_commit_through_another_door_wakes_whoever_waits(
    address: str, submitter: Submitter, store: Store
) -> None:
    play(submitter, season())
    elsewhere = open_store(address)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(elsewhere.wait, LEDGER, 5, PATIENCE)
        watched(elsewhere)
        play(submitter, [unit("A")])
        started = time.monotonic()
        woken = waiting.result(timeout=PATIENCE)
    elsewhere.close()

    assert woken == 6
    assert time.monotonic() - started < PATIENCE / 2


def test_a_reader_follows_another_process_event_by_event(
    address: str, submitter: Submitter, store: Store, hire: Hire
) -> None:
    play(submitter, season())
    clerk = hire(address, "admit", "A", 100)
    begin(clerk)

    seen: list[int] = []
    while len(seen) < 105:
        size = store.wait(LEDGER, len(seen), PATIENCE)
        seen.extend(row.index for row in store.read(LEDGER, after=len(seen) - 1))
        assert len(seen) >= size

    assert seen == list(range(105))


def test_closing_lets_everybody_go(address: str, submitter: Submitter) -> None:
    play(submitter, season())
    opened = open_store(address)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(opened.wait, LEDGER, 5, PATIENCE)
        watched(opened)
        opened.close()
        error = waiting.exception(timeout=PATIENCE)

    assert error is None or isinstance(error, StoreUnavailable)
    assert not [each for each in threading.enumerate() if each.name == "ledger-growth"]


@contextmanager
def blind() -> Iterator[Callable[[], bool]]:
    """A look from outside that cannot be had."""
    raise StoreUnavailable(store="s", reason="no connection is left")
    yield


def test_without_a_look_from_outside_one_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.01)
    growth = Growth(blind)
    sizes = iter([5, 5, 5, 6])

    assert growth.wait(lambda: next(sizes), 5, PATIENCE) == 6
    growth.close()


def test_the_look_from_outside_ends_when_nobody_has_waited_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LINGER_SECONDS", 0.01)
    looks: list[str] = []

    def nothing() -> bool:
        time.sleep(0.001)
        return False

    @contextmanager
    def looking() -> Iterator[Callable[[], bool]]:
        looks.append("begun")
        yield nothing
        looks.append("ended")

    growth = Growth(looking)
    growth.wait(lambda: 5, 5, 0.02)
    thread = growth._thread
    if thread is not None:
        thread.join(PATIENCE)

    assert looks == ["begun", "ended"]
    assert growth.wait(lambda: 5, 5, 0.02) == 5
    growth.close()
    assert looks == ["begun", "ended"] * 2
