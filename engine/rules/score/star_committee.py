"""Seat after seat by STAR, followed through every way in which a tied round may have gone."""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step, number, places
from engine.rules.placing import placed
from engine.rules.rule import Question
from engine.rules.score.standings import Standings
from engine.rules.score.star_round import Round, Rounds

Committee: TypeAlias = frozenset[OptionId]

COMMITTEES_MAX = 256
"""Committees followed side by side before a count gives up on those that may be elected."""


@dataclass
class _Course:
    """How the seats were filled so far."""

    standings: Standings
    order: list[OptionId] = field(default_factory=list)
    """The elected in order of election, up to the first round that was left tied."""
    committees: set[Committee] = field(default_factory=lambda: {frozenset()})
    given_up: bool = False
    runners_up: tuple[OptionId, ...] = ()
    trace: list[Step] = field(default_factory=list)
    ties: list[Step] = field(default_factory=list)

    def follow(self, rounds: Rounds, seats: int) -> None:
        """Fill the seats in every way they may be filled."""
        for seat in range(1, seats + 1):
            following: set[Committee] = set()
            for committee in self.committees:
                left = [o for o in self.standings.options if o not in committee]
                held = rounds.of(left, seat)
                following |= {committee | {option} for option in held.winners}
                if len(self.committees) == 1:
                    self._tell(held, seat)
            self.committees = following
            if len(following) > COMMITTEES_MAX:
                self.given_up = True
                self.trace.append(Step("star-given-up", {"round": seat}))
                return

    def _tell(self, held: Round, seat: int) -> None:
        self.trace += held.trace
        self.ties += held.ties
        decided = len(held.winners) == 1 and len(self.order) == seat - 1
        if decided:
            self.order += held.winners
        self.runners_up = held.runners_up if decided else ()

    def ranking(self) -> list[list[OptionId]]:
        """The order of election; others sure to be elected; the undecided; the runner-up of the
        last round; all others by points.
        """
        options = frozenset(self.standings.options)
        sure = frozenset.intersection(*self.committees)
        possible = options if self.given_up else frozenset.union(*self.committees)
        groups = (sure - set(self.order), possible - sure, frozenset(self.runners_up) - possible)
        rest = {o: self.standings.points[o] for o in options.difference(possible, self.runners_up)}
        return [
            *([option] for option in self.order),
            *(sorted(group) for group in groups if group),
            *map(list, places(rest)),
        ]


def elected(rule: str, question: Question) -> Outcome:
    """The outcome of STAR for as many seats as the question has."""
    standings = Standings(question)
    course = _Course(standings)
    rounds = Rounds(standings, question.text("scoring_ties"), question.ties)
    course.follow(rounds, question.seats)
    places_of = {o: -place for place, group in enumerate(course.ranking()) for o in group}
    placing = placed(places_of, seats=question.seats, ties=question.ties)
    figures: dict[OptionId, dict[str, Fact]] = {
        option: {"points": number(standings.points[option]), "top-scores": standings.tops[option]}
        for option in standings.options
    }
    ties = (*course.ties, *placing.ties)
    return replace(placing, ties=ties).outcome(
        rule,
        question,
        figures=figures,
        totals={"ballots": standings.voters},
        trace=course.trace,
    )
