"""Counting many ballots at once: columns of bytes, compared side by side in one number.

A pairwise matrix is a sum over ballots, and a hundred thousand ballots of twenty options make
38 million comparisons. Here a block of ballots is laid out in columns, one byte a ballot, and a
column is read as one large whole number: column i holds how high each ballot puts option i (0:
not at all). Setting the top bit of every byte of column j and subtracting column i leaves that
bit where j stands at least as high as i, so one subtraction and one count of bits compares a
pair on every ballot of the block. Exact, and needs no library.

Source: L. Lamport, "Multiple byte processing with full-word instructions", CACM 18(8), 1975.
"""

from collections.abc import Sequence

HEIGHT_MAX = 126
"""Heights and indexes stay below the top bit of a byte, with one value left for `NONE`."""

NONE = 127
"""The byte of a rank that a ballot leaves empty."""


def columns(rows: bytes, options: int) -> list[int]:
    """The columns of a block that holds, ballot by ballot, the height of each option."""
    return [int.from_bytes(rows[option::options], "little") for option in range(options)]


def columns_of_ranks(ranks: bytes, options: int) -> list[int]:
    r"""The columns of a block that holds, ballot by ballot, the option at each rank.

    Best first, then `NONE`. The first of n options has the height n, the next n - 1 and so on,
    one not ranked has 0. An option named twice stands where it was named first.

    >>> [column.to_bytes(2, "little") for column in columns_of_ranks(bytes([0, 1, 1, NONE]), 2)]
    [b'\x02\x00', b'\x01\x02']
    """
    ones = _ones(len(ranks) // options)
    wanted = [ones * option for option in range(options)]
    heights = [0] * options
    met = [0] * options
    for rank in range(options):
        there = int.from_bytes(ranks[rank::options], "little")
        for option in range(options):
            met[option] |= _zeros(there ^ wanted[option], ones << 7)
            heights[option] += met[option]
    return heights


def above(heights: Sequence[int], ballots: int, *, opinion_only: bool) -> list[list[int]]:
    """On how many ballots of the block the row's option stands higher than the column's.

    An option of height 0 stands below all others, or is compared with none if `opinion_only`.

    >>> above(columns(bytes([2, 1, 0, 0, 1, 0]), 3), 2, opinion_only=False)
    [[0, 1, 1], [1, 0, 2], [0, 0, 0]]
    >>> above(columns(bytes([2, 1, 0, 0, 1, 0]), 3), 2, opinion_only=True)
    [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    """
    tops = _ones(ballots) << 7
    # Nothing is higher than an option of which the ballot has no opinion.
    bars = [height + NONE * _zeros(height, tops) for height in heights] if opinion_only else heights
    matrix = [[0] * len(heights) for _ in heights]
    for row, height in enumerate(heights):
        for column, bar in enumerate(bars):
            if row != column:
                not_above = ((bar | tops) - height) & tops
                matrix[row][column] = ballots - not_above.bit_count()
    return matrix


def on_top(heights: Sequence[int], ballots: int) -> list[int]:
    """On how many ballots of the block each option stands as high as any, and not at height 0.

    >>> on_top(columns(bytes([2, 1, 0, 1, 1, 0, 0, 0, 0]), 3), 3)
    [2, 1, 0]
    """
    tops = _ones(ballots) << 7
    raised = [height | tops for height in heights]
    highest = 0
    for height, up in zip(heights, raised, strict=True):
        as_high = (up - highest) & tops
        # A top bit becomes ones in all bits below it: there this option's height is taken.
        highest ^= (height ^ highest) & (as_high - (as_high >> 7))
    blank = _zeros(highest, tops).bit_count()
    # Nothing is higher than the highest, so what is at least as high is the highest.
    return [((up - highest) & tops).bit_count() - blank for up in raised]


def _ones(ballots: int) -> int:
    return int.from_bytes(b"\1" * ballots, "little")


def _zeros(column: int, tops: int) -> int:
    """A one in every byte that is 0. No byte may have its top bit set."""
    return ((tops - column) & tops) >> 7
