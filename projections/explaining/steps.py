"""A step of an explanation, and the explanation it is part of."""

from typing import Any, Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["ranking", "polls", "awards"]
"""What can be explained: a place, an outcome, an award. The sections of `projections.picture`."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One link of the chain: a stable code, what was found, and the indexes it rests on."""

    code: str
    facts: dict[str, Any] = {}
    events: tuple[int, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The whole chain for one subject. `flips`: the smallest changes that would have turned the
    result; hypothetical, each alone and with everything else as it was.
    """

    kind: Kind
    id: str
    steps: tuple[Step, ...]
    flips: tuple[Step, ...] = ()


def step(code: str, *events: int | None, **facts: Any) -> Step:
    """A step; an event that is not there is left out."""
    return Step(code=code, facts=facts, events=tuple(each for each in events if each is not None))
