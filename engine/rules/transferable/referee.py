"""Ties between options of a count in rounds: earlier rounds first, then the ladder.

Looking back round by round, the latest round that tells the tied options apart decides; what it
leaves tied, the round before it may part (SSI 2007/42, rules 49(2) and 51(2); RCTab's
`previousRoundCounts`). Then the declared ladder is asked, about the options still tied only.

Where a tie was passed over because its order does not matter for who is elected, the rounds that
one order or another would have had are not known; so nobody looks back past such a round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from engine.rules.ballots import OptionId
from engine.rules.outcome import Step
from engine.rules.parameters import Parameter
from engine.rules.ties import Ladder
from engine.rules.transferable.papers import Option

Number: TypeAlias = int | Fraction
Earlier: TypeAlias = Mapping[int, Sequence[Number]]
"""Votes by option, by the number of the round: those before this one, oldest first."""

PREVIOUS_ROUNDS = "previous-rounds"


def earlier_rounds(history: Sequence[Sequence[Number]], *, since: int) -> Earlier:
    """What may be looked back to from the last round of a history: the rounds after `since`."""
    return {number: history[number - 1] for number in range(since + 1, len(history))}


def tie_break(default: str) -> Parameter:
    """The parameter that says whether earlier rounds are asked before the ladder."""
    return Parameter(
        name="tie_break",
        kind="choice",
        default=default,
        help="the rule's own step on a tie before the ladder: the votes of earlier rounds, or none",
        choices=(PREVIOUS_ROUNDS, "ladder"),
    )


@dataclass(frozen=True)
class Referee:
    """Finds the highest or the lowest of tied options."""

    options: tuple[OptionId, ...]
    ladder: Ladder
    looks_back: bool

    def highest(
        self, tied: Sequence[Option], earlier: Earlier, about: str
    ) -> tuple[list[Option], tuple[Step, ...]]:
        """The best of these options, several if they are left tied, and the steps taken."""
        return self._pick(tied, earlier, about, first=True)

    def lowest(
        self, tied: Sequence[Option], earlier: Earlier, about: str
    ) -> tuple[list[Option], tuple[Step, ...]]:
        """The worst of these options, several if they are left tied, and the steps taken."""
        return self._pick(tied, earlier, about, first=False)

    def _pick(
        self, tied: Sequence[Option], earlier: Earlier, about: str, *, first: bool
    ) -> tuple[list[Option], tuple[Step, ...]]:
        if len(tied) == 1:
            return list(tied), ()
        steps: list[Step] = []
        groups = self._by_rounds(tied, earlier) if self.looks_back else [sorted(tied)]
        if len(groups) > 1:
            steps.append(self._told(groups, earlier, about))
        picked = groups[0 if first else -1]
        if len(picked) > 1:
            split = 1 if first else len(picked) - 1
            names, more = self.ladder.order(self.named(picked), about=about, seats=split)
            picked = [self.options.index(name) for name in names[0 if first else -1]]
            steps.extend(more)
        return picked, tuple(steps)

    def named(self, options: Sequence[Option]) -> tuple[OptionId, ...]:
        """The ids of options, sorted."""
        return tuple(sorted(self.options[option] for option in options))

    @staticmethod
    def _by_rounds(tied: Sequence[Option], earlier: Earlier) -> list[list[Option]]:
        groups: dict[tuple[Number, ...], list[Option]] = {}
        latest_first = [*earlier.values()][::-1]
        for option in sorted(tied):
            back = tuple(votes[option] for votes in latest_first)
            groups.setdefault(back, []).append(option)
        return [groups[back] for back in sorted(groups, reverse=True)]

    def _told(self, groups: list[list[Option]], earlier: Earlier, about: str) -> Step:
        tied = [option for group in groups for option in group]
        latest = max(
            number
            for number, votes in earlier.items()
            if len({votes[option] for option in tied}) > 1
        )
        order = tuple(self.named(group) for group in groups)
        return Step("tie-previous-rounds", {"about": about, "order": order, "round": latest})
