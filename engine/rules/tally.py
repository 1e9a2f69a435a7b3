"""A tally: what was cast, as a multiset that takes a ballot in and takes it out again.

Adding and taking out the same ballot is the identity, so a changed vote never needs a
recount from zero. Memory grows with distinct ballots, not with ballots.
"""

from collections.abc import Mapping
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

    `ballots` were cast in the room or on line, or read from a file (see `rows`); `written` are
    opinions of absent members sent in writing, `paper` is entered by tellers, `channels` holds
    named boxes that are counted apart and then weighed: jury and public, stages of a contest,
    criteria. `bases` holds the figures a threshold may be measured against. `unit` is the worth
    of one score unit as (numerator, denominator).
    """

    options: tuple[OptionId, ...]
    ballots: Mapping[Ballot, int] = {}
    written: dict[Ballot, int] = {}
    paper: PaperCount | None = None
    channels: dict[str, dict[Ballot, int]] = {}
    bases: dict[Base, int] = {}
    unit: tuple[int, int] = (1, 1)
    costs: dict[OptionId, int] = {}
    """What each option would cost, in whole units of money; empty where nothing is bought."""

    def add(
        self, ballot: Ballot, weight: int = 1, *, written: bool = False, channel: str = ""
    ) -> None:
        """Take one ballot of this weight in."""
        box = self.channels.setdefault(channel, {}) if channel else self._box(written=written)
        box[ballot] = box.get(ballot, 0) + weight

    def take(
        self, ballot: Ballot, weight: int = 1, *, written: bool = False, channel: str = ""
    ) -> None:
        """Take one ballot of this weight out again. It must have been added."""
        box = self.channels[channel] if channel else self._box(written=written)
        left = box[ballot] - weight
        assert left >= 0, "a tally gives back only what it took"
        if left:
            box[ballot] = left
        else:
            del box[ballot]
        if channel and not box:
            del self.channels[channel]

    def _box(self, *, written: bool) -> dict[Ballot, int]:
        if written:
            return self.written
        if not isinstance(self.ballots, dict):
            self.ballots = dict(self.ballots.items())
        return self.ballots

    @property
    def whole(self) -> Mapping[Ballot, int]:
        """Ballots cast and written opinions together. Not to be changed."""
        if not self.written:
            return self.ballots
        together = dict(self.ballots.items())
        for ballot, weight in self.written.items():
            together[ballot] = together.get(ballot, 0) + weight
        return together

    @property
    def boxes(self) -> dict[str, Mapping[Ballot, int]]:
        """Whole ballots by channel, sorted by name; those of no channel under the empty name."""
        named: dict[str, Mapping[Ballot, int]] = {
            name: self.channels[name] for name in sorted(self.channels)
        }
        whole = self.whole
        return {"": whole, **named} if whole or not named else named

    @property
    def worth(self) -> Fraction:
        """The worth of one score unit."""
        return Fraction(*self.unit)
