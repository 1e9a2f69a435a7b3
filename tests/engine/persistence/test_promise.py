"""A promise gives one answer, to everybody who asks, before it is there and after."""

import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from uuid import UUID

import pytest

from engine.errors.ledger import QueueFull
from engine.persistence.promise import Promise
from engine.persistence.work import Verdict, Work

VERDICT = Verdict(ledger=UUID(int=7), first=3, count=1)
REFUSAL = QueueFull(waiting_max=1)


@pytest.fixture
def promise() -> Promise:
    work = Work(command=None, key="k", fingerprint=b"", by="local")
    return Promise(work, threading.Lock())


def test_who_waits_gets_the_verdict_in_every_thread(promise: Promise) -> None:
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(promise.result, 60) for _ in range(8)]
        assert not promise.done()
        promise.keep(VERDICT)
        assert [each.result(timeout=60) for each in waiting] == [VERDICT] * 8
    assert promise.done()
    assert promise.result(0) is VERDICT
    assert promise.exception(0) is None


def test_a_refusal_is_raised_as_often_as_it_is_asked_for(promise: Promise) -> None:
    promise.keep(REFUSAL)
    for _ in range(2):
        with pytest.raises(QueueFull) as refused:
            promise.result()
        assert refused.value is REFUSAL
    assert promise.exception() is REFUSAL


def test_who_waits_in_vain_is_told_so_and_may_ask_again(promise: Promise) -> None:
    with pytest.raises(TimeoutError):
        promise.result(timeout=0.01)
    with pytest.raises(TimeoutError):
        promise.exception(timeout=0)
    promise.keep(VERDICT)
    assert promise.result(0) is VERDICT


def test_who_gives_up_in_time_is_not_decided(promise: Promise) -> None:
    told: list[bool] = []
    promise.add_done_callback(lambda done: told.append(done.done()))
    assert promise.cancel()
    assert promise.cancel()
    assert not promise.taken()
    assert told == [True]
    for ask in (promise.result, promise.exception):
        with pytest.raises(CancelledError):
            ask(0)


def test_who_gives_up_too_late_is_answered(promise: Promise) -> None:
    assert promise.taken()
    assert not promise.cancel()
    promise.keep(VERDICT)
    assert not promise.cancel()
    assert promise.result(0) is VERDICT


def test_everybody_is_told_once_whoever_comes_first(promise: Promise) -> None:
    for _ in range(300):
        promise = Promise(promise.work, threading.Lock())
        told: list[int] = []
        together = threading.Barrier(3)

        def ask(
            number: int, together: threading.Barrier, promise: Promise, told: list[int]
        ) -> None:
            together.wait()
            promise.add_done_callback(lambda _: told.append(number))

        asking = [
            threading.Thread(target=ask, args=(number, together, promise, told))
            for number in (1, 2)
        ]
        for thread in asking:
            thread.start()
        together.wait()
        promise.keep(VERDICT)
        for thread in asking:
            thread.join()
        assert sorted(told) == [1, 2]


def test_one_who_fails_when_told_keeps_nobody_else_from_it(
    promise: Promise, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Promise] = []

    def fail(_: Promise) -> None:
        raise ValueError("not my day")

    promise.add_done_callback(told.append)
    promise.add_done_callback(fail)
    promise.keep(VERDICT)
    assert told == [promise]
    assert "not my day" in caplog.text
