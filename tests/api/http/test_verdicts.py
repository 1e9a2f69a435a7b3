"""Verdicts come from the writer's threads to the event loop: each to its own, none lost or kept."""

import asyncio
import gc
import threading
import weakref
from uuid import UUID

import pytest

from api.verdicts import waited
from engine.errors.ledger import QueueFull
from engine.persistence.promise import Promise
from engine.persistence.work import Verdict, Work

LEDGER = UUID(int=7)


def verdict(first: int) -> Verdict:
    return Verdict(ledger=LEDGER, first=first, count=1)


def promised() -> Promise:
    return Promise(Work(command=None, key="k", fingerprint=b"", by="local"), threading.Lock())


def test_each_request_gets_its_own_verdict_whatever_thread_tells_it() -> None:
    futures: list[Promise] = [promised() for _ in range(2_000)]

    def tell(part: int) -> None:
        for at in range(part, len(futures), 4):
            futures[at].keep(verdict(at))

    async def ask() -> list[Verdict]:
        threads = [threading.Thread(target=tell, args=(part,)) for part in range(4)]
        waiting = [asyncio.create_task(waited(future)) for future in futures]
        for thread in threads:
            thread.start()
        return await asyncio.gather(*waiting)

    assert [each.first for each in asyncio.run(ask())] == list(range(2_000))


def test_a_refusal_is_raised_to_who_asked_and_to_nobody_else() -> None:
    fine: Promise = promised()
    refused: Promise = promised()

    async def ask() -> tuple[Verdict | BaseException, Verdict | BaseException]:
        asked = asyncio.gather(waited(fine), waited(refused), return_exceptions=True)
        await asyncio.sleep(0)
        refused.keep(QueueFull(waiting_max=1))
        fine.keep(verdict(3))
        return await asked

    first, second = asyncio.run(ask())
    assert first == verdict(3)
    assert isinstance(second, QueueFull)


def test_who_stops_waiting_before_its_turn_is_not_decided() -> None:
    future: Promise = promised()

    async def ask() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(waited(future), timeout=0.01)

    asyncio.run(ask())
    assert not future.taken()


def test_a_loop_that_has_ended_is_told_nothing_and_is_not_kept() -> None:
    begun: Promise = promised()
    begun.taken()  # too late to cancel: it is being decided

    async def ask(future: Promise) -> "weakref.ref[asyncio.AbstractEventLoop]":
        leaving = asyncio.create_task(waited(future))
        await asyncio.sleep(0)
        leaving.cancel()
        return weakref.ref(asyncio.get_running_loop())

    loop = asyncio.run(ask(begun))
    begun.keep(verdict(1))
    del begun

    gc.collect()
    assert loop() is None
