"""Who stood where how often: what every positional rule counts, whatever it pays for a place.

Ballots are sorted by how many places they use and how many options they rank, since some
conventions pay by that; inside, weights are added up by option and place. The table of 100,000
ballots is as small as that of ten, and a rule looks only at the table.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Ballot, OptionId, Ranking
from engine.rules.rows import RankingRows, columns_of, times_of
from engine.rules.ties import Groups


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What a place is worth, and the conventions for ties and for options left out.

    `worth(place, used)` is for place 0, 1, … of a ballot that uses so many places. Options
    tied over several places are paid their `ties` (average, highest or lowest worth); options
    left out share what is left (`average`) or are paid nothing.
    """

    worth: Callable[[int, int], Fraction]
    ties: str = "average"
    average_unranked: bool = False


@dataclass
class Alike:
    """The ballots that use as many places and rank as many options as one another."""

    weight: int = 0
    alone: dict[OptionId, list[int]] = field(default_factory=dict)
    """Per option, weight of the ballots that put it alone on place 0, 1, …"""
    tied: Counter[tuple[OptionId, int, int]] = field(default_factory=Counter)
    """Weight of the ballots that tie an option from a place on, over so many places."""
    ranked: Counter[OptionId] = field(default_factory=Counter)
    """Weight of the ballots that tie an option anywhere."""


class Table:
    """The places of the options on all ballots of a box."""

    def __init__(
        self, options: tuple[OptionId, ...], box: Mapping[Ballot, int], *, hold: bool = False
    ) -> None:
        """Refuses `BallotInvalid` for a ballot that ranks an option twice. With `hold`, a rank
        that a ballot skips stays empty; else the ranks below it move up.
        """
        self.options = tuple(sorted(options))
        self._alike: dict[tuple[int, int], Alike] = {}
        if isinstance(box, RankingRows):
            self._add_rows(box)
            return
        plain: dict[tuple[int, int], list[Groups]] = {}
        for ballot, weight in box.items():
            assert isinstance(ballot, Ranking), "the rule has checked the kind"
            groups = ballot.groups
            if set(map(len, groups)) == {1} and len(set(groups)) == len(groups):
                plain.setdefault((len(groups), weight), []).append(groups)
            else:
                self._add(groups if hold else tuple(filter(None, groups)), weight)
        for (used, weight), block in plain.items():
            ranked = list(chain.from_iterable(chain.from_iterable(block)))
            columns = (Counter(ranked[place::used]) for place in range(used))
            self._add_plain(used, weight, len(block), columns)

    def _add_rows(self, box: RankingRows) -> None:
        """Ballots in rows, which are all plain."""
        for weight, rows in box.by_weight().items():
            by_length: dict[int, list[bytes]] = {}
            for row in rows:
                by_length.setdefault(len(row), []).append(row)
            for used, block in by_length.items():
                columns = map(times_of, columns_of(block, used))
                named = ({box.options[n]: t for n, t in column.items()} for column in columns)
                self._add_plain(used, weight, len(block), named)

    def _add_plain(
        self, used: int, weight: int, ballots: int, columns: Iterable[Mapping[OptionId, int]]
    ) -> None:
        """Ballots of one length and weight without ties and skipped ranks, place by place."""
        alike = self._of(used, used)
        alike.weight += weight * ballots
        for place, column in enumerate(columns):
            for option, times in column.items():
                alike.alone[option][place] += weight * times

    def _of(self, used: int, ranked: int) -> Alike:
        alike = self._alike.get((used, ranked))
        if alike is None:
            alike = self._alike[used, ranked] = Alike()
            alike.alone = {option: [0] * used for option in self.options}
        return alike

    def _add(self, groups: Groups, weight: int) -> None:
        ranked = [option for group in groups for option in group]
        if len(set(ranked)) < len(ranked):
            raise BallotInvalid(ballot="ranking", expected=("option-once",))
        used = sum(len(group) or 1 for group in groups)
        alike = self._of(used, len(ranked))
        alike.weight += weight
        place = 0
        for group in groups:
            if len(group) == 1:
                alike.alone[group[0]][place] += weight
            else:
                for option in group:
                    alike.tied[option, place, len(group)] += weight
                    alike.ranked[option] += weight
            place += len(group) or 1

    @property
    def weight(self) -> int:
        """The weight of all ballots."""
        return sum(alike.weight for alike in self._alike.values())

    def places(self) -> dict[OptionId, tuple[int, ...]]:
        """Per option, how often it stood on each place; of tied options all stand on the first."""
        longest = max((used for used, _ in self._alike), default=0)
        counts = {option: [0] * longest for option in self.options}
        for alike in self._alike.values():
            for option, row in alike.alone.items():
                for place, weight in enumerate(row):
                    counts[option][place] += weight
            for (option, place, _), weight in alike.tied.items():
                counts[option][place] += weight
        return {option: tuple(row) for option, row in counts.items()}

    def paid(self, scale: Scale) -> dict[OptionId, Counter[Fraction]]:
        """Per option, how often it was paid how much."""
        paid: dict[OptionId, Counter[Fraction]] = {option: Counter() for option in self.options}
        for (used, ranked), alike in self._alike.items():
            worth = [scale.worth(place, used) for place in range(max(used, len(self.options)))]
            left_out = _left_out(worth[used:], len(self.options) - ranked, scale)
            for option, row in alike.alone.items():
                for place, weight in enumerate(row):
                    paid[option][worth[place]] += weight
                paid[option][left_out] += alike.weight - sum(row) - alike.ranked[option]
            for (option, place, size), weight in alike.tied.items():
                paid[option][_tied(worth[place : place + size], scale)] += weight
        return {option: +counts for option, counts in paid.items()}


def _left_out(worth: list[Fraction], number: int, scale: Scale) -> Fraction:
    """What an option left out is paid: its share of the places left, or nothing."""
    if not scale.average_unranked or not number:
        return Fraction(0)
    return sum(worth, Fraction(0)) / number


def _tied(worth: list[Fraction], scale: Scale) -> Fraction:
    match scale.ties:
        case "highest":
            return max(worth)
        case "lowest":
            return min(worth)
        case _:
            return sum(worth, Fraction(0)) / len(worth)
