"""A tally: what was cast, as a multiset that takes a ballot in and takes it out again.

Adding and taking out the same ballot is the identity, so a changed vote never needs a
recount from zero. Memory grows with distinct ballots, not with ballots.
"""

from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from engine.rules.ballots import Ballot, OptionId, View

Base: TypeAlias = Literal["members", "present", "present-or-replied", "cast", "valid"]


class PaperCount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What tellers counted on paper: totals, no single ballots. Whole papers (or weights)."""

    issued: int
    returned: int
    valid: int
    spoilt: int
    blank: int
    votes: tuple[tuple[OptionId, View, int], ...]
    """(option, view, number); a mark on a choose-up-to-k paper is a `for`."""


class Tally(msgspec.Struct, kw_only=True):
    """The ballots of one poll, by weight.

    `ballots` were cast in the room or on line, `written` are opinions of absent members sent
    in writing, `paper` is entered by tellers. `bases` holds the figures a threshold may be
    measured against. `unit` is the worth of one score unit as (numerator, denominator).
    """

    options: tuple[OptionId, ...]
    ballots: dict[Ballot, int] = {}
    written: dict[Ballot, int] = {}
    paper: PaperCount | None = None
    bases: dict[Base, int] = {}
    unit: tuple[int, int] = (1, 1)

    def add(self, ballot: Ballot, weight: int = 1, *, written: bool = False) -> None:
        """Take one ballot of this weight in."""
        box = self.written if written else self.ballots
        box[ballot] = box.get(ballot, 0) + weight

    def take(self, ballot: Ballot, weight: int = 1, *, written: bool = False) -> None:
        """Take one ballot of this weight out again. It must have been added."""
        box = self.written if written else self.ballots
        left = box[ballot] - weight
        assert left >= 0, "a tally gives back only what it took"
        if left:
            box[ballot] = left
        else:
            del box[ballot]

    @property
    def worth(self) -> Fraction:
        """The worth of one score unit."""
        return Fraction(*self.unit)
