"""Spending what is left: the most approved option that still fits, again and again.

Source: the utilitarian second half of the completion `add1u` (equalshares.net). An option that
nobody approves is not bought.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact
from engine.rules.proportional.course import Offer
from engine.rules.proportional.purses import Market


@dataclass(frozen=True)
class GreedyRace:
    """What has been bought of a budget."""

    market: Market
    budget: int
    elected: tuple[OptionId, ...]

    @property
    def key(self) -> Hashable:
        """What has been bought decides what can be."""
        return frozenset(self.elected)

    def merge(self, other: "GreedyRace") -> "GreedyRace":
        """One race for two of the same key, which differ at most in the order of election."""
        assert self.key == other.key, "only equal races are one"
        return self

    def best(self) -> Offer | None:
        """The most approved of the options that fit; of these the preferred."""
        costs, support = self.market.costs, self.market.approvals.support
        left = self.budget - sum(costs[option] for option in self.elected)
        ranks = {
            option: (weight, self.market.preferred[option])
            for option, weight in sorted(support.items())
            if weight and costs[option] <= left and option not in self.elected
        }
        if not ranks:
            return None
        top = max(ranks.values())

        def tell() -> dict[str, Fact]:
            return {"approvals": top[0], "money": left}

        return Offer(tuple(option for option in ranks if ranks[option] == top), tell)

    def elect(self, option: OptionId) -> "GreedyRace":
        """The race after buying an option."""
        return replace(self, elected=(*self.elected, option))
