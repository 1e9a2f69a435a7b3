"""Loads on voters, as Phragmén shares them: also the second phase of equal shares.

Voters of one group always carry the same load, and so do all supporters of an option once it
is elected: a load is one of few *levels*, and each option needs only the weight of its
supporters on each level.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, number
from engine.rules.proportional.approvals import Approvals
from engine.rules.proportional.course import Offer


@dataclass(frozen=True)
class LoadRace:
    """A committee in the making, and what its voters carry."""

    approvals: Approvals
    elected: tuple[OptionId, ...]
    levels: tuple[Fraction, ...]
    level_of: tuple[int, ...]
    """For each group of voters its level."""
    resting: dict[OptionId, dict[int, int]]
    """For each open option with supporters, their weight on each level."""
    heaviest: Fraction = Fraction(0)
    """The load after the last election of this race."""

    @classmethod
    def unladen(cls, approvals: Approvals) -> "LoadRace":
        """The race before any election."""
        return cls.laden(approvals, (), (Fraction(0),) * len(approvals.groups))

    @classmethod
    def laden(
        cls, approvals: Approvals, elected: tuple[OptionId, ...], loads: tuple[Fraction, ...]
    ) -> "LoadRace":
        """The race of a committee begun otherwise, with the load of each group of voters."""
        levels = tuple(sorted(set(loads)))
        position_of = {level: position for position, level in enumerate(levels)}
        level_of = tuple(position_of[load] for load in loads)
        resting: dict[OptionId, dict[int, int]] = {}
        for option, positions in approvals.supporters.items():
            if positions and option not in elected:
                weights = resting[option] = {}
                for position in positions:
                    level = level_of[position]
                    weights[level] = weights.get(level, 0) + approvals.groups[position].weight
        return cls(approvals, elected, levels, level_of, resting)

    @property
    def key(self) -> Hashable:
        """Committee and loads: all that the rule looks at."""
        return frozenset(self.elected), tuple(self.levels[level] for level in self.level_of)

    def merge(self, other: "LoadRace") -> "LoadRace":
        """One race for two of the same key, which differ at most in the order of election."""
        assert self.key == other.key, "only equal races are one"
        return self

    def best(self) -> Offer | None:
        """The options whose supporters would carry least."""
        loads = {option: self._load(option) for option in self.resting}
        if not loads:
            return None
        least = min(loads.values())

        def tell() -> dict[str, Fact]:
            return {"loads": tuple((option, number(load)) for option, load in loads.items())}

        return Offer(tuple(option for option in loads if loads[option] == least), tell)

    def _load(self, option: OptionId) -> Fraction:
        weights = self.resting[option]
        carried = sum(
            (weight * self.levels[level] for level, weight in weights.items()), Fraction(1)
        )
        return carried / self.approvals.support[option]

    def elect(self, option: OptionId) -> "LoadRace":
        """All supporters of the option now carry its load."""
        load = self._load(option)
        top = len(self.levels)
        level_of = list(self.level_of)
        resting = {other: dict(weights) for other, weights in self.resting.items()}
        del resting[option]
        for position in self.approvals.supporters[option]:
            group = self.approvals.groups[position]
            for other in group.approved:
                if other in resting:
                    _move(resting[other], level_of[position], top, group.weight)
            level_of[position] = top
        return LoadRace(
            self.approvals,
            (*self.elected, option),
            (*self.levels, load),
            tuple(level_of),
            resting,
            load,
        )


def _move(weights: dict[int, int], source: int, target: int, weight: int) -> None:
    weights[source] -= weight
    if not weights[source]:
        del weights[source]
    weights[target] = weights.get(target, 0) + weight
