"""Ballots laid out in blocks, to be compared side by side (see `columns`).

A ballot fits a block if it counts once and its heights fit a byte. The others, which are few in
an electorate of one vote each, are kept aside to be counted one by one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.rules.ballots import OptionId
from engine.rules.condorcet.columns import HEIGHT_MAX, NONE, columns, columns_of_ranks
from engine.rules.rows import RankingRows

Groups: TypeAlias = tuple[tuple[OptionId, ...], ...]

Aside: TypeAlias = list[tuple[Groups, int]]
"""Ballots that fit no block, with their weights."""

BALLOTS_MAX = 8192
"""Ballots of a block: as many as keep a column in the processor's cache."""

_PAD = bytes([NONE])


@dataclass(frozen=True)
class Block:
    """The columns of some ballots, one an option, and how many ballots they are."""

    heights: list[int]
    ballots: int


def blocks_of_heights(rows: bytes, options: int) -> Iterator[Block]:
    """Blocks of ballots told as the height of each option: one byte each, 0 to `HEIGHT_MAX`,
    where 0 is an option left out.
    """
    for start in range(0, len(rows), BALLOTS_MAX * options):
        part = rows[start : start + BALLOTS_MAX * options]
        yield Block(columns(part, options), len(part) // options)


class Layout:
    """Lays out ballots over fixed options."""

    def __init__(self, options: Sequence[OptionId]) -> None:
        self.size = len(options)
        self.aside: Aside = []
        self._index = {option: index for index, option in enumerate(options)}
        self._singles: dict[tuple[OptionId, ...], int] = {
            (option,): index for option, index in self._index.items()
        }

    def blocks(self, ballots: Iterable[tuple[Groups, int]]) -> Iterator[Block]:
        """The ballots in blocks; those that fit none are in `aside` at the end."""
        strict, level = bytearray(), bytearray()
        for groups, weight in ballots:
            if weight != 1 or len(groups) > HEIGHT_MAX:
                self.aside.append((groups, weight))
            elif ranks := self._ranks(groups):
                strict += ranks
                if len(strict) == BALLOTS_MAX * self.size:
                    yield self._block_of_ranks(bytes(strict))
                    strict.clear()
            else:
                level += self._heights(groups)
                if len(level) == BALLOTS_MAX * self.size:
                    yield from blocks_of_heights(bytes(level), self.size)
                    level.clear()
        yield self._block_of_ranks(bytes(strict))
        yield from blocks_of_heights(bytes(level), self.size)

    def blocks_of_rows(self, box: RankingRows) -> Iterator[Block]:
        """The rankings of a box of rows in blocks; those that fit none are in `aside` at the end."""
        if self.size > HEIGHT_MAX:
            yield from self.blocks((box.ballot(row).groups, n) for row, n in box.rows.items())
            return
        index_of = bytes(self._index[option] for option in box.options).ljust(256, _PAD)
        by_weight = box.by_weight()
        once = by_weight.pop(1, [])
        for start in range(0, len(once), BALLOTS_MAX):
            part = once[start : start + BALLOTS_MAX]
            ranks = b"".join(row.ljust(self.size, _PAD) for row in part)
            yield self._block_of_ranks(ranks.translate(index_of))
        for weight, rows in by_weight.items():
            self.aside.extend((box.ballot(row).groups, weight) for row in rows)

    def _ranks(self, groups: Groups) -> bytes:
        """The index of the option at each rank; nothing if that cannot be told in a row."""
        if not len(groups) <= self.size <= HEIGHT_MAX:
            return b""
        try:
            return bytes(map(self._singles.__getitem__, groups)).ljust(self.size, _PAD)
        except KeyError:
            return b""

    def _heights(self, groups: Groups) -> bytes:
        row = bytearray(self.size)
        for height, group in zip(range(len(groups), 0, -1), groups, strict=True):
            for option in group:
                index = self._index[option]
                row[index] = row[index] or height
        return bytes(row)

    def _block_of_ranks(self, ranks: bytes) -> Block:
        return Block(columns_of_ranks(ranks, self.size), len(ranks) // self.size)
