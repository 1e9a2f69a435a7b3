r"""Boxes of ballots as large files fill them: one row of bytes for each different ballot.

A hundred thousand rankings of twenty options are two million tuples to follow, or two megabytes.
Rules that add up columns of ballots read the bytes. To all others a box of rows is a box like any
other, whose ballots are made when one is first asked for.

Equal answers are equal rows, and a row names no option twice. A box of rows is never changed:
`Tally` makes an ordinary one of it before it takes a ballot in or out.

>>> box = RankingRows(("ada", "bob"), {b"\x01\x00": 2, b"\x00": 1})
>>> dict(box)
{Ranking(groups=(('bob',), ('ada',))): 2, Ranking(groups=(('ada',),)): 1}
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from functools import cached_property
from typing import ClassVar

from engine.rules.ballots import Ballot, BallotKind, Choice, OptionId, Ranking, Scores, kind_of

DIFFERENT_MAX = 256
"""Different things that a byte of a row can tell."""

MARKED = 1
"""The byte of an option that a choice marks; 0 stands for one that it does not."""


class Rows(Mapping[Ballot, int]):
    """A box of one kind of ballot, over the options of its tally in their order."""

    kind: ClassVar[BallotKind]

    def __init__(self, options: tuple[OptionId, ...], rows: Mapping[bytes, int]) -> None:
        self.options = options
        self.rows = rows
        """The weight of each row, in the order in which they were met."""

    @abstractmethod
    def ballot(self, row: bytes) -> Ballot:
        """The ballot that a row tells."""

    def by_weight(self) -> dict[int, list[bytes]]:
        """The rows of each weight."""
        found: dict[int, list[bytes]] = {}
        for row, weight in self.rows.items():
            found.setdefault(weight, []).append(row)
        return found

    @cached_property
    def _ballots(self) -> dict[Ballot, int]:
        return {self.ballot(row): weight for row, weight in self.rows.items()}

    def __getitem__(self, ballot: Ballot) -> int:
        """The weight of a ballot."""
        return self._ballots[ballot]

    def __iter__(self) -> Iterator[Ballot]:
        """The ballots, in the order in which they were met."""
        return iter(self._ballots)

    def __len__(self) -> int:
        """How many different ballots there are."""
        return len(self.rows)

    def items(self) -> ItemsView[Ballot, int]:
        """The ballots and their weights."""
        return self._ballots.items()

    def values(self) -> ValuesView[int]:
        """The weights alone, for which no ballot need be made."""
        return self.rows.values()


class RankingRows(Rows):
    """Strict rankings, no rank skipped: a row holds the number of the option at each rank."""

    kind = "ranking"

    @cached_property
    def _groups(self) -> tuple[tuple[OptionId], ...]:
        return tuple((option,) for option in self.options)

    def ballot(self, row: bytes) -> Ranking:
        """The ballot that a row tells."""
        return Ranking(tuple(map(self._groups.__getitem__, row)))


class ScoresRows(Rows):
    """Points: a row holds for each option where in `units` its points stand."""

    kind = "scores"

    def __init__(
        self,
        options: tuple[OptionId, ...],
        rows: Mapping[bytes, int],
        units: tuple[int | None, ...],
    ) -> None:
        """`units` are all different; None is that of an option that was not marked."""
        super().__init__(options, rows)
        self.units = units

    @cached_property
    def _pairs(self) -> list[tuple[int, list[tuple[OptionId, int] | None]]]:
        """By option, sorted: its place in a row, and what each byte there says."""
        return [
            (place, [None if units is None else (option, units) for units in self.units])
            for option, place in sorted(zip(self.options, range(len(self.options)), strict=True))
        ]

    def ballot(self, row: bytes) -> Scores:
        """The ballot that a row tells."""
        told = (pairs[row[place]] for place, pairs in self._pairs)
        return Scores(tuple(pair for pair in told if pair))

    def counted(self) -> dict[OptionId, Counter[int]]:
        """Per option, how many voters gave it how many units."""
        found: dict[OptionId, Counter[int]] = {option: Counter() for option in self.options}
        for weight, rows in self.by_weight().items():
            for option, column in zip(
                self.options, columns_of(rows, len(self.options)), strict=True
            ):
                for told, times in times_of(column).items():
                    units = self.units[told]
                    if units is not None:
                        found[option][units] += weight * times
        return found


class ChoiceRows(Rows):
    """Marks: a row holds `MARKED` or 0 for each option."""

    kind = "choice"

    def ballot(self, row: bytes) -> Choice:
        """The ballot that a row tells."""
        return Choice(tuple(sorted(o for o, mark in zip(self.options, row, strict=True) if mark)))


def times_of(column: bytes) -> dict[int, int]:
    """How often each byte stands in a column: a `Counter` for columns of few different bytes.

    >>> times_of(b"abba" + b"a")
    {97: 3, 98: 2}
    """
    found: dict[int, int] = {}
    while column:
        others = column.translate(None, column[:1])
        found[column[0]] = len(column) - len(others)
        column = others
    return found


def columns_of(rows: Iterable[bytes], length: int) -> Iterator[bytes]:
    """What rows of this length have at each place."""
    joined = b"".join(rows)
    return (joined[place::length] for place in range(length))


def kinds_of(box: Mapping[Ballot, int]) -> set[BallotKind]:
    """The kinds of ballot in a box."""
    if isinstance(box, Rows):
        return {box.kind} if box.rows else set()
    return {kind_of(ballot) for ballot in {type(ballot): ballot for ballot in box}.values()}
