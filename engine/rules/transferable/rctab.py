"""Single transferable vote as American cities count it, with RCTab's options.

Unlike the Scottish rule, all surpluses of a round are passed on together in the next, a paper's
value is multiplied by a surplus fraction that was cut off first, the threshold is set once from
the first round's active votes, and a last round shows the last surpluses passed on.

`winners`: `several` options may reach the threshold in one round; `one` takes the first of them
only, the others may follow; `bottoms-up` elects nobody by threshold, but excludes until as many
stand as there are seats.

Reference: RCTab, "Tabulation options" (rcvresources.org/rctab); Minneapolis Code of Ordinances,
title 8.5, chapter 167, for the options that city uses.

By hand, 2 seats: 4 ballots a > b, 2 ballots c > b, 1 ballot b. The threshold is 7 / 3 cut off,
plus 1: 3. a has 4: its surplus fraction is 1 / 4 = 0.2500. b then has 1 + 4 × 0.25 = 2 and c
has 2; b had fewer before and goes; c is the last.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b": 4, "c b": 2, "b": 1}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> outcome = STV_RCTAB_1.count(Tally(options=("a", "b", "c"), ballots=ballots), seats=2)
>>> outcome.winners, outcome.figures["b"]["votes"]
(('a', 'c'), '2.0000')
"""

from collections.abc import Sequence

from engine.errors.rules import OptionUnknown
from engine.rules.ballots import OptionId
from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule
from engine.rules.transferable.arithmetic import Decimals
from engine.rules.transferable.papers import Option
from engine.rules.transferable.reading import (
    EXHAUST_ON_DUPLICATE,
    UNLIMITED,
    max_skipped_ranks,
    overvote_rule,
    reading_of,
)
from engine.rules.transferable.referee import PREVIOUS_ROUNDS, tie_break
from engine.rules.transferable.stages import Stages

PARAMETERS = (
    overvote_rule("exhaust-immediately"),
    max_skipped_ranks(UNLIMITED),
    EXHAUST_ON_DUPLICATE,
    tie_break(PREVIOUS_ROUNDS),
    Parameter(
        name="winners",
        kind="choice",
        default="several",
        choices=("several", "one", "bottoms-up"),
        help="how many options may be elected by the threshold in one round, if any",
    ),
    Parameter(
        name="decimals",
        kind="whole",
        default=4,
        minimum=1,
        maximum=20,
        help="decimal places of votes and surplus fractions; the rest is cut off",
    ),
    Parameter(
        name="fractional_threshold",
        kind="flag",
        default=False,
        help="whether the threshold keeps these decimals, instead of being a whole number",
    ),
    Parameter(
        name="hare_quota",
        kind="flag",
        default=False,
        help="whether the threshold divides by the seats, instead of one more",
    ),
    Parameter(
        name="minimum_votes",
        kind="whole",
        default=0,
        minimum=0,
        help="options with fewer votes are excluded together before any other",
    ),
    Parameter(
        name="write_ins",
        kind="option",
        default="",
        help="the option that stands for undeclared write-ins, excluded first; none if empty",
    ),
)


class RctabCount(Stages):
    """One count of `stv-rctab-1`."""

    def __init__(self, question: Question) -> None:
        arithmetic = Decimals(question.whole("decimals"), share_first=True)
        super().__init__("stv-rctab-1", question, reading_of(question), arithmetic)
        self.winners = question.text("winners")
        self.minimum = question.whole("minimum_votes") * arithmetic.one
        self.write_ins = _option(self.record.options, question.text("write_ins"))
        unit = 1 if question.flag("fractional_threshold") else arithmetic.one
        active = int(self.piles.total)
        if question.flag("hare_quota"):
            threshold = -(-active // (question.seats * unit)) * unit
        else:
            threshold = (active // ((question.seats + 1) * unit) + 1) * unit
        self.quota = max(threshold, self.minimum)

    def count(self) -> Outcome:
        """Count to the end, all surpluses of a round together."""
        self.begin()
        while self.vacancies:
            winners = self._winners()
            if len(winners) > self.vacancies:
                return self.outcome(undecided=self.piles.standing)
            if winners:
                self._seat(winners)
            elif not self._exclude():
                return self.outcome(undecided=self.piles.standing)
        return self.outcome()

    def _winners(self) -> list[Option]:
        """Who is elected this round: nobody, some, or more than seats if a tie is left."""
        piles = self.piles
        if self._write_ins_hold_votes():
            return []
        if len(piles.standing) == self.vacancies:
            return list(piles.standing)
        reached = [option for option in piles.standing if self.reaches(piles.votes[option])]
        if self.winners == "bottoms-up":
            return []
        if self.winners == "one" and len(reached) > 1:
            most = max(piles.votes[option] for option in reached)
            tied = [option for option in reached if piles.votes[option] == most]
            about = f"election-{self.record.round}"
            reached, steps = self.referee.highest(tied, self.record.earlier, about)
            self.record.tell_ties(steps)
            return reached if len(reached) == 1 else list(piles.standing)
        return reached

    def _write_ins_hold_votes(self) -> bool:
        piles = self.piles
        return any(o == self.write_ins and piles.votes[o] > 0 for o in piles.standing)

    def _seat(self, winners: Sequence[Option]) -> None:
        votes = self.piles.votes
        last = len(winners) == len(self.piles.standing)
        self.elect(winners, "last-vacancies" if last else "quota")
        if self.winners != "bottoms-up":
            over = [option for option in winners if votes[option] > self.quota]
            self.settle([self.piles.move(o, votes[o] - self.quota) for o in over])
            self.begin()

    def _exclude(self) -> bool:
        """Exclude who goes this round. False if nobody can be chosen."""
        piles = self.piles
        if self._write_ins_hold_votes():
            return self._exclude_all(
                [o for o in piles.standing if o == self.write_ins], "write-ins"
            )
        below = [option for option in piles.standing if piles.votes[option] < self.minimum]
        if below:
            return self._exclude_all(below, "below-minimum")
        return self.exclude_lowest()

    def _exclude_all(self, options: Sequence[Option], why: str) -> bool:
        if len(self.piles.standing) - len(options) < self.vacancies:
            return False
        self.exclude(options, why)
        return True


def _option(options: Sequence[OptionId], name: OptionId) -> Option | None:
    if name and name not in options:
        raise OptionUnknown(option=name, known=tuple(options))
    return options.index(name) if name else None


STV_RCTAB_1 = Rule(
    id="stv-rctab-1",
    family="transferable",
    title="Single transferable vote (American, with RCTab's options)",
    summary="Several seats under the ordinance of an American city, or to check a count by RCTab.",
    source="RCTab, Tabulation options; Minneapolis Code of Ordinances, chapter 167",
    ballots=("ranking",),
    compute=lambda question: RctabCount(question).count(),
    parameters=PARAMETERS,
    paradoxes=("non-monotone", "no-show", "reinforcement"),
)
