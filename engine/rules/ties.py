"""The tie ladder: what happens when a rule leaves options alike.

Declared before the poll, applied in order, and always said: a rule first uses its own step
(count-back, STAR's protocol, earlier rounds), then asks the ladder. Steps:

- `key`     a secondary key per option, higher first (a criterion, an earlier ranking)
- `casting` the chair's order, recorded as an event; options it leaves out come after it, tied
- `lot`     a drawn order: Fisher-Yates over SHA-256 blocks of a committed seed (`engine.rules.lot`)
- `leave`   stay tied

A ladder that ends leaves the rest tied, as `leave` does.

>>> Ladder(steps=("key",), keys={"a": (1,), "b": ("5/2",), "c": (1,)}).order("abc", about="x")[0]
(('b',), ('a', 'c'))
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from engine.errors.rules import ParameterInvalid
from engine.rules.ballots import OptionId
from engine.rules.lot import SEED_BYTES_MAX, drawn_order
from engine.rules.outcome import Step, number

TieStep: TypeAlias = Literal["key", "casting", "lot", "leave"]
Groups: TypeAlias = tuple[tuple[OptionId, ...], ...]


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """The declared steps with what each needs. A step without its data is passed over.

    Refuses `ParameterInvalid` where a key is not exact, an option is cast twice, or the seed
    is too long to be drawn from.
    """

    steps: tuple[TieStep, ...] = ()
    keys: dict[OptionId, tuple[int | str, ...]] = {}
    """Per option, secondary keys in order, each a whole number or `p/q`; higher is better."""
    casting: tuple[OptionId, ...] = ()
    seed: bytes | None = None

    def __post_init__(self) -> None:
        for key in (key for keys in self.keys.values() for key in keys):
            _check_exact(key)
        if len(set(self.casting)) < len(self.casting):
            raise _invalid("casting", ",".join(self.casting), "option-once")
        if self.seed is not None and len(self.seed) > SEED_BYTES_MAX:
            raise _invalid("seed", self.seed.hex(), f"bytes 0..{SEED_BYTES_MAX}")

    def order(
        self, tied: Sequence[OptionId], *, about: str, seats: int | None = None
    ) -> tuple[Groups, tuple[Step, ...]]:
        """The tied options in groups, best first, and the steps that made the order.

        `about` says which tie this is (a place, an elimination), for the trace. With `seats`,
        the chair and the lot speak only where the last of these seats depends on it, and only
        such a tie is told as left.
        """
        groups: Groups = (tuple(sorted(tied)),)
        steps: list[Step] = []
        for step in self.steps:
            if step == "leave":
                break
            finer = self._finer(step, groups, seats)
            if finer != groups:
                groups = finer
                steps.append(Step("tie-" + step, {"about": about, "order": groups}))
        if _open(groups, seats):
            steps.append(Step("tie-left", {"about": about, "order": groups}))
        return groups, tuple(steps)

    def _finer(self, step: TieStep, groups: Groups, seats: int | None) -> Groups:
        parts: list[tuple[OptionId, ...]] = []
        for group in groups:
            placed = sum(len(part) for part in parts)
            idle = step != "key" and not _decides(group, placed, seats)
            parts.extend((group,) if idle else self._split(step, group))
        return tuple(parts)

    def _split(self, step: TieStep, group: tuple[OptionId, ...]) -> Groups:
        if len(group) == 1:
            return (group,)
        if step == "key":
            return _by_key(group, self.keys)
        if step == "casting":
            return _by_casting(group, self.casting)
        if step == "lot" and self.seed is not None:
            return tuple((option,) for option in drawn_order(self.seed, group))
        return (group,)


def _open(groups: Groups, seats: int | None) -> bool:
    """Whether a tie is left that matters: any, or the one across the last seat."""
    placed = 0
    for group in groups:
        if _decides(group, placed, seats):
            return True
        placed += len(group)
    return False


def _decides(group: tuple[OptionId, ...], placed: int, seats: int | None) -> bool:
    if seats is None:
        return len(group) > 1
    return placed < seats < placed + len(group)


def _by_key(group: tuple[OptionId, ...], keys: dict[OptionId, tuple[int | str, ...]]) -> Groups:
    if not all(option in keys for option in group):
        return (group,)
    exact = {option: tuple(Fraction(key) for key in keys[option]) for option in group}
    values = sorted(set(exact.values()), reverse=True)
    return tuple(tuple(o for o in group if exact[o] == value) for value in values)


def _by_casting(group: tuple[OptionId, ...], casting: tuple[OptionId, ...]) -> Groups:
    named = tuple((option,) for option in casting if option in group)
    rest = tuple(option for option in group if option not in casting)
    return (*named, rest) if rest else named


def _check_exact(key: int | str) -> None:
    try:
        Fraction(key)
    except (ValueError, ZeroDivisionError):
        raise _invalid("keys", key, "number") from None


def _invalid(parameter: str, value: int | str, expected: str) -> ParameterInvalid:
    return ParameterInvalid(rule="ties", parameter=parameter, value=value, expected=expected)


def told(keys: tuple[Fraction | int, ...]) -> tuple[str, ...]:
    """Keys as canonical text, for a trace."""
    return tuple(number(key) for key in keys)
