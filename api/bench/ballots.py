"""Ballots to measure counting with: the same for every library, from a fixed seed."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["rankings", "scores", "approvals", "opinions"]
KINDS: tuple[Kind, ...] = get_args(Kind)

OPTIONS = 20
SCORE_MAX = 5
SEED = 2026
NAMES = tuple(f"c{number}" for number in range(1, OPTIONS + 1))


def write(base: Path, kind: Kind, size: int) -> None:
    """`BASE.soc` and `BASE.csv` (names by rank) of the same rankings, or `BASE.<kind>.csv`."""
    chance = random.Random(SEED)  # noqa: S311  # ballots to measure with
    if kind == "rankings":
        _write_rankings(base, size, chance)
        return
    cells = {
        "scores": [str(score) for score in range(SCORE_MAX + 1)],
        "approvals": ["1", "0", "0"],
        "opinions": ["for", "against", "abstain", ""],
    }[kind]
    rows = (",".join(chance.choices(cells, k=OPTIONS)) for _ in range(size))
    path_of(base, kind).write_text("\n".join((",".join(NAMES), *rows, "")), encoding="utf-8")


def _write_rankings(base: Path, size: int, chance: random.Random) -> None:
    orders = list(_orders(size, chance))
    head = [
        f"# FILE NAME: {base.name}.soc",
        "# TITLE: bench",
        "# DATA TYPE: soc",
        f"# NUMBER ALTERNATIVES: {OPTIONS}",
        f"# NUMBER VOTERS: {size}",
        f"# NUMBER UNIQUE ORDERS: {size}",
        *(f"# ALTERNATIVE NAME {number}: {name}" for number, name in enumerate(NAMES, 1)),
    ]
    lines = ("1: " + ",".join(map(str, order)) for order in orders)
    rows = (",".join(NAMES[number - 1] for number in order) for order in orders)
    ranks = ",".join(f"rank{number}" for number in range(1, OPTIONS + 1))
    base.with_suffix(".soc").write_text("\n".join((*head, *lines, "")), encoding="utf-8")
    base.with_suffix(".csv").write_text("\n".join((ranks, *rows, "")), encoding="utf-8")


def _orders(size: int, chance: random.Random) -> Iterator[tuple[int, ...]]:
    numbers = list(range(1, OPTIONS + 1))
    for _ in range(size):
        chance.shuffle(numbers)
        yield tuple(numbers)


def path_of(base: Path, kind: Kind) -> Path:
    """The file that we read."""
    return base.with_suffix(".soc" if kind == "rankings" else f".{kind}.csv")


def seats_of(rule: str) -> int:
    """How many seats are filled: three by rules that elect several together."""
    together = ("stv-", "seq-", "equal-shares", "eph", "bloc-", "block-", "limited-", "nominations")
    return 3 if rule.startswith(together) else 1
