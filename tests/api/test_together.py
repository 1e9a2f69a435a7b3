"""What is handed over to threads together comes back to each who asked, and to nobody else."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from api.together import CARRIERS_MAX, together

ABOUT: ContextVar[int] = ContextVar("about")


def test_each_gets_its_own_answer_from_few_threads() -> None:
    threads: set[int] = set()

    async def ask(number: int) -> int:
        ABOUT.set(number)

        def work() -> int:
            threads.add(threading.get_ident())
            return ABOUT.get()

        return await together(work)

    async def ask_all() -> list[int]:
        return await asyncio.gather(*map(ask, range(500)))

    assert asyncio.run(ask_all()) == list(range(500))
    assert threading.get_ident() not in threads
    assert len(threads) <= CARRIERS_MAX


def test_an_error_is_raised_to_who_asked() -> None:
    def fail() -> int:
        raise KeyError("mine")

    async def ask() -> list[int | BaseException]:
        return await asyncio.gather(
            *(together(fail if number % 10 == 3 else lambda: 1) for number in range(40)),
            return_exceptions=True,
        )

    told = asyncio.run(ask())
    assert [at for at, each in enumerate(told) if isinstance(each, KeyError)] == [3, 13, 23, 33]


def test_who_does_not_wait_any_more_keeps_nobody_from_an_answer() -> None:
    begun, goes_on = threading.Event(), threading.Event()
    done: list[str] = []

    def slow() -> None:
        begun.set()
        assert goes_on.wait(30)

    async def ask() -> str:
        first = [asyncio.create_task(together(slow)) for _ in range(CARRIERS_MAX)]
        await asyncio.to_thread(begun.wait, 30)
        left = asyncio.create_task(together(lambda: done.append("left")))
        stays = asyncio.create_task(together(lambda: "stays"))
        await asyncio.sleep(0)
        left.cancel()
        first[0].cancel()
        goes_on.set()
        with pytest.raises(asyncio.CancelledError):
            await left
        return await stays

    assert asyncio.run(ask()) == "stays"
    assert not done


def test_every_loop_has_its_own() -> None:
    async def ask() -> int:
        return await together(lambda: 7)

    assert [asyncio.run(ask()) for _ in range(3)] == [7, 7, 7]
