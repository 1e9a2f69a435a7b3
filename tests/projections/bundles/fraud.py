"""The kinds of fraud that are planted: what a forger does, and what must be found.

Each takes a workbench and chance, and gives the forged archive. `OUTSIDE` are done without the
key of the log, `INSIDE` by somebody who has it and signs what was made.
"""

from collections.abc import Callable
from random import Random
from typing import TypeAlias

from tests.projections.bundles.forging import Workbench

Fraud: TypeAlias = Callable[[Workbench, Random], bytes]
OUTSIDE: dict[str, tuple[str, Fraud]] = {}
INSIDE: dict[str, tuple[str, Fraud]] = {}


def outside(code: str) -> Callable[[Fraud], Fraud]:
    """A fraud without the key; the finding that names it."""

    def register(fraud: Fraud) -> Fraud:
        OUTSIDE[fraud.__name__] = (code, fraud)
        return fraud

    return register


def inside(code: str) -> Callable[[Fraud], Fraud]:
    """A fraud by the holder of the key; the finding that names it."""

    def register(fraud: Fraud) -> Fraud:
        INSIDE[fraud.__name__] = (code, fraud)
        return fraud

    return register


def flipped(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def named(bench: Workbench, chance: Random, begin: str) -> str:
    return chance.choice([name for name in bench.members if name.startswith(begin)])


def at_of(bench: Workbench, chance: Random, *topics: str) -> int:
    events = enumerate(bench.events())
    return chance.choice([at for at, event in events if event["topic"] in topics])


def final_ballot(bench: Workbench, chance: Random) -> int:
    """A ballot of a poll in which nobody changed one."""
    return chance.choice(
        [
            at
            for at, event in enumerate(bench.events())
            if event["topic"] == "ballot-cast" and event["state"]["data"]["poll"] != "lot"
        ]
    )
