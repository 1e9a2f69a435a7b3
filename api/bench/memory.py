"""Memory: the peak of a process that replays ten million ballots, against one that replays the
first million events of the same ledger: the same members, ten times the polls.

    python -m api.bench.memory FOLDER UNTIL

is what is measured: it replays from 0 without snapshots and tells its peak and its rate.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from api.bench.frame import Row, row
from api.bench.hall import LEDGER, fill, folder, furnish
from api.bench.replay import replayed
from api.house import House

MEMBERS = 10_000
POLLS = 1_000
TOGETHER = 20
"""Polls filled with one commit."""
SHARE = 10
CACHE_KIB = 1_000_000
"""While ten million keys in random order are made."""


class Told(msgspec.Struct):
    """What the measured process says: its peak in KiB, and events a second."""

    peak: int
    rate: float


def measure() -> list[Row]:
    """The rows `memory` and `replay-whole`."""
    with folder() as place:
        make(place)
        return compared(place)


def make(place: Path) -> None:
    """A ledger of ten million ballots."""
    with House(place) as house:
        store: Any = house.store
        store.datastore.writing.cache_kib = CACHE_KIB
        furnish(house, MEMBERS)
        for first in range(0, POLLS, TOGETHER):
            polls = range(first, min(first + TOGETHER, POLLS))
            fill(house, [f"p{number}" for number in polls], MEMBERS)


def compared(place: Path, prefix: str = "") -> list[Row]:
    """The rows `memory` and `replay-whole`, of a ledger that is there."""
    with House(place) as house:
        last = house.store.head(LEDGER).size - 1
    whole, part = (told_by("api.bench.memory", place, until) for until in (last, last // SHARE))
    memory = row(
        f"{prefix}memory",
        ((whole.peak / 1024,), (part.peak / 1024,)),
        target=1.5,
        unit="MiB",
        against="a replay of the first tenth",
        better="lower",
    )
    rate = row(
        f"{prefix}replay-whole",
        ((whole.rate,), (part.rate,)),
        target=0.8,
        unit="events/s",
        against="a replay of the first tenth",
    )
    return [memory, rate]


def told_by(module: str, *words: object) -> Told:
    """What a process of its own says, in which this module measures."""
    done = subprocess.run(  # noqa: S603  # this program
        [sys.executable, "-m", module, *map(str, words)],
        capture_output=True,
        check=True,
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Told)


def main() -> None:
    """What the measured process does."""
    place, until = sys.argv[1:]
    with House(place) as house:
        rate = replayed(house, house.id_of(LEDGER), int(until))
    tell(rate)


def tell(rate: float) -> None:
    """Say the peak of this process, and what it measured, to the one that began it."""
    sys.stdout.write(msgspec.json.encode(Told(peak(), rate)).decode() + "\n")


def peak() -> int:
    """The largest memory of this process so far. What `getrusage` tells is that of its parent,
    too, where that was larger.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
