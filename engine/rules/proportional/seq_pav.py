"""Sequential proportional approval voting (Thiele's addition method).

Seat after seat goes to the option that adds most satisfaction, where a voter's first elected
option is worth 1, the second 1/2, the third 1/3, and so on.

Source: T. N. Thiele, "Om Flerfoldsvalg", 1895; as in M. Lackner and P. Skowron, *Multi-Winner
Voting with Approval Preferences*, 2023. It approximates PAV, which looks for the
best committee at once and is not in the catalogue: no person can follow that search.

By hand: three voters approve a and b, one approves c; two seats. Round 1: a 3, b 3, c 1. The
tie is open, but either way round 2 offers the other one 3/2 and c 1: a and b sit, together.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("a", "b", "c"), ballots={Choice(("a", "b")): 3, Choice(("c",)): 1})
>>> outcome = SEQ_PAV.count(tally, seats=2)
>>> outcome.ranking, outcome.totals["score"]
((('a', 'b'),), '9/2')
"""

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, number
from engine.rules.proportional.approvals import Approvals, approvals_of
from engine.rules.proportional.committee import committee
from engine.rules.proportional.course import Offer, run
from engine.rules.rule import Question, Rule


@dataclass(frozen=True)
class _Race:
    """Gains are whole numbers of 1/`unit`, so that nothing is rounded."""

    approvals: Approvals
    unit: int
    elected: tuple[OptionId, ...]
    satisfied: tuple[int, ...]
    """For each group of voters the number of its options already elected."""
    gains: dict[OptionId, int]
    """What electing each open option would add."""
    score: int = 0

    @property
    def key(self) -> Hashable:
        return frozenset(self.elected)

    def merge(self, other: "_Race") -> "_Race":
        """One race for two of the same key, which differ at most in the order of election."""
        assert self.key == other.key, "only equal races are one"
        return self

    def best(self) -> Offer | None:
        most = max(self.gains.values(), default=0)
        if not most:
            return None
        alike = tuple(option for option in self.gains if self.gains[option] == most)
        return Offer(alike, self._facts)

    def _facts(self) -> dict[str, Fact]:
        told = {option: number(Fraction(gain, self.unit)) for option, gain in self.gains.items()}
        return {"gains": tuple(told.items())}

    def elect(self, option: OptionId) -> "_Race":
        satisfied = list(self.satisfied)
        gains = dict(self.gains)
        won = gains.pop(option)
        for position in self.approvals.supporters[option]:
            group = self.approvals.groups[position]
            had = satisfied[position] = satisfied[position] + 1
            lost = group.weight * (self.unit // had - self.unit // (had + 1))
            for other in group.approved:
                if other in gains:
                    gains[other] -= lost
        return _Race(
            self.approvals,
            self.unit,
            (*self.elected, option),
            tuple(satisfied),
            gains,
            self.score + won,
        )


def _count(question: Question) -> Outcome:
    approvals = approvals_of(question)
    unit = lcm(*range(1, question.seats + 2))
    gains = {option: unit * support for option, support in approvals.support.items()}
    race = _Race(approvals, unit, (), (0,) * len(approvals.groups), gains)
    lines, course = run([race], seats=question.seats, ties=question.ties)
    scores = {line.score for line in lines}
    alike: dict[str, Fact] = (
        {"score": number(Fraction(max(scores), unit))} if len(scores) == 1 else {}
    )
    return committee(
        SEQ_PAV.id, question, approvals, course, seats=question.seats, fill=True, totals=alike
    )


SEQ_PAV = Rule(
    id="seq-pav-1",
    family="proportional",
    title="Sequential proportional approval voting",
    summary=(
        "Fill several seats from approval ballots so that large groups get more seats and small "
        "ones still get some; easy to follow round by round."
    ),
    source="T. N. Thiele 1895; Lackner and Skowron 2023",
    ballots=("choice",),
    compute=_count,
    paradoxes=("not-justified-above-five-seats", "subset-manipulation", "no-show"),
)
