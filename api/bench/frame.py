"""What a measurement is: two things done in turns in the same run, and the ratio between them.

Machines here are noisy, so ours and the baseline alternate, several rounds each, and the ratio is
that of the medians; the raw figures of every round stand beside it.
"""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Literal

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One measured ratio. `better` says which way is good; `target` is what is asked for, 0 where
    the figures are only told.
    """

    name: str
    ratio: float
    target: float
    better: Literal["higher", "lower"]
    unit: str
    ours: tuple[float, ...]
    baseline: tuple[float, ...]
    against: str

    @property
    def met(self) -> bool:
        """Is the target reached in this run."""
        return self.ratio >= self.target if self.better == "higher" else self.ratio <= self.target


def seconds(work: Callable[[], object]) -> float:
    """How long this takes, on the monotonic clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def rates(
    ours: Callable[[], float], baseline: Callable[[], float], *, rounds: int = 3
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Both rates (things a second), measured in turns."""
    pairs = [(ours(), baseline()) for _ in range(rounds)]
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def row(
    name: str,
    measured: tuple[Sequence[float], Sequence[float]],
    *,
    target: float,
    unit: str,
    against: str,
    better: Literal["higher", "lower"] = "higher",
) -> Row:
    """The row of two series: the ratio of their medians."""
    ours, baseline = measured
    return Row(
        name=name,
        ratio=round(median(ours) / median(baseline), 3),
        target=target,
        better=better,
        unit=unit,
        ours=tuple(round(each, 1) for each in ours),
        baseline=tuple(round(each, 1) for each in baseline),
        against=against,
    )
