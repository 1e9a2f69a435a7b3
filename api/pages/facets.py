"""Facets: what the rows of a table have in common, with how many rows each choice would leave.

A count is of the rows that every other choice leaves, so following it shows exactly as many.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

Row = Mapping[str, Any]


class Choice(msgspec.Struct, frozen=True):
    """One value that rows may have. `value` None takes the facet away."""

    value: str | None
    count: int
    chosen: bool


class Facet(msgspec.Struct, frozen=True):
    """One thing to choose by, under the name that it has in the address."""

    name: str
    chosen: str | None
    values_of: Callable[[Row], Iterable[str]]
    order: Sequence[str]

    def takes(self, row: Row) -> bool:
        """Does the row have what is chosen."""
        return self.chosen is None or self.chosen in self.values_of(row)

    def choices(self, rows: Sequence[Row]) -> list[Choice]:
        """What can be chosen among these rows: all of them, and each value that one of them has."""
        counts = dict.fromkeys(self.order, 0)
        for row in rows:
            for value in self.values_of(row):
                counts[value] += 1
        return [
            Choice(None, len(rows), self.chosen is None),
            *(
                Choice(value, count, value == self.chosen)
                for value, count in counts.items()
                if count or value == self.chosen
            ),
        ]


def chosen(rows: Iterable[Row], facets: Sequence[Facet]) -> list[Row]:
    """The rows that every facet takes."""
    return [row for row in rows if all(facet.takes(row) for facet in facets)]


def choices(rows: Sequence[Row], facets: Sequence[Facet]) -> dict[str, list[Choice]]:
    """The choices of each facet that divides the rows, by its name."""
    found = {}
    for facet in facets:
        others = [each for each in facets if each is not facet]
        told = facet.choices(chosen(rows, others))
        if facet.chosen is not None or len({*map(_values(facet), rows)}) > 1:
            found[facet.name] = told
    return found


def _values(facet: Facet) -> Callable[[Row], tuple[str, ...]]:
    return lambda row: tuple(facet.values_of(row))
