"""What a rule is: an id for life, its parameters, and one pure function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.errors.rules import BallotInvalid, NoOptions, OptionUnknown, SeatsInvalid
from engine.rules.ballots import BallotKind, OptionId, kind_of, options_of
from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter, Value, in_force
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
        `OptionUnknown` and `BallotInvalid`. The same input always gives the same outcome.
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
        known = set(tally.options)
        for ballot in (*tally.ballots, *tally.written):
            if kind_of(ballot) not in self.ballots:
                raise BallotInvalid(ballot=kind_of(ballot), expected=self.ballots)
            for option in options_of(ballot):
                if option not in known:
                    raise OptionUnknown(option=option, known=tuple(sorted(known)))
