"""Shares of a base: how many votes an option needs, and of whom.

A threshold is a share and a base. The same votes pass on one base and fail on another, so an
outcome shows every base it knows, its own first. Votes are compared exactly, never as a rounded
percentage: `votes * denominator >= numerator * base` (more than, if strict), and nothing passes
without a vote.

Whose votes belong to which base: written opinions are of absent members, so they count towards
`members`, `present-or-replied`, `cast` and `valid` where they are counted at all, and never
towards `present`. `cast` and `valid` are read from the ballots unless the tally brings them; a
figure it brings is taken as it is, written opinions included where they are counted. A blank
ballot is cast but not valid; so is a spoilt one.

Sources: Circular 04/2016/TT-TANDTC, Art. 17(1) (units of the cluster); Decree 91/2017/NĐ-CP,
Art. 45(8) (all members, the absent asked in writing); Circular 35/2015/TT-BGDĐT (those attending
or polled).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal, TypeAlias, get_args

from engine.errors.rules import BaseUnknown
from engine.rules.outcome import Fact, number
from engine.rules.parameters import Parameter
from engine.rules.rule import Question
from engine.rules.tally import Base, Tally

BASES: tuple[Base, ...] = get_args(Base)
Written: TypeAlias = Literal["counted", "ignored"]
_IGNORED: tuple[Written, ...] = ("ignored",)

SHARE = Parameter(
    name="share",
    kind="share",
    default="2/3",
    help="The share of the base that an option must reach to pass.",
)
NO_SHARE = Parameter(
    name="share",
    kind="share",
    default="0",
    help="The share of the base that an option must reach to pass; 0: no threshold.",
)
SHARE_PARAMETERS = (
    Parameter(
        name="base",
        kind="choice",
        default="cast",
        choices=BASES,
        help="What the share is a share of.",
    ),
    Parameter(
        name="strict",
        kind="flag",
        default=False,
        help="Whether more than the share is needed: exactly the share fails.",
    ),
    Parameter(
        name="written",
        kind="choice",
        default="counted",
        choices=("counted", "ignored"),
        help="Whether opinions sent in writing by absent members count.",
    ),
    Parameter(
        name="all_passing",
        kind="flag",
        default=False,
        help="Whether every option that passes is elected, whatever the seats.",
    ),
    Parameter(
        name="quorum",
        kind="share",
        default="0",
        help="The share of the members who must take part, or nothing passes; 0: no quorum.",
    ),
    Parameter(
        name="quorum_base",
        kind="choice",
        default="present",
        choices=("present", "present-or-replied", "cast"),
        help="Who takes part: this figure is compared with the members.",
    ),
)


@dataclass(frozen=True)
class Ballots:
    """Ballots or papers by use, in votes; valid ones are those neither blank nor spoilt."""

    cast: int
    valid: int
    blank: int
    spoilt: int

    def __add__(self, other: "Ballots") -> "Ballots":
        return Ballots(
            self.cast + other.cast,
            self.valid + other.valid,
            self.blank + other.blank,
            self.spoilt + other.spoilt,
        )


@dataclass(frozen=True)
class Turnout:
    """Who took part: in the room or on line (paper included), and in writing."""

    room: Ballots
    written: Ballots

    def used(self, written: Written) -> Ballots:
        """The ballots that count."""
        return self.room + self.written if written == "counted" else self.room

    def figure(self, base: Base, tally: Tally, written: Written) -> int | None:
        """The figure of a base; None if nobody has told it."""
        told = tally.bases.get(base)
        if told is not None or base not in ("cast", "valid"):
            return told
        return self.used(written).cast if base == "cast" else self.used(written).valid


@dataclass(frozen=True)
class Threshold:
    """The threshold of one question: share, base, and the figures they are applied to."""

    share: Fraction
    strict: bool
    base: Base
    written: Written
    tally: Tally
    turnout: Turnout
    quorum: Fraction
    quorum_base: Base

    def needed(self, figure: int) -> int:
        """The least number of votes that reaches the share of a base."""
        exact = self.share * figure
        return max(1, floor(exact) + 1 if self.strict else ceil(exact))

    @property
    def figure(self) -> int:
        """The figure of the threshold's own base. Refuses `BaseUnknown`."""
        return self._told(self.base)

    @property
    def participation(self) -> tuple[int, int]:
        """How many take part, and how many must. Refuses `BaseUnknown`."""
        return self._told(self.quorum_base), ceil(self.quorum * self._told("members"))

    @property
    def has_quorum(self) -> bool:
        """Whether enough take part, if a quorum is asked for."""
        if not self.quorum:
            return True
        there, needed = self.participation
        return there >= needed

    def votes(self, room: int, written: int) -> int:
        """The votes that count on the threshold's own base."""
        return room + written if self.written == "counted" and self.base != "present" else room

    def passes(self, votes: int) -> bool:
        """Whether these votes, of the threshold's own base, reach it."""
        return self.has_quorum and votes >= self.needed(self.figure)

    def rows(self) -> Iterator[tuple[Base, Written, int]]:
        """Every base that is known, with its figure: the threshold's own first."""
        other: Written = "ignored" if self.written == "counted" else "counted"
        ways = (self.written, other) if self.turnout.written.cast else (self.written,)
        for base in sorted(BASES, key=lambda base: base != self.base):
            for way in ways if base != "present" else _IGNORED:
                figure = self.turnout.figure(base, self.tally, way)
                if figure is not None:
                    yield base, way, figure

    def measures(self, room: int, written: int) -> Fact:
        """An option's votes on every base: (base, written opinions, votes, figure of the base,
        share reached, votes needed, whether they reach it).
        """
        return tuple(
            (base, way, votes, figure, _share(votes, figure), need, votes >= need)
            for base, way, figure in self.rows()
            for votes in (room + written if way == "counted" else room,)
            for need in (self.needed(figure),)
        )

    def totals(self) -> dict[str, Fact]:
        """The figures of the whole question: use of the ballots, every base, the quorum."""
        used = self.turnout.used(self.written)
        told: dict[str, Fact] = {
            "cast": used.cast,
            "valid": used.valid,
            "blank": used.blank,
            "spoilt": used.spoilt,
            "bases": tuple(
                (base, way, figure, self.needed(figure)) for base, way, figure in self.rows()
            ),
        }
        if self.quorum:
            there, needed = self.participation
            told["quorum"] = (self.quorum_base, there, needed, there >= needed)
        return told

    def _told(self, base: Base) -> int:
        figure = self.turnout.figure(base, self.tally, self.written)
        if figure is None:
            known = tuple(sorted({base for base, _, _ in self.rows()}))
            raise BaseUnknown(base=base, known=known)
        return figure


def threshold_of(question: Question, turnout: Turnout) -> Threshold:
    """The threshold that the parameters declare."""
    base: Base = next(base for base in BASES if base == question.text("base"))
    quorum_base: Base = next(base for base in BASES if base == question.text("quorum_base"))
    return Threshold(
        share=question.exact("share"),
        strict=question.flag("strict"),
        base=base,
        written="counted" if question.text("written") == "counted" else "ignored",
        tally=question.tally,
        turnout=turnout,
        quorum=question.exact("quorum"),
        quorum_base=quorum_base,
    )


def _share(votes: int, figure: int) -> str:
    return number(Fraction(votes, figure)) if figure else "0"
