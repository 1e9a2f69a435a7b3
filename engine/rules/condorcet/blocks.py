"""Ballots laid out in blocks, to be compared side by side (see `columns`).

A ballot fits a block if its heights fit a byte, and as many others as there are options have its
weight. The rest are kept aside to be counted one by one.
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
    """The columns of some ballots, one an option, how many ballots they are, and what each weighs."""

    heights: list[int]
    ballots: int
    weight: int = 1


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
        by_weight: dict[int, list[Groups]] = {}
        for groups, weight in ballots:
            if len(groups) > HEIGHT_MAX:
                self.aside.append((groups, weight))
            else:
                by_weight.setdefault(weight, []).append(groups)
        for weight, alike in by_weight.items():
            if self._are_few(alike):
                self.aside.extend((groups, weight) for groups in alike)
                continue
            for start in range(0, len(alike), BALLOTS_MAX):
                yield from self._laid_out(alike[start : start + BALLOTS_MAX], weight)

    def _laid_out(self, ballots: Iterable[Groups], weight: int) -> Iterator[Block]:
        strict, level = bytearray(), bytearray()
        for groups in ballots:
            if ranks := self._ranks(groups):
                strict += ranks
            else:
                level += self._heights(groups)
        if strict:
            yield self._block_of_ranks(bytes(strict), weight)
        if level:
            yield Block(columns(bytes(level), self.size), len(level) // self.size, weight)

    def blocks_of_rows(self, box: RankingRows) -> Iterator[Block]:
        """The rankings of a box of rows in blocks; those that fit none are in `aside` at the end."""
        if self.size > HEIGHT_MAX:
            yield from self.blocks((box.ballot(row).groups, n) for row, n in box.rows.items())
            return
        index_of = bytes(self._index[option] for option in box.options).ljust(256, _PAD)
        for weight, rows in box.by_weight().items():
            if self._are_few(rows):
                self.aside.extend((box.ballot(row).groups, weight) for row in rows)
                continue
            for start in range(0, len(rows), BALLOTS_MAX):
                part = rows[start : start + BALLOTS_MAX]
                ranks = b"".join(row.ljust(self.size, _PAD) for row in part)
                yield self._block_of_ranks(ranks.translate(index_of), weight)

    def _are_few(self, ballots: Sequence[object]) -> bool:
        """Whether a block of them, which compares every pair of options, would take longer."""
        return len(ballots) < self.size

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

    def _block_of_ranks(self, ranks: bytes, weight: int) -> Block:
        return Block(columns_of_ranks(ranks, self.size), len(ranks) // self.size, weight)
