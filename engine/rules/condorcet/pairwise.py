"""The pairwise matrix: of each two options, how many voters rank the one above the other.

A sum over ballots, so it takes a ballot in and takes it out again in any order, and a changed
vote costs as much as a new one. A row is kept as one whole number of 64-bit fields, a field for
each column: one addition counts an option above all those below it.

Which options a ballot leaves out is a choice that decides real elections: `last` puts them
below all that it ranks, level with each other; `no-opinion` compares them with none.

>>> matrix = Pairwise(("a", "b", "c"))
>>> matrix.add((("b",), ("a", "c")), 2)
>>> matrix.add((("a",),))
>>> matrix.rows()
[[0, 1, 1], [2, 0, 2], [0, 0, 0]]
>>> matrix.take((("a",),))
>>> matrix.rows()
[[0, 0, 0], [2, 0, 2], [0, 0, 0]]
"""

from collections.abc import Iterable
from itertools import chain
from typing import Literal, TypeAlias

from engine.rules.ballots import Ballot, OptionId, Ranking, Scores
from engine.rules.condorcet.blocks import Block, Groups, Layout
from engine.rules.condorcet.columns import above

Blank: TypeAlias = Literal["last", "no-opinion"]

FIELD = 64
"""Bits of a field: the weights of all ballots together stay below 2**64."""

_MASK = (1 << FIELD) - 1


class Pairwise:
    """A pairwise matrix over fixed options."""

    def __init__(self, options: Iterable[OptionId], blank: Blank = "last") -> None:
        self.options = tuple(options)
        self.blank = blank
        self._fields = {option: 1 << (FIELD * index) for index, option in enumerate(self.options)}
        self._all = sum(self._fields.values())
        self._rows = dict.fromkeys(self.options, 0)

    def add(self, groups: Groups, weight: int = 1) -> None:
        """Count one ballot, or several alike: options in groups, best first. An option named
        twice stands where it was named first.
        """
        named = tuple(chain.from_iterable(groups))
        if len(set(named)) < len(named):
            groups = _first_mentions(groups)
        fields = self._fields
        below = self._all if self.blank == "last" else sum(fields[o] for o in set(named))
        for group in groups:
            for option in group:
                below -= fields[option]
            counted = below if weight == 1 else below * weight
            for option in group:
                self._rows[option] += counted

    def take(self, groups: Groups, weight: int = 1) -> None:
        """Take one ballot, or several alike, out again. It must have been added."""
        self.add(groups, -weight)

    def add_all(self, ballots: Iterable[tuple[Groups, int]]) -> None:
        """Count many ballots, each with its weight: the same as to add each, only faster."""
        layout = Layout(self.options)
        self.add_blocks(layout.blocks(ballots))
        for groups, weight in layout.aside:
            self.add(groups, weight)

    def add_blocks(self, blocks: Iterable[Block]) -> None:
        """Count ballots laid out over the same options."""
        for block in blocks:
            opinion_only = self.blank == "no-opinion"
            matrix = above(block.heights, block.ballots, opinion_only=opinion_only)
            for option, row in zip(self.options, matrix, strict=True):
                fields = (count << (FIELD * index) for index, count in enumerate(row))
                self._rows[option] += sum(fields) * block.weight

    def rows(self) -> list[list[int]]:
        """The matrix in the order of the options: how many rank the row's above the column's."""
        shifts = [FIELD * index for index in range(len(self.options))]
        return [
            [(self._rows[option] >> shift) & _MASK for shift in shifts] for option in self.options
        ]


def groups_of(ballot: Ballot) -> Groups:
    """A ranking as it stands, or the ranking that scores express: more points, better place."""
    if isinstance(ballot, Ranking):
        return ballot.groups
    assert isinstance(ballot, Scores), "a rule takes only the kinds of ballot it names"
    by_points: dict[int, list[OptionId]] = {}
    for option, units in ballot.points:
        by_points.setdefault(units, []).append(option)
    return tuple(tuple(by_points[units]) for units in sorted(by_points, reverse=True))


def _first_mentions(groups: Groups) -> Groups:
    met: set[OptionId] = set()
    kept: list[tuple[OptionId, ...]] = []
    for group in groups:
        new = tuple(option for option in dict.fromkeys(group) if option not in met)
        met.update(new)
        kept.append(new)
    return tuple(kept)
