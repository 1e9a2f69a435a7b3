"""What a count says: winners, places, figures, and the whole way there.

The *result* (all but `trace`) is what a ledger records and a replay must reproduce byte by
byte; the trace is regenerated from the same ballots at any time. Numbers that are not whole
are text: `"p/q"` in lowest terms, or a fixed decimal where the rule itself works in decimals.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import msgspec

from engine.rules.ballots import OptionId

Fact: TypeAlias = str | int | bool | tuple[Any, ...]
"""A machine-readable value of a trace; tuples nest, of the same kinds again."""


class Step(msgspec.Struct, frozen=True):
    """One step of a count: a stable code, and what happened. Doors turn the code into words."""

    code: str
    facts: dict[str, Fact]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one count.

    `winners` in order of place; fewer than `seats` if the ballots do not decide, and then
    `undecided` holds the options among which the last seats were left tied. `ranking` holds
    places, best first, options of one place together; a rule that elects without ranking puts
    the elected in one place or in order of election, then the rest if it orders them.
    `figures` holds, per option, the numbers a reader expects of the rule.
    `ties` are the steps of the ladder that were used, the deciding one last.
    """

    rule: str
    seats: int
    parameters: dict[str, str | int | bool]
    winners: tuple[OptionId, ...]
    ranking: tuple[tuple[OptionId, ...], ...]
    undecided: tuple[OptionId, ...] = ()
    figures: dict[OptionId, dict[str, Fact]] = {}
    totals: dict[str, Fact] = {}
    ties: tuple[Step, ...] = ()
    trace: tuple[Step, ...] = ()


def number(value: Fraction | int) -> str:
    """A number as canonical text: `7`, `-3`, `97/2`.

    >>> number(Fraction(4, 2)), number(Fraction(-1, 3))
    ('2', '-1/3')
    """
    return str(Fraction(value))


def places(points: Mapping[OptionId, Fraction | int]) -> tuple[tuple[OptionId, ...], ...]:
    """Places by points, highest first; equal points share a place, sorted by option.

    >>> places({"b": 2, "a": 2, "c": 5})
    (('c',), ('a', 'b'))
    """
    groups: dict[Fraction | int, list[OptionId]] = {}
    for option, value in points.items():
        groups.setdefault(value, []).append(option)
    return tuple(tuple(sorted(groups[value])) for value in sorted(groups, reverse=True))


def ranks(ranking: Sequence[Sequence[OptionId]]) -> dict[OptionId, int]:
    """Standard competition ranks: options of one place share its number, the next is skipped.

    >>> ranks((("c",), ("a", "b"), ("d",)))
    {'c': 1, 'a': 2, 'b': 2, 'd': 4}
    """
    told: dict[OptionId, int] = {}
    for group in ranking:
        told |= dict.fromkeys(group, len(told) + 1)
    return told
