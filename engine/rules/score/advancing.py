"""STAR's own tie-break in the scoring round: who of the tied goes on to the run-off.

Two readings are in use, so it is a parameter. Both agree where two are tied.

- `official`: of the tied, those who lost the most duels among them are eliminated, and again;
  then the one with the most top scores advances, or those with the fewest are eliminated, and
  again from the start. (Equal Vote Coalition, "Official Tiebreaker Protocol", 2025.)
- `preferences`: those advance whom voters preferred most often to the others tied, duel by duel
  added up; then those with the most top scores. (The `starvote` library, version 2.1.)

What is left tied is for the ladder.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Step, number, places
from engine.rules.score.standings import Standings

Group: TypeAlias = tuple[OptionId, ...]


def filled(groups: Iterable[Group], seats: int) -> tuple[Group, Group]:
    """Who of the groups, best first, is sure of a seat, and the group tied for the last seats.

    >>> filled((("a",), ("b", "c")), 2), filled((("a", "b"), ("c",)), 2)
    ((('a',), ('b', 'c')), (('a', 'b'), ()))
    """
    sure: Group = ()
    for group in groups:
        if len(sure) + len(group) > seats:
            return sure, group if len(sure) < seats else ()
        sure += group
    return sure, ()


@dataclass
class Advancing:
    """A tie for the last places in a run-off, on its way to being resolved."""

    standings: Standings
    about: str
    tied: Group
    needed: int
    advanced: Group = ()
    steps: list[Step] = field(default_factory=list)

    def resolve(self, protocol: str) -> None:
        """Let advance whom the protocol says; what stays in `tied` it leaves tied."""
        if protocol == "official":
            self._eliminate()
        else:
            self._advance_best("preferences", self._preferences())
            self._advance_best("top-scores", self.standings.tops)
        if len(self.tied) == self.needed:
            self._advance(self.tied)
        if not self.needed:
            self.tied = ()

    def _eliminate(self) -> None:
        while len(self.tied) > self.needed > 0:
            lost = {o: sum(self.standings.beats(x, o) for x in self.tied) for o in self.tied}
            tops = {option: self.standings.tops[option] for option in self.tied}
            if len(set(lost.values())) > 1:
                self._drop("duels-lost", {option: -times for option, times in lost.items()})
            elif len(set(tops.values())) > 1:
                most = places(tops)[0]
                if len(most) <= self.needed:
                    self._told("top-scores", tops)
                    self._advance(most)
                else:
                    self._drop("top-scores", tops)
            else:
                return

    def _drop(self, by: str, key: Mapping[OptionId, int]) -> None:
        """Eliminate those lowest in the key; if too few are left then, those left advance and
        the lowest are tied for what is still needed.
        """
        self._told(by, key)
        lowest = places(key)[-1]
        left = tuple(option for option in self.tied if option not in lowest)
        if len(left) < self.needed:
            self._advance(left)
        else:
            self.tied = left

    def _advance_best(self, by: str, key: Mapping[OptionId, int]) -> None:
        """Let advance from the top of the key as long as whole groups fit."""
        own = {option: key[option] for option in self.tied}
        if len(set(own.values())) > 1:
            self._told(by, own)
            advanced, left = filled(places(own), self.needed)
            self._advance(advanced)
            self.tied = left

    def _preferences(self) -> dict[OptionId, int]:
        above = self.standings.above
        return {option: sum(above[option][x] for x in self.tied) for option in self.tied}

    def _advance(self, group: Group) -> None:
        self.advanced += group
        self.needed -= len(group)
        self.tied = tuple(option for option in self.tied if option not in group)

    def _told(self, by: str, key: Mapping[OptionId, int]) -> None:
        compared = tuple((option, (number(key[option]),)) for option in sorted(key))
        facts: dict[str, Fact] = {"about": self.about, "by": f"star-{by}", "order": places(key)}
        self.steps.append(Step("tie-own", facts | {"compared": compared}))
