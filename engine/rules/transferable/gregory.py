"""Papers in piles with values: the weighted inclusive Gregory method of passing a surplus on.

All papers of an elected option go on, each at its value × surplus / votes; an excluded option's
papers go on at the value they came with.

Reference: J. B. Gregory, 1880, for the fraction; "weighted inclusive" after D. M. Farrell and
I. McAllister, "The 1983 Change in Surplus Vote Transfer Procedures", 2003.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.rules.outcome import Fact
from engine.rules.transferable.arithmetic import Arithmetic
from engine.rules.transferable.papers import Option, Paper, Papers
from engine.rules.transferable.reading import Reason
from engine.rules.transferable.referee import Number


@dataclass
class Move:
    """Where the papers of one option will go, not yet done."""

    source: Option
    surplus: Number | None
    """The surplus that is passed on; None where the option is excluded and all is."""
    gains: dict[Option, Number] = field(default_factory=dict)
    spent: dict[Reason, Number] = field(default_factory=dict)
    parcels: list[tuple[Option, Number, list[Paper]]] = field(default_factory=list)
    values: list[tuple[Number, Number]] = field(default_factory=list)
    """A paper's value before and after, once for each parcel."""

    @property
    def moved(self) -> Number:
        """What arrives somewhere, if only among the spent."""
        return sum(self.gains.values()) + sum(self.spent.values())


class Piles:
    """Who holds which papers at what value. `votes` of an elected option are what it keeps."""

    def __init__(self, papers: Papers, arithmetic: Arithmetic) -> None:
        """Give every paper to its first mark."""
        self.papers = papers
        self.arithmetic = arithmetic
        self.standing: list[Option] = list(range(len(papers.options)))
        self.votes: list[Number] = [arithmetic.one * 0 for _ in papers.options]
        self.spent: dict[Reason, Number] = {}
        self.residual: Number = arithmetic.one * 0
        """What was lost because decimals were cut off."""
        self._piles: list[dict[Number, list[Paper]]] = [{} for _ in papers.options]
        first = Move(source=-1, surplus=None)
        self._deal(first, list(papers.everything()), arithmetic.one)
        self._receive(first)

    @property
    def total(self) -> Number:
        """The votes that standing options hold."""
        return sum(self.votes[option] for option in self.standing)

    def leave(self, options: Sequence[Option]) -> None:
        """Let options stand no more: they get no further papers."""
        self.standing = [option for option in self.standing if option not in options]

    def move(self, source: Option, surplus: Number | None = None) -> Move:
        """Read an option's papers on, without giving them to anybody yet.

        Papers are read once only: what is moved here must be settled, or the count ends.
        """
        move = Move(source, surplus)
        for value, pile in self._piles[source].items():
            after = value
            if surplus is not None:
                after = self.arithmetic.passed_on(value, surplus, self.votes[source])
            self._deal(move, pile, after)
            move.values.append((value, after))
        return move

    def _deal(self, move: Move, pile: list[Paper], value: Number) -> None:
        deal = self.papers.deal(pile, self.standing)
        for option, heap in deal.heaps.items():
            gain = value * self.papers.weight(heap)
            move.gains[option] = move.gains.get(option, 0) + gain
            move.parcels.append((option, value, heap))
        for reason, weight in deal.spent.items():
            move.spent[reason] = move.spent.get(reason, 0) + value * weight

    def settle(self, move: Move) -> None:
        """Do a move."""
        votes = self.votes[move.source]
        leaving = votes if move.surplus is None else move.surplus
        self.votes[move.source] = votes - leaving
        self.residual += leaving - move.moved
        self._piles[move.source] = {}
        self._receive(move)

    def _receive(self, move: Move) -> None:
        for option, value, heap in move.parcels:
            self._piles[option].setdefault(value, []).extend(heap)
        for option, gain in move.gains.items():
            self.votes[option] += gain
        for reason, value in move.spent.items():
            self.spent[reason] = self.spent.get(reason, 0) + value

    def told_spent(self, spent: dict[Reason, Number]) -> Fact:
        """Spent votes by reason, as text."""
        return tuple((reason, self.arithmetic.told(spent[reason])) for reason in sorted(spent))
