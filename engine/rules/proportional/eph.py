"""E Pluribus Hugo: a short list that no bloc can fill, by single divisible votes and elimination.

Every ballot has one point, shared equally by its nominees still standing. Round by round the
two nominees with the fewest points are compared, and the one named on fewer ballots goes; its
share goes to the other nominees of the same ballots.

Source: Constitution of the World Science Fiction Society, section 3.9 (since 2017); J. Quinn
and B. Schneier, "A Proportional Voting System for Awards Nominations Resistant to Voting
Blocs", 2016 ("SDV-LPE"). Its own steps for ties: all who share the fewest or second fewest
points are compared; of those on equally few ballots the one with fewer points goes; if these
are alike too, all of them go, unless too few finalists would be left. For that last tie the
constitution extends the list (`last_tie=extend`). Nobody's points are ever rounded.

By hand: two finalists. Four ballots name a and b, three name c, two name d and one names c and
d. Points: a 2, b 2, c 7/2, d 5/2. a and b share the fewest, each named on 4 ballots: both
would go, but then c and d are left, just enough. Had they been three, nobody would have gone.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("a", "b", "c", "d"), ballots={
...     Choice(("a", "b")): 4, Choice(("c",)): 3, Choice(("d",)): 2, Choice(("c", "d")): 1})
>>> EPH.count(tally, seats=2).ranking
(('c', 'd'), ('a', 'b'))
>>> EPH.count(tally, seats=3, parameters={"last_tie": "extend"}).winners
('a', 'b', 'c', 'd')
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step, number
from engine.rules.proportional.nominators import (
    CAP,
    LAST_TIE,
    Nominations,
    nominations_of,
    repeats,
)
from engine.rules.rule import Question, Rule
from engine.rules.ties import Groups


@dataclass
class _Standing:
    """Who stands, with points in whole numbers of 1/`unit`."""

    unit: int
    lists: list[tuple[tuple[OptionId, ...], int]]
    """Nominees and weight of each distinct ballot."""
    sharing: list[int]
    """How many nominees of each ballot still stand."""
    points: dict[OptionId, int] = field(default_factory=dict)
    nominations: dict[OptionId, int] = field(default_factory=dict)
    named_on: dict[OptionId, list[int]] = field(default_factory=dict)
    figures: dict[OptionId, dict[str, Fact]] = field(default_factory=dict)

    @classmethod
    def of(cls, nominations: Nominations) -> "_Standing":
        lists = [
            (tuple(option for option, _ in marks), weight)
            for marks, weight in nominations.lists.items()
        ]
        unit = lcm(*range(1, max((len(named) for named, _ in lists), default=1) + 1))
        standing = cls(unit, lists, [len(named) for named, _ in lists])
        for position, (named, weight) in enumerate(lists):
            for option in named:
                points = standing.points.get(option, 0)
                standing.points[option] = points + weight * unit // len(named)
                standing.nominations[option] = standing.nominations.get(option, 0) + weight
                standing.named_on.setdefault(option, []).append(position)
        return standing

    def told(self, option: OptionId) -> tuple[OptionId, str, int]:
        return option, number(Fraction(self.points[option], self.unit)), self.nominations[option]

    def figure(self, option: OptionId) -> dict[str, Fact]:
        """What an option has now; one that nobody named has nothing."""
        points = number(Fraction(self.points.get(option, 0), self.unit))
        return {"points": points, "nominations": self.nominations.get(option, 0)}

    def weakest(self) -> tuple[tuple[OptionId, ...], tuple[OptionId, ...]]:
        """Whom the next round compares, and who of them goes."""
        fewest = sorted(set(self.points.values()))[:2]
        compared = [option for option, points in self.points.items() if points == fewest[0]]
        if len(compared) == 1:
            compared = [option for option, points in self.points.items() if points in fewest]
        rank = {option: (self.nominations[option], self.points[option]) for option in compared}
        lowest = min(rank.values())
        gone = tuple(sorted(option for option in compared if rank[option] == lowest))
        return tuple(sorted(compared)), gone

    def eliminate(self, gone: Sequence[OptionId], round_number: int) -> None:
        """Take nominees off every ballot; what they had there goes to the others."""
        for option in gone:
            self.figures[option] = {**self.figure(option), "round": round_number}
        for option in gone:
            del self.points[option]
            for position in self.named_on[option]:
                named_there, weight = self.lists[position]
                left = self.sharing[position] = self.sharing[position] - 1
                for other in named_there if left else ():
                    if other in self.points:
                        more = self.unit // left - self.unit // (left + 1)
                        self.points[other] += weight * more


def _count(question: Question) -> Outcome:
    nominations = nominations_of(question)
    standing = _Standing.of(nominations)
    trace: list[Step] = []
    eliminated: list[tuple[OptionId, ...]] = []
    last: tuple[OptionId, ...] = ()
    while len(standing.points) > question.seats and not last:
        compared, gone = standing.weakest()
        facts: dict[str, Fact] = {
            "round": len(trace) + 1,
            "compared": tuple(standing.told(option) for option in compared),
            "options": gone,
        }
        if len(standing.points) - len(gone) < question.seats:
            trace.append(Step("last-tie", facts))
            last = gone
        else:
            trace.append(Step("eliminated", facts))
            standing.eliminate(gone, len(trace))
            eliminated.append(gone)
    sure = [option for option in standing.points if option not in last]
    ends = _ends(question, sure, last)
    for option in question.options:
        if option not in standing.figures:
            standing.figures[option] = standing.figure(option)
    return Outcome(
        rule=EPH.id,
        seats=max(question.seats, len(ends.winners)),
        parameters=dict(question.parameters),
        winners=ends.winners,
        ranking=tuple(filter(None, (ends.winners, *ends.others, *reversed(eliminated)))),
        undecided=ends.undecided,
        figures=standing.figures,
        totals=nominations.totals,
        ties=ends.ties,
        trace=tuple(trace),
    )


@dataclass(frozen=True)
class _Ends:
    winners: tuple[OptionId, ...]
    others: Groups = ()
    undecided: tuple[OptionId, ...] = ()
    ties: tuple[Step, ...] = ()


def _ends(question: Question, sure: list[OptionId], last: tuple[OptionId, ...]) -> _Ends:
    """Who is on the list, where some of `last` may be but not all."""
    if not last or question.text("last_tie") == "extend":
        return _Ends(tuple(sorted((*sure, *last))))
    left = question.seats - len(sure)
    groups, steps = question.ties.order(last, about="last-places", seats=left)
    seated, position = list(sure), 0
    while len(seated) + len(groups[position]) <= question.seats:
        seated.extend(groups[position])
        position += 1
    undecided = groups[position] if len(seated) < question.seats else ()
    return _Ends(tuple(sorted(seated)), groups[position:], undecided, steps)


EPH = Rule(
    id="eph-1",
    family="proportional",
    title="E Pluribus Hugo",
    summary=(
        "Make a short list from open nominations where blocs may try to fill it: the more of a "
        "bloc's nominees stand, the less each of them has."
    ),
    source="Constitution of the World Science Fiction Society, section 3.9; Quinn, Schneier 2016",
    ballots=("choice",),
    compute=_count,
    parameters=(CAP, repeats("once", "refuse"), LAST_TIE),
    paradoxes=("non-monotone", "no-show", "bullet-voting"),
)
