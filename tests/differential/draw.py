"""Small elections from a fixed seed, where ties, cycles and truncation live."""

import random
from collections.abc import Iterator
from typing import Any

Election = dict[str, Any]
"""`n` options, `seats`, and ballots as [weight, what]; see the functions for `what`."""


def ranked(number: int) -> Iterator[Election]:
    """Strict rankings over options 0..n-1, every second election with truncated ones."""
    chance = random.Random("ranked")
    for _ in range(number):
        n = chance.randint(2, 4)
        whole = chance.random() < 0.5
        ballots = []
        for _ in range(chance.randint(1, 7)):
            order = chance.sample(range(n), n)
            ballots.append([chance.randint(1, 3), order[: n if whole else chance.randint(1, n)]])
        yield {"n": n, "seats": chance.randint(1, n - 1), "ballots": ballots}


def approved(number: int) -> Iterator[Election]:
    """Sets of approved options, none empty."""
    chance = random.Random("approved")
    for _ in range(number):
        n = chance.randint(2, 5)
        ballots = [
            [chance.randint(1, 3), sorted(chance.sample(range(n), chance.randint(1, n)))]
            for _ in range(chance.randint(1, 6))
        ]
        yield {"n": n, "seats": chance.randint(1, n - 1), "ballots": ballots}


def scored(number: int) -> Iterator[Election]:
    """Points of 0 to 5 for every option."""
    chance = random.Random("scored")
    for _ in range(number):
        n = chance.randint(2, 4)
        ballots = [
            [chance.randint(1, 3), [chance.randint(0, 5) for _ in range(n)]]
            for _ in range(chance.randint(1, 6))
        ]
        yield {"n": n, "seats": 1, "ballots": ballots}
