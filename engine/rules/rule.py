"""What a rule is: an id for life, its parameters, and one pure function."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Literal, TypeAlias

from engine.errors.rules import (
    BallotInvalid,
    BoxNotCountable,
    NoOptions,
    OptionUnknown,
    PaperNotCountable,
    SeatsInvalid,
)
from engine.rules.ballots import Ballot, BallotKind, OptionId, options_of
from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter, Value, in_force
from engine.rules.rows import Rows, kinds_of
from engine.rules.tally import Tally
from engine.rules.ties import Ladder

Family: TypeAlias = Literal[
    "points",
    "threshold",
    "positional",
    "runoff",
    "transferable",
    "condorcet",
    "score",
    "proportional",
    "pairwise",
]
Box: TypeAlias = Literal["paper", "channels"]


@dataclass(frozen=True, kw_only=True)
class Question:
    """All that a count may look at."""

    tally: Tally
    seats: int
    parameters: Mapping[str, Value]
    ties: Ladder = Ladder()

    @property
    def options(self) -> tuple[OptionId, ...]:
        """The options, in the poll's order (which decides nothing)."""
        return self.tally.options

    def text(self, name: str) -> str:
        """A parameter that is text (`choice`, `list`, `weights`, `name`)."""
        return str(self.parameters[name])

    def whole(self, name: str) -> int:
        """A parameter that is a whole number."""
        return int(self.parameters[name])

    def flag(self, name: str) -> bool:
        """A parameter that is a truth value."""
        return bool(self.parameters[name])

    def exact(self, name: str) -> Fraction:
        """A parameter that is an exact number or share."""
        return Fraction(self.parameters[name])


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One released version of a counting rule. Never edited once released."""

    id: str
    family: Family
    title: str
    """The field's standard name, in English; doors translate."""
    summary: str
    """When to use it, in one or two sentences."""
    source: str
    """The publication or statute the rule follows."""
    ballots: tuple[BallotKind, ...]
    compute: Callable[[Question], Outcome]
    parameters: tuple[Parameter, ...] = ()
    paradoxes: tuple[str, ...] = ()
    """Known failures, by the field's names: `no-show`, `non-monotone`, `clones`, …"""
    seats: Literal["one", "many", "any"] = "any"
    """`one`: single winner only; `many` and `any`: 1 to all options."""
    seats_above_options: bool = field(default=False)
    boxes: tuple[Box, ...] = ()
    """What the rule counts besides whole ballots; it refuses a tally that holds more. Written
    opinions are ballots to every rule; one that may ignore them has a parameter `written`.
    """

    def count(
        self,
        tally: Tally,
        *,
        seats: int = 1,
        parameters: Mapping[str, Value] | None = None,
        ties: Ladder | None = None,
    ) -> Outcome:
        """Count a tally: checks everything that can be refused, then computes.

        Refuses `NoOptions`, `SeatsInvalid`, `ParameterUnknown`, `ParameterInvalid`,
        `OptionUnknown`, `BallotInvalid`, `PaperNotCountable` and `BoxNotCountable`. The same
        input always gives the same outcome.
        """
        self.check(tally, seats)
        told = in_force(self.id, self.parameters, parameters or {})
        question = Question(tally=tally, seats=seats, parameters=told, ties=ties or Ladder())
        return self.compute(question)

    def check(self, tally: Tally, seats: int) -> None:
        """Refuse a tally or a number of seats that the rule cannot count."""
        if not tally.options:
            raise NoOptions
        most = 1 if self.seats == "one" else len(tally.options)
        if not 1 <= seats <= most:
            raise SeatsInvalid(seats=seats, seats_max=most)
        self._check_boxes(tally)
        known = frozenset(tally.options)
        for box in (tally.ballots, tally.written, *tally.channels.values()):
            self._check_ballots(box, known)
        _check_known({option for option, _, _ in tally.paper.votes} if tally.paper else (), known)

    def _check_boxes(self, tally: Tally) -> None:
        if tally.paper and "paper" not in self.boxes:
            raise PaperNotCountable(rule=self.id)
        if tally.channels and "channels" not in self.boxes:
            raise BoxNotCountable(rule=self.id, box="channels")

    def _check_ballots(self, box: Mapping[Ballot, int], known: frozenset[OptionId]) -> None:
        """Looks at all ballots at once: a count of 100,000 must not wait for its checks."""
        kinds = kinds_of(box)
        for kind in sorted(kinds.difference(self.ballots)):
            raise BallotInvalid(ballot=kind, expected=self.ballots)
        if isinstance(box, Rows):
            assert known == set(box.options), "rows are over the options of their tally"
            return
        once = sorted(kinds & {"opinions", "scores"})
        # Such ballots mostly name the same options, so the different rows of names are few.
        rows = set(map(options_of, box)) if once else map(options_of, box)
        _check_known(set(chain.from_iterable(rows)), known)
        for kind in once:
            if any(len(set(named)) < len(named) for named in rows):
                raise BallotInvalid(ballot=kind, expected=("option-once",))


def _check_known(named: Iterable[OptionId], known: frozenset[OptionId]) -> None:
    for option in sorted(frozenset(named) - known):
        raise OptionUnknown(option=option, known=tuple(sorted(known)))
