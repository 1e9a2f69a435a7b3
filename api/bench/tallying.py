"""What one more ballot costs a tally, and what a tally holds: neither grows with the ballots."""

import gc
import random
import tracemalloc
from itertools import chain

from api.bench.ballots import SEED
from api.bench.frame import Row, seconds
from engine.rules.ballots import Ranking
from engine.rules.condorcet.pairwise import Pairwise
from engine.rules.tally import Tally

BALLOTS = 10_000
UPDATES = 2_000
TIMES = 20
"""How often every ballot of the larger tally was cast."""


def updates() -> list[Row]:
    """One ballot taken into a pairwise matrix, against the matrix of 10,000 made anew."""
    return [_update(options) for options in (5, 20, 100)]


def _update(options: int) -> Row:
    names, ballots = _drawn(options, BALLOTS)
    matrix = Pairwise(names)
    anew = seconds(lambda: matrix.add_all((ballot.groups, 1) for ballot in ballots))
    one = seconds(lambda: _taken_in_and_out(matrix, names, ballots)) / (2 * UPDATES)
    return Row(
        name=f"update of {options} options",
        ratio=round(anew / one, 1),
        target=100,
        better="higher",
        unit="s",
        ours=(round(one, 8),),
        baseline=(round(anew, 4),),
        against=f"the matrix of {BALLOTS:,} ballots anew",
    )


def _taken_in_and_out(matrix: Pairwise, names: tuple[str, ...], ballots: list[Ranking]) -> None:
    tally = Tally(options=names, ballots={})
    for ballot in ballots[:UPDATES]:
        tally.add(ballot)
        matrix.add(ballot.groups)
    for ballot in ballots[:UPDATES]:
        tally.take(ballot)
        matrix.take(ballot.groups)


def memory() -> Row:
    """Bytes that a tally holds: of 200,000 ballots, against 10,000 that are as different."""
    few, many = _held(1), _held(TIMES)
    return Row(
        name=f"memory of {TIMES * BALLOTS // 1000}k ballots",
        ratio=round(many / few, 3),
        target=1.1,
        better="lower",
        unit="bytes",
        ours=(float(many),),
        baseline=(float(few),),
        against=f"{BALLOTS // 1000}k ballots, as many different ones",
    )


def _held(times: int) -> int:
    """What a tally holds after every ballot was cast so many times, by voters of their own."""
    names, _ = _drawn(20, 0)
    tracemalloc.start()
    tally = Tally(options=names, ballots={})
    for ballot in chain.from_iterable(_drawn(20, BALLOTS)[1] for _ in range(times)):
        tally.add(ballot)
    gc.collect()  # the interpreter's spare tuples are not the tally's
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held


def _drawn(options: int, number: int) -> tuple[tuple[str, ...], list[Ranking]]:
    """The options, and full rankings of them in an order that chance made."""
    chance = random.Random(SEED)  # noqa: S311  # ballots to measure with
    names = [f"c{place}" for place in range(options)]
    drawn = []
    for _ in range(number):
        drawn.append(Ranking(tuple((name,) for name in chance.sample(names, options))))
    return tuple(names), drawn
