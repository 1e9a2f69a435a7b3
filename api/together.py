"""Short work for threads, handed over together: one change of threads for all who wait.

To go to a thread and back costs ten times what it takes to look up a session there. While a hall
votes many requests wait for such a look-up at once; a few threads take whatever has come.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from typing import Any, NamedTuple, TypeVar, cast
from weakref import WeakKeyDictionary

from anyio.to_thread import run_sync

CARRIERS_MAX = 4
"""Threads that work at once, so that one look-up in a database far away does not hold all up."""

T = TypeVar("T")


class _Waiting(NamedTuple):
    work: Callable[[], object]
    context: Context
    """What is said of the request, such as its id in the log, is said in the thread, too."""
    answer: "asyncio.Future[Any]"


async def together(work: Callable[[], T]) -> T:
    """Do this in a thread, where others' work may be done before it: only what is short."""
    loop = asyncio.get_running_loop()
    carrying = _CARRYING.get(loop)
    if carrying is None:
        carrying = _CARRYING[loop] = _Carrying()
    answer: asyncio.Future[Any] = loop.create_future()
    carrying.waiting.append(_Waiting(work, copy_context(), answer))
    if len(carrying.carriers) < CARRIERS_MAX:
        carrier = loop.create_task(carrying.carry())
        carrying.carriers.add(carrier)
        carrier.add_done_callback(carrying.carriers.discard)
    return cast("T", await answer)


class _Carrying:
    """What waits in one loop, and who carries it to threads and back."""

    def __init__(self) -> None:
        self.waiting: list[_Waiting] = []
        self.carriers: set[asyncio.Task[None]] = set()

    async def carry(self) -> None:
        """Until nothing waits. Whoever was cancelled in time is left out."""
        while self.waiting:
            batch = [each for each in self.waiting if not each.answer.done()]
            self.waiting.clear()
            for each, (done, error) in zip(batch, await run_sync(_do, batch), strict=True):
                if each.answer.done():  # cancelled meanwhile
                    continue
                if error is None:
                    each.answer.set_result(done)
                else:
                    each.answer.set_exception(error)


def _do(batch: Sequence[_Waiting]) -> list[tuple[object, Exception | None]]:
    return [_done(each) for each in batch]


def _done(each: _Waiting) -> tuple[object, Exception | None]:
    try:
        return each.context.run(each.work), None
    except Exception as error:  # noqa: BLE001  # raised to whoever asked
        return None, error


_CARRYING: "WeakKeyDictionary[asyncio.AbstractEventLoop, _Carrying]" = WeakKeyDictionary()
