"""From points to places to seats: the last part of every rule that scores its options.

A rule that gives each option points hands them over with its own ways of breaking ties, in
order. What they leave alike goes to the declared ladder; the chair and the lot are asked only
where the last seat depends on it, so that nobody draws lots between two who are both elected.

>>> placed({"a": 3, "b": 2, "c": 2}, seats=2, ties=Ladder()).undecided
('b', 'c')
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step, number, places
from engine.rules.rule import Question
from engine.rules.ties import Groups, Ladder

Sequenced: TypeAlias = tuple[Fraction | int, ...]
OwnStep: TypeAlias = tuple[str, Mapping[OptionId, Sequenced]]
"""A rule's own tie-break: its name, and per option what is compared, higher first."""


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Places, and who has a seat. The tie step that decided the last seat stands last."""

    ranking: Groups
    winners: tuple[OptionId, ...]
    undecided: tuple[OptionId, ...]
    ties: tuple[Step, ...]

    def outcome(
        self,
        rule: str,
        question: Question,
        *,
        seats: int | None = None,
        figures: Mapping[OptionId, dict[str, Fact]],
        totals: Mapping[str, Fact] | None = None,
        trace: Sequence[Step] = (),
    ) -> Outcome:
        """The outcome that these places are."""
        return Outcome(
            rule=rule,
            seats=question.seats if seats is None else seats,
            parameters=dict(question.parameters),
            winners=self.winners,
            ranking=self.ranking,
            undecided=self.undecided,
            figures=dict(figures),
            totals=dict(totals or {}),
            ties=self.ties,
            trace=tuple(trace),
        )


def placed(
    points: Mapping[OptionId, Fraction | int],
    *,
    seats: int,
    ties: Ladder,
    own: Sequence[OwnStep] = (),
    eligible: Collection[OptionId] | None = None,
) -> Placing:
    """The options in places by points, and the first of them on the seats.

    `eligible` are those who may take a seat (all, if not told): none of the others may have
    more points than one of them.
    """
    allowed = set(points if eligible is None else eligible)
    ranking: list[tuple[OptionId, ...]] = []
    steps: list[Step] = []
    deciding: list[Step] = []
    for group in places(points):
        before = sum(len(part) for part in ranking)
        scarce = seats if allowed.issuperset(group) else 0
        finer, used = _ordered(group, before, scarce, ties, own)
        ranking.extend(finer)
        (deciding if before < seats < before + len(group) else steps).extend(used)
    winners, undecided = _seated(ranking, seats, allowed)
    return Placing(
        ranking=tuple(ranking),
        winners=winners,
        undecided=undecided,
        ties=(*steps, *deciding),
    )


def _ordered(
    group: tuple[OptionId, ...], before: int, seats: int, ties: Ladder, own: Sequence[OwnStep]
) -> tuple[Groups, list[Step]]:
    """One place's options ordered, where `before` options stand above them."""
    groups: Groups = (group,)
    steps: list[Step] = []
    for name, keys in own:
        finer = tuple(part for tied in groups for part in _split(tied, keys))
        if finer != groups:
            groups = finer
            compared = tuple((o, tuple(number(key) for key in keys[o])) for o in group)
            facts: dict[str, Fact] = {"about": _place(before), "by": name, "order": groups}
            steps.append(Step("tie-own", facts | {"compared": compared}))
    parts: list[tuple[OptionId, ...]] = []
    for tied in groups:
        laddered, used = ties.order(tied, about=_place(before), seats=seats - before)
        parts.extend(laddered)
        steps.extend(used)
        before += len(tied)
    return tuple(parts), steps


def _place(before: int) -> str:
    return f"place-{before + 1}"


def _split(group: tuple[OptionId, ...], keys: Mapping[OptionId, Sequenced]) -> Groups:
    values = sorted({keys[option] for option in group}, reverse=True)
    return tuple(tuple(o for o in group if keys[o] == value) for value in values)


def _seated(
    ranking: Sequence[tuple[OptionId, ...]], seats: int, allowed: Collection[OptionId]
) -> tuple[tuple[OptionId, ...], tuple[OptionId, ...]]:
    winners: list[OptionId] = []
    for group in ranking:
        if len(winners) == seats or group[0] not in allowed:
            break
        if len(winners) + len(group) > seats:
            return tuple(winners), group
        winners.extend(group)
    return tuple(winners), ()
