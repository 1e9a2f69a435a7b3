"""`--set NAME=VALUE`: parameters of the rule, the tie ladder, and the figures a base needs.

These names are reserved; no rule has a parameter of such a name:

    ladder=key,casting,lot,leave   the steps of the tie ladder, in order
    seed=0x5eed…  seed=some text   what `lot` draws from: hex digits after 0x, else UTF-8 text
    casting=A>B>C                  the chair's order
    key.A=7,5/2                    secondary keys of an option, higher is better
    members=40  present=38  …      figures for `base` of a threshold

A step that lacks its data, or data that no step uses, is refused rather than passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from api.formats.text import whole
from engine.errors.base import DomainError
from engine.errors.rules import OptionUnknown, ParameterInvalid
from engine.rules.ballots import OptionId
from engine.rules.lot import SEED_BYTES_MAX
from engine.rules.parameters import fraction
from engine.rules.tally import Base
from engine.rules.ties import Ladder, TieStep

KEY = "key."
BASES: tuple[Base, ...] = get_args(Base)
STEPS: tuple[TieStep, ...] = get_args(TieStep)
RESERVED = ("ladder", "seed", "casting", *BASES)


class AssignmentInvalid(DomainError):
    """What was set is not NAME=VALUE, or a name is set twice. Facts: value, expected."""

    code = "assignment-invalid"


class LadderInvalid(DomainError):
    """The tie ladder and its data do not fit. Facts: step, given, expected.

    `expected` is a code: `step`, `step-once`, `seed`, `casting`, `keys` (data that is lacking),
    `step-for-data` (data that no step uses), `leave-last`.
    """

    code = "ladder-invalid"


@dataclass(frozen=True, kw_only=True)
class Assignments:
    """All that was set, sorted by what it is for."""

    parameters: Mapping[str, str]
    bases: Mapping[Base, int]
    steps: tuple[TieStep, ...] = ()
    seed: bytes | None = None
    casting: tuple[OptionId, ...] = ()
    keys: Mapping[OptionId, tuple[str, ...]] = field(default_factory=dict)

    def ladder(self, options: Sequence[OptionId], declared: Sequence[OptionId] = ()) -> Ladder:
        """The ladder for these options. `declared` is the file's own order, which serves a
        `casting` step that was given none. Refuses `LadderInvalid` and `OptionUnknown`.
        """
        casting = self.casting or (tuple(declared) if "casting" in self.steps else ())
        for option in (*casting, *self.keys):
            if option not in options:
                raise OptionUnknown(option=option, known=tuple(sorted(options)))
        self._check("casting", bool(casting), "casting")
        self._check("key", bool(self.keys), "keys")
        self._check("lot", self.seed is not None, "seed")
        return Ladder(steps=self.steps, keys=dict(self.keys), casting=casting, seed=self.seed)

    def _check(self, step: TieStep, given: bool, data: str) -> None:
        if step in self.steps and not given:
            raise LadderInvalid(step=step, given="", expected=data)
        if given and step not in self.steps:
            raise LadderInvalid(step=step, given=data, expected="step-for-data")


def assignments(told: Sequence[str]) -> Assignments:
    """Sort what was set. Refuses `AssignmentInvalid`, `LadderInvalid`, `ParameterInvalid`."""
    values: dict[str, str] = {}
    for text in told:
        # An option's name may hold an equals sign of its own; its keys never do.
        cut = text.rpartition if text.startswith(KEY) else text.partition
        name, equals, value = cut("=")
        name = name.strip()
        if not equals or not name or name in values:
            expected = "assignment-once" if name in values else "assignment"
            raise AssignmentInvalid(value=text, expected=expected)
        values[name] = value.strip()
    keys = {name: value for name, value in values.items() if name.startswith(KEY)}
    return Assignments(
        parameters={
            name: value
            for name, value in values.items()
            if name not in RESERVED and name not in keys
        },
        bases={base: _figure(base, values[base]) for base in BASES if base in values},
        steps=_steps(values.get("ladder", "")),
        seed=_seed(values["seed"]) if "seed" in values else None,
        casting=tuple(
            part.strip() for part in values.get("casting", "").split(">") if part.strip()
        ),
        keys={name[len(KEY) :]: _keys(name, value) for name, value in keys.items()},
    )


def _steps(text: str) -> tuple[TieStep, ...]:
    steps: list[TieStep] = []
    for part in (part.strip() for part in text.split(",")):
        step = next((step for step in STEPS if step == part), None)
        if step is None and part:
            raise LadderInvalid(step=part, given=text, expected="step")
        if step in steps:
            raise LadderInvalid(step=part, given=text, expected="step-once")
        if steps[-1:] == ["leave"]:
            raise LadderInvalid(step="leave", given=text, expected="leave-last")
        if step is not None:
            steps.append(step)
    return tuple(steps)


def _seed(text: str) -> bytes:
    try:
        seed = bytes.fromhex(text[2:]) if text.startswith("0x") else text.encode()
    except ValueError:
        seed = b""
    if not 0 < len(seed) <= SEED_BYTES_MAX:
        raise _invalid("seed", text, f"0x… | text, 1..{SEED_BYTES_MAX} bytes")
    return seed


def _keys(name: str, text: str) -> tuple[str, ...]:
    parts = [part for part in text.split(",") if part.strip()]
    try:
        keys = tuple(str(fraction(part)) for part in parts)
    except ValueError:
        keys = ()
    if not keys:
        raise _invalid(name, text, "number, number, …")
    return keys


def _figure(base: Base, text: str) -> int:
    figure = whole(text)
    if figure is None:
        raise _invalid(base, text, "whole 0..")
    return figure


def _invalid(name: str, value: str, expected: str) -> ParameterInvalid:
    return ParameterInvalid(rule="--set", parameter=name, value=value, expected=expected)
