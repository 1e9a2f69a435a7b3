"""The tie ladder: what happens when a rule leaves options alike.

Declared before the poll, applied in order, and always said: a rule first uses its own step
(count-back, STAR's protocol, earlier rounds), then asks the ladder. Steps:

- `key`     a secondary key per option, higher first (a criterion, an earlier ranking)
- `casting` the chair's order, recorded as an event
- `lot`     a drawn order: Fisher-Yates over SHA-256 blocks of a committed seed (`engine.rules.lot`)
- `leave`   stay tied

A ladder that ends leaves the rest tied, as `leave` does.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from engine.rules.ballots import OptionId
from engine.rules.lot import drawn_order
from engine.rules.outcome import Step, number

TieStep: TypeAlias = Literal["key", "casting", "lot", "leave"]


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """The declared steps with what each needs. A step without its data is passed over."""

    steps: tuple[TieStep, ...] = ()
    keys: dict[OptionId, tuple[int | str, ...]] = {}
    """Per option, secondary keys in order, each a whole number or `p/q`; higher is better."""
    casting: tuple[OptionId, ...] = ()
    seed: bytes | None = None

    def order(
        self, tied: Sequence[OptionId], *, about: str
    ) -> tuple[tuple[tuple[OptionId, ...], ...], tuple[Step, ...]]:
        """The tied options in groups, best first, and the steps that made the order.

        `about` says which tie this is (a place, an elimination), for the trace.
        """
        groups: tuple[tuple[OptionId, ...], ...] = (tuple(sorted(tied)),)
        steps: list[Step] = []
        for step in self.steps:
            if step == "leave" or all(len(group) == 1 for group in groups):
                break
            finer = tuple(part for group in groups for part in self._split(step, group))
            if finer != groups:
                groups = finer
                steps.append(Step("tie-" + step, {"about": about, "order": groups}))
        if any(len(group) > 1 for group in groups):
            steps.append(Step("tie-left", {"about": about, "order": groups}))
        return groups, tuple(steps)

    def _split(
        self, step: TieStep, group: tuple[OptionId, ...]
    ) -> tuple[tuple[OptionId, ...], ...]:
        if len(group) == 1:
            return (group,)
        if step == "key":
            return _by_key(group, self.keys)
        if step == "casting" and set(group) <= set(self.casting):
            return tuple((option,) for option in self.casting if option in group)
        if step == "lot" and self.seed is not None:
            return tuple((option,) for option in drawn_order(self.seed, group))
        return (group,)


def _by_key(
    group: tuple[OptionId, ...], keys: dict[OptionId, tuple[int | str, ...]]
) -> tuple[tuple[OptionId, ...], ...]:
    if not all(option in keys for option in group):
        return (group,)
    exact = {option: tuple(Fraction(key) for key in keys[option]) for option in group}
    values = sorted(set(exact.values()), reverse=True)
    return tuple(tuple(o for o in group if exact[o] == value) for value in values)


def told(keys: tuple[Fraction | int, ...]) -> tuple[str, ...]:
    """Keys as canonical text, for a trace."""
    return tuple(number(key) for key in keys)
