"""Judgements of pairs: who was preferred to whom, how often. Sums, so their order is nothing.

A ballot of two groups of one option is one judgement, `((winner,), (loser,))`; two options in
one group are a draw. A longer ranking is read as the judgement of each of its pairs; options
it leaves out were not judged. Draws are halves, so everything is counted in half judgements.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import OptionId, Ranking
from engine.rules.condorcet.blocks import Groups
from engine.rules.condorcet.pairwise import Pairwise
from engine.rules.outcome import Fact, Step
from engine.rules.rule import Question


@dataclass(frozen=True)
class Comparisons:
    """All judgements of one poll."""

    options: tuple[OptionId, ...]
    halves: dict[tuple[OptionId, OptionId], int]
    """Half judgements won by the first over the second: 2 a win, 1 a draw. None is 0."""
    ballots: int
    blank: int
    """Weight of the ballots that judge no pair."""

    @cached_property
    def won(self) -> dict[OptionId, int]:
        """Half judgements won by each option."""
        won = dict.fromkeys(self.options, 0)
        for (winner, _), halves in self.halves.items():
            won[winner] += halves
        return won

    @cached_property
    def met(self) -> dict[OptionId, dict[OptionId, int]]:
        """For each option, whom it met, in half judgements."""
        met: dict[OptionId, dict[OptionId, int]] = {option: {} for option in self.options}
        for (winner, loser), halves in self.halves.items():
            met[winner][loser] = met[winner].get(loser, 0) + halves
            met[loser][winner] = met[loser].get(winner, 0) + halves
        return met

    def judged(self, option: OptionId) -> int:
        """Half judgements in which the option stood, won or lost."""
        return sum(self.met[option].values())

    @property
    def totals(self) -> dict[str, Fact]:
        """Weights for the outcome."""
        return {
            "ballots": self.ballots,
            "blank": self.blank,
            "judgements": sum(self.halves.values()) // 2,
        }

    def trace(self) -> Step:
        """Every pair that was judged, with the half judgements each side won."""
        pairs = sorted({tuple(sorted(pair)) for pair in self.halves})
        told = tuple(
            (
                first,
                second,
                self.halves.get((first, second), 0),
                self.halves.get((second, first), 0),
            )
            for first, second in pairs
        )
        return Step("pairs", {"halves": told})


def comparisons_of(question: Question) -> Comparisons:
    """The judgements of a tally. Refuses `BallotInvalid` for an option ranked twice."""
    options = tuple(sorted(question.options))
    matrix = Pairwise(options, blank="no-opinion")
    halves: dict[tuple[OptionId, OptionId], int] = {}
    ballots = blank = 0
    judging: list[tuple[Groups, int]] = []
    for ballot, weight in question.tally.whole.items():
        assert isinstance(ballot, Ranking), "the rule has checked the kind"
        groups = ballot.groups
        ranked = [option for group in groups for option in group]
        if len(set(ranked)) < len(ranked):
            raise BallotInvalid(ballot="ranking", expected=("option-once",))
        ballots += weight
        blank += weight if len(ranked) < 2 else 0
        judging.append((groups, weight))
        if max(map(len, groups), default=0) > 1:
            for pair in (pair for group in groups for pair in permutations(group, 2)):
                halves[pair] = halves.get(pair, 0) + weight
    matrix.add_all(judging)
    for winner, row in zip(options, matrix.rows(), strict=True):
        for loser, wins in zip(options, row, strict=True):
            if wins:
                halves[winner, loser] = halves.get((winner, loser), 0) + 2 * wins
    return Comparisons(options, halves, ballots, blank)
