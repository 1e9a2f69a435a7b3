"""A count with Gregory transfers: what every such rule does, and the order of the simplest.

A round elects all that reach the quota. Then one thing happens: the largest surplus is passed
on or, if there is none, the option with the fewest votes is excluded. When as many options stand
as seats are left, they are elected and nothing is passed on any more.

A tie that neither earlier rounds nor the ladder break is passed over where it cannot matter: all
tied surpluses, or all certain losers, go in one round if nobody is elected in between, whatever
the order. Otherwise the count ends, and those who may still win are undecided.
"""

from collections.abc import Sequence

from engine.rules.outcome import Outcome
from engine.rules.rule import Question
from engine.rules.transferable.arithmetic import Arithmetic
from engine.rules.transferable.certain_losers import certain_losers
from engine.rules.transferable.gregory import Move, Piles
from engine.rules.transferable.papers import Option, Papers
from engine.rules.transferable.reading import Reading
from engine.rules.transferable.record import Record
from engine.rules.transferable.referee import PREVIOUS_ROUNDS, Number, Referee


class Stages:
    """One count. `strict` asks for more than the quota, as an unrounded Droop quota needs."""

    def __init__(
        self, rule: str, question: Question, reading: Reading, arithmetic: Arithmetic
    ) -> None:
        papers = Papers(question.tally, reading)
        self.piles = Piles(papers, arithmetic)
        self.record = Record(rule, question, papers, arithmetic)
        looks_back = question.text("tie_break") == PREVIOUS_ROUNDS
        self.referee = Referee(papers.options, question.ties, looks_back)
        self.seats = question.seats
        self.quota: Number = 0
        self.strict = False
        self.pending: list[Option] = []
        """Elected options whose surplus has not been passed on."""

    @property
    def vacancies(self) -> int:
        """Seats not filled yet."""
        return self.seats - self.record.seated

    def reaches(self, votes: Number) -> bool:
        """Whether so many votes elect."""
        return votes > self.quota if self.strict else votes >= self.quota and votes > 0

    def count(self) -> Outcome:
        """Count to the end, one surplus or exclusion a round."""
        self.begin()
        while True:
            self._elect_reached()
            if not self.vacancies:
                return self.outcome()
            if len(self.piles.standing) == self.vacancies:
                self.elect(self.piles.standing, "last-vacancies")
                return self.outcome()
            passed = self._pass_surplus() if self.pending else self.exclude_lowest()
            if not passed:
                return self.outcome(undecided=self.piles.standing)

    def begin(self) -> None:
        """Open a round."""
        piles = self.piles
        self.record.begin(
            piles.votes,
            exhausted=piles.told_spent(piles.spent),
            residual=self.record.text(piles.residual),
            quota=self.record.text(self.quota),
        )

    def elect(self, options: Sequence[Option], why: str) -> None:
        """Give these options seats."""
        self.record.elect(options, self.piles.votes, why)
        self.piles.leave(options)

    def _elect_reached(self) -> None:
        votes = self.piles.votes
        new = [option for option in self.piles.standing if self.reaches(votes[option])]
        self.elect(new, "quota")
        self.pending += [option for option in new if votes[option] > self.quota]

    def _pass_surplus(self) -> bool:
        votes = self.piles.votes
        most = max(votes[option] for option in self.pending)
        tied = [option for option in self.pending if votes[option] == most]
        picked, steps = self.referee.highest(
            tied, self.record.earlier, f"surplus-{self.record.round}"
        )
        self.record.tell_ties(steps)
        moves = [self.piles.move(option, votes[option] - self.quota) for option in picked]
        if len(moves) > 1:
            if not self._order_immaterial(moves):
                return False
            self.record.passed_over_in = self.record.round
        self.pending = [option for option in self.pending if option not in picked]
        self.settle(moves)
        self.begin()
        return True

    def settle(self, moves: Sequence[Move]) -> None:
        """Do moves, and tell them."""
        for move in moves:
            before = self.piles.residual
            self.piles.settle(move)
            text = self.record.text
            self.record.tell(
                "stv-transfer" if move.surplus is None else "stv-surplus",
                source=self.record.options[move.source],
                transfers=self.record.told(move.gains),
                exhausted=self.piles.told_spent(move.spent),
                residual=text(self.piles.residual - before),
                values=tuple((text(old), text(new)) for old, new in move.values),
            )

    def exclude_lowest(self) -> bool:
        """Exclude the last option and pass its papers on. False if a tie forbids it."""
        piles, record = self.piles, self.record
        fewest = min(piles.votes[option] for option in piles.standing)
        tied = [option for option in piles.standing if piles.votes[option] == fewest]
        last, steps = self.referee.lowest(tied, record.earlier, f"exclusion-{record.round}")
        record.tell_ties(steps)
        if len(last) == 1:
            self.exclude(last, "lowest")
            return True
        return self._exclude_certain_losers()

    def exclude(self, options: Sequence[Option], why: str) -> None:
        """Exclude options and pass their papers on."""
        self.record.exclude(options, self.piles.votes, why)
        self.piles.leave(options)
        self.settle([self.piles.move(option) for option in options])
        self.begin()

    def _exclude_certain_losers(self) -> bool:
        """Exclude the last together, if they would all go next in whatever order."""
        votes, standing = self.piles.votes, self.piles.standing
        sets = certain_losers({option: votes[option] for option in standing})
        left = len(standing) - len(sets[0]) if sets else 0
        if left < self.vacancies:
            return False
        self.piles.leave(sets[0])
        moves = [self.piles.move(option) for option in sets[0]]
        if left > self.vacancies and not self._order_immaterial(moves):
            return False
        self.record.exclude(sets[0], votes, "tie-immaterial")
        self.settle(moves)
        self.begin()
        return True

    def _order_immaterial(self, moves: Sequence[Move]) -> bool:
        """Whether nobody is elected before the last of these moves, in whatever order."""
        return not any(
            self.reaches(
                self.piles.votes[option]
                + sum(move.gains.get(option, 0) for move in moves)
                - min(move.gains.get(option, 0) for move in moves)
            )
            for option in self.piles.standing
        )

    def outcome(self, *, undecided: Sequence[Option] = ()) -> Outcome:
        """The outcome as it stands."""
        piles, text = self.piles, self.record.text
        return self.record.outcome(
            piles.votes,
            undecided=undecided,
            totals={
                "quota": text(self.quota),
                "exhausted": text(sum(piles.spent.values())),
                "residual": text(piles.residual),
            },
        )
