"""Counting many strict rankings at once: columns of bytes, compared side by side in one number.

A pairwise matrix is a sum over ballots, and a hundred thousand ballots of twenty options make
38 million comparisons. Here a block of ballots is laid out in columns, one byte a ballot, and a
column is read as one large whole number: column i holds how high each ballot puts option i (0:
not ranked). Setting the top bit of every byte of column j and subtracting column i leaves that
bit where j stands at least as high as i, so one subtraction and one count of bits compares a
pair on every ballot of the block. Exact, and needs no library.

Source: L. Lamport, "Multiple byte processing with full-word instructions", CACM 18(8), 1975.
"""

OPTIONS_MAX = 126
"""Heights and indexes must stay below the top bit of a byte, with one value left for `NONE`."""

NONE = 127
"""The byte of a rank that a ballot leaves empty."""


def above(ranks: bytes, options: int, *, opinion_only: bool) -> list[list[int]]:
    """How many ballots of the block put the row's option above the column's.

    `ranks` holds `options` bytes a ballot: the index of the option at each rank, best first,
    then `NONE`. An option named twice stands where it was named first. An option not named
    stands below all that are, or is compared with none if `opinion_only`.

    >>> above(bytes([0, 1, 2, 1, NONE, NONE]), 3, opinion_only=False)
    [[0, 1, 1], [1, 0, 2], [0, 0, 0]]
    >>> above(bytes([0, 1, 2, 1, NONE, NONE]), 3, opinion_only=True)
    [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    """
    ballots = len(ranks) // options
    ones = int.from_bytes(b"\1" * ballots, "little")
    tops = ones << 7
    heights = _heights(ranks, options, ones)
    # Nothing is higher than an option of which the ballot has no opinion.
    bars = [height + NONE * _zeros(height, tops) for height in heights] if opinion_only else heights
    matrix = [[0] * options for _ in range(options)]
    for row, height in enumerate(heights):
        for column, bar in enumerate(bars):
            if row != column:
                not_above = ((bar | tops) - height) & tops
                matrix[row][column] = ballots - not_above.bit_count()
    return matrix


def _heights(ranks: bytes, options: int, ones: int) -> list[int]:
    """Per option a column: n on ballots that put it first, n - 1 second, …, 0 unranked."""
    wanted = [ones * option for option in range(options)]
    heights = [0] * options
    met = [0] * options
    for rank in range(options):
        there = int.from_bytes(ranks[rank::options], "little")
        for option in range(options):
            met[option] |= _zeros(there ^ wanted[option], ones << 7)
            heights[option] += met[option]
    return heights


def _zeros(column: int, tops: int) -> int:
    """A one in every byte that is 0. No byte may have its top bit set."""
    return ((tops - column) & tops) >> 7
