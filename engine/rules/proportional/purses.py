"""The Method of Equal Shares: voters with equal purses buy what enough of them approve.

Bought next is the option that costs its supporters least per unit of utility, when each pays
the same or, if poorer, all that is left. An option its supporters cannot pay for is out.

Source: D. Peters and P. Skowron, "Proportionality and the Limits of Welfarism", 2020;
D. Peters, G. Pierczyński and P. Skowron, "Proportional Participatory Budgeting with Additive
Utilities", 2021.

Completion by *add1* counts again and again, with shares that grow by one step each time. A
purse is therefore a `Line`: what it holds now and what it would hold more per further step.
Every comparison of a race bounds the number of steps for which it would come out the same;
`alike` is the lowest bound, so that a run of equal counts is counted once. Two facts keep the
bounds few: larger shares never make a payment larger nor a purse emptier; and a price seen in
an earlier round is a lower bound of the price now, because purses only shrink.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import gcd

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, number
from engine.rules.proportional.approvals import Approvals
from engine.rules.proportional.course import Offer
from engine.rules.proportional.lines import Line, fewer, steps_alike


@dataclass(frozen=True)
class Market:
    """What can be bought, and by whom. Costs and utilities are at least 1."""

    approvals: Approvals
    costs: Mapping[OptionId, int]
    utilities: Mapping[OptionId, int]
    """What an elected option is worth to each voter who approves it."""
    preferred: Mapping[OptionId, tuple[int, ...]]
    """Of options with equal prices, those with the highest value here are offered."""


@dataclass(frozen=True)
class Price:
    """What an option asked in one round: `rest` over `rich` is the full payment of a voter of
    weight 1, in units of 1/`scale`; poorer supporters paid all they had.
    """

    rest: Line
    rich: int
    """Weight of the supporters who could pay in full."""
    scale: int
    utility: int

    @property
    def payment(self) -> Fraction:
        """The full payment of a voter of weight 1."""
        return Fraction(self.rest[0], self.rich * self.scale)

    @cached_property
    def value(self) -> Fraction:
        """The full payment per unit of utility: what options are compared by."""
        return self.payment / self.utility

    def lead(self, other: "Price") -> Line:
        """How much cheaper than another price this one is; zero throughout if ever alike."""
        mine, its = (price.rich * price.scale * price.utility for price in (self, other))
        now, more = (ours * its for ours in self.rest)
        return other.rest[0] * mine - now, other.rest[1] * mine - more


@dataclass(frozen=True)
class _Look:
    """What a round finds: the best options, every price known, whom nobody can pay for."""

    best: tuple[OptionId, ...]
    fresh: tuple[OptionId, ...]
    prices: Mapping[OptionId, Price]
    alike: int | None


@dataclass(frozen=True)
class PurseRace:
    """A committee in the making, and what its voters have left.

    A voter of weight 1 in a group holds `purses[purse_of[group]]` / `scale`; a voter of weight
    w counts as w voters.
    """

    market: Market
    elected: tuple[OptionId, ...]
    scale: int
    purses: tuple[Line, ...]
    purse_of: tuple[int, ...]
    held: Mapping[OptionId, Mapping[int, int]]
    """For each option that may still be bought, the weight of its supporters by purse."""
    seen: Mapping[OptionId, Price]
    """The last price looked at."""
    bound: int | None = None
    """For how many further steps the rounds so far would have been the same; none: for ever."""

    @classmethod
    def opened(cls, market: Market, share: Line, scale: int) -> "PurseRace":
        """The race before anything is bought: every voter of weight 1 has `share` / `scale`."""
        support = market.approvals.support
        held = {option: {0: weight} for option, weight in support.items() if weight}
        return cls(market, (), scale, (share,), (0,) * len(market.approvals.groups), held, {})

    @property
    def key(self) -> Hashable:
        """Committee and purses: all that the rule looks at."""
        held = (
            (Fraction(now, self.scale), Fraction(more, self.scale)) for now, more in self.purses
        )
        told = tuple(held)
        return frozenset(self.elected), tuple(told[purse] for purse in self.purse_of)

    def merge(self, other: "PurseRace") -> "PurseRace":
        """One race for two of the same key."""
        return replace(self, bound=fewer(self.bound, other.bound))

    @property
    def alike(self) -> int | None:
        """For how many further steps all rounds would be the same, this one too."""
        return fewer(self.bound, self._look.alike)

    @property
    def left(self) -> tuple[Fraction, ...]:
        """What a voter of weight 1 of each group has left."""
        return tuple(Fraction(self.purses[purse][0], self.scale) for purse in self.purse_of)

    def best(self) -> Offer | None:
        """The options that cost their supporters least, of those they can pay for."""
        look = self._look
        if not look.best:
            return None

        def tell() -> dict[str, Fact]:
            price = look.prices[look.best[0]]
            told = tuple((option, number(look.prices[option].payment)) for option in look.fresh)
            return {"payment": number(price.payment), "in_full": price.rich, "payments": told}

        return Offer(look.best, tell)

    @cached_property
    def _look(self) -> _Look:
        known = [(self.seen[option].value, option) for option in self.held if option in self.seen]
        order = [option for option in self.held if option not in self.seen]
        order += [option for _, option in sorted(known)]
        prices: dict[OptionId, Price] = {}
        fresh: list[OptionId] = []
        best: Fraction | None = None
        bound: int | None = None
        for option in order:
            if best is not None and option in self.seen and self.seen[option].value > best:
                prices[option] = self.seen[option]
                continue
            price, limit = self._price(option)
            bound = fewer(bound, limit)
            if price is not None:
                prices[option] = price
                fresh.append(option)
                best = price.value if best is None else min(best, price.value)
        if best is None:
            return _Look((), (), {}, bound)
        return self._compared(best, tuple(fresh), prices, bound)

    def _compared(
        self,
        best: Fraction,
        fresh: tuple[OptionId, ...],
        prices: Mapping[OptionId, Price],
        bound: int | None,
    ) -> _Look:
        cheapest = [option for option in fresh if prices[option].value == best]
        first = prices[cheapest[0]]
        for price in prices.values():
            lead = first.lead(price)
            if lead != (0, 0):
                # Alike now but not later is alike for no step at all.
                bound = fewer(bound, steps_alike(lead, strict=True) if lead[0] else 0)
        top = max(self.market.preferred[option] for option in cheapest)
        chosen = sorted(option for option in cheapest if self.market.preferred[option] == top)
        return _Look(tuple(chosen), fresh, prices, bound)

    def _price(self, option: OptionId) -> tuple[Price | None, int | None]:
        """What an option asks now, if it can be had, and for how many steps that holds."""
        holdings = sorted(
            (self.purses[purse], weight) for purse, weight in self.held[option].items()
        )
        rest, rest_more = self.market.costs[option] * self.scale, 0
        rich = self.market.approvals.support[option]
        poor: Line = (0, 0)
        paid_out: list[Line] = []
        for poor, weight in holdings:
            if poor[0] * rich >= rest:
                break
            rest, rest_more = rest - weight * poor[0], rest_more - weight * poor[1]
            rich -= weight
            paid_out.append(poor)
        if not rich:
            return None, steps_alike((rest, rest_more), strict=True)
        bound: int | None = None
        for now, more in paid_out:
            spare = rest - rich * now, rest_more - rich * more
            bound = fewer(bound, steps_alike(spare, strict=False))
        return Price((rest, rest_more), rich, self.scale, self.market.utilities[option]), bound

    def elect(self, option: OptionId) -> "PurseRace":
        """The supporters of the option have paid for it."""
        look = self._look
        price = look.prices[option]
        shared = gcd(price.rich, *price.rest)
        factor = price.rich // shared
        asked, asked_more = (part // shared for part in price.rest)
        purses = [(now * factor, more * factor) for now, more in self.purses]
        position_of = {purse: position for position, purse in enumerate(purses)}
        after: dict[int, int] = {}
        for old in self.held[option]:
            now, more = purses[old]
            purse = (now - asked, more - asked_more) if now >= asked else (0, 0)
            after[old] = position_of.setdefault(purse, len(purses))
            if after[old] == len(purses):
                purses.append(purse)
        purse_of, held = self._moved(option, after)
        return PurseRace(
            self.market,
            (*self.elected, option),
            self.scale * factor,
            tuple(purses),
            purse_of,
            held,
            {other: seen for other, seen in look.prices.items() if other != option},
            fewer(self.bound, look.alike),
        )

    def _moved(
        self, option: OptionId, after: Mapping[int, int]
    ) -> tuple[tuple[int, ...], Mapping[OptionId, Mapping[int, int]]]:
        approvals = self.market.approvals
        purse_of = list(self.purse_of)
        held = {other: dict(self.held[other]) for other in self._look.prices if other != option}
        for position in approvals.supporters[option]:
            group = approvals.groups[position]
            old = purse_of[position]
            purse_of[position] = new = after[old]
            for other in group.approved:
                if other in held:
                    weights = held[other]
                    weights[old] -= group.weight
                    weights[new] = weights.get(new, 0) + group.weight
                    if not weights[old]:
                        del weights[old]
        return tuple(purse_of), held
