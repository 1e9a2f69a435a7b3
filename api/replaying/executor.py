"""The executor port: who carries out many independent tasks.

Here they run in turn, or in processes of this machine. An engine for many machines takes the
same place: a task is a function of a module and plain data, and so is its result.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Executor(Protocol):
    """Carries out tasks that know nothing of one another."""

    workers: int
    """How many tasks run at once."""

    def run(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """The results, each as it is ready, in any order. The first error ends it."""


class InTurn:
    """One after the other, in this process."""

    workers = 1

    def run(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """The results, in the order of the items."""
        return map(task, items)


class Processes:
    """In processes of their own, started afresh: an open store does not survive a fork."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """The results, each as it is ready. Whoever stops asking stops what has not begun."""
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.workers, mp_context=context)
        try:
            for future in as_completed([pool.submit(task, item) for item in items]):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)
