"""The score ballots of a poll, summed up: how often each option was given how many points.

Ballots hold points in whole units; everything told is in the worth of a unit, so that half
points are exact.
"""

from collections import Counter
from fractions import Fraction
from itertools import chain

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Ballot, OptionId, Scores
from engine.rules.rows import ScoresRows
from engine.rules.tally import Tally


class Card:
    """What the ballots of a tally give each option. Options are held sorted by code."""

    def __init__(self, tally: Tally) -> None:
        self.options = tuple(sorted(tally.options))
        self.worth = tally.worth
        self.ballots = tally.whole
        self.voters = sum(self.ballots.values())
        self.units = (
            self.ballots.counted() if isinstance(self.ballots, ScoresRows) else self._counted()
        )
        """Per option, how many voters gave it how many units."""

    def _counted(self) -> dict[OptionId, Counter[int]]:
        single = (points_of(ballot) for ballot, weight in self.ballots.items() if weight == 1)
        counted = Counter(chain.from_iterable(single))
        for ballot, weight in self.ballots.items():
            if weight != 1:
                counted.update(dict.fromkeys(points_of(ballot), weight))
        found: dict[OptionId, Counter[int]] = {option: Counter() for option in self.options}
        for (option, units), times in counted.items():
            found[option][units] += times
        return found

    def points(self, option: OptionId) -> Fraction:
        """The points of an option, added up."""
        return self.worth * sum(units * times for units, times in self.units[option].items())

    def marks(self, option: OptionId) -> int:
        """How many voters marked an option."""
        return self.units[option].total()

    def check(self, highest: Fraction, *, whole: bool = False) -> None:
        """Refuse `BallotInvalid` where points lie below 0 or above the highest, or are not whole
        if they must be.
        """
        for units in set(chain.from_iterable(self.units.values())):
            points = units * self.worth
            if not 0 <= points <= highest or (whole and points.denominator > 1):
                raise BallotInvalid(ballot="scores", expected=(f"0..{highest}",))


def points_of(ballot: Ballot) -> tuple[tuple[OptionId, int], ...]:
    """The points of a score ballot, in units."""
    assert isinstance(ballot, Scores), "a rule takes only the kinds of ballot it names"
    return ballot.points
