"""Instant run-off: exclude the last, pass its papers on, until somebody has a majority.

Every reading rule that American ordinances disagree about is a parameter, under its RCTab name.
A tie for the last place that no step breaks is passed over if it cannot matter (the tied options
are certain losers together); otherwise the count stops and says who still stood.

Reference: RCTab, "Tabulation options" (rcvresources.org/rctab); G. Hoag and G. Hallett,
"Proportional Representation", 1926, on the majority rule as the transferable vote of one seat.

By hand: 4 ballots a, 3 ballots b > c, 2 ballots c > b. Nobody has 5 of 9; c goes, its 2 papers
pass to b, which has 5 of 9.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a": 4, "b c": 3, "c b": 2}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> IRV_1.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('b',), ('a',), ('c',))
"""

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule
from engine.rules.runoff.rounds import Rounds, option_named
from engine.rules.transferable.certain_losers import certain_losers
from engine.rules.transferable.papers import Option
from engine.rules.transferable.reading import (
    EXHAUST_ON_DUPLICATE,
    UNLIMITED,
    max_skipped_ranks,
    overvote_rule,
    reading_of,
)
from engine.rules.transferable.referee import PREVIOUS_ROUNDS, tie_break

PARAMETERS = (
    overvote_rule("exhaust-immediately"),
    max_skipped_ranks(UNLIMITED),
    EXHAUST_ON_DUPLICATE,
    tie_break(PREVIOUS_ROUNDS),
    Parameter(
        name="batch_elimination",
        kind="flag",
        default=False,
        help="whether all certain losers are excluded in one round",
    ),
    Parameter(
        name="continue_until_two",
        kind="flag",
        default=False,
        help="whether exclusions go on after a majority, until two options stand",
    ),
    Parameter(
        name="first_round_threshold",
        kind="flag",
        default=False,
        help="whether the majority is of the first round's votes, not of those still counting",
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


class InstantRunoff:
    """One count of `irv-1`."""

    def __init__(self, question: Question) -> None:
        looks_back = question.text("tie_break") == PREVIOUS_ROUNDS
        self.rounds = Rounds(question, "irv-1", reading_of(question), looks_back=looks_back)
        self.batch = question.flag("batch_elimination")
        self.to_two = question.flag("continue_until_two")
        self.first_round = question.flag("first_round_threshold")
        self.minimum = question.whole("minimum_votes")
        self.write_ins = option_named(self.rounds, question.text("write_ins"))
        self.threshold = 0
        self.winner: Option | None = None

    def count(self) -> Outcome:
        """Count to the end."""
        while True:
            self._begin()
            if not self._write_ins_hold_votes():
                if self.winner is None and (left := self._look_for_winner()):
                    return self.rounds.outcome(None, left)
                if self._finished():
                    return self.rounds.outcome(self.winner)
            if stuck := self._exclude():
                return self.rounds.outcome(self.winner, () if self.winner is not None else stuck)

    def _begin(self) -> None:
        if not self.rounds.history or not self.first_round:
            self.threshold = max(self.rounds.active // 2 + 1, self.minimum)
        self.rounds.begin(self.threshold)

    def _write_ins_hold_votes(self) -> bool:
        return any(
            self.rounds.votes[option] > 0
            for option in self.rounds.standing
            if option == self.write_ins
        )

    def _look_for_winner(self) -> list[Option]:
        """Elect, if somebody is to be elected now. Returns the tied, if that tie is left."""
        rounds = self.rounds
        best = rounds.highest()
        if len(rounds.standing) == 1:
            self._elect(best[0], "last")
        elif rounds.votes[best[0]] >= self.threshold:
            self._elect(best[0], "majority")
        elif len(rounds.standing) == 2 and rounds.votes[rounds.lowest()[0]] >= self.minimum:
            picked = rounds.higher_of(best)
            if len(picked) > 1:
                return picked
            self._elect(picked[0], "tie" if len(best) > 1 else "plurality")
        return []

    def _elect(self, option: Option, why: str) -> None:
        self.winner = option
        self.rounds.elect(option, why)

    def _finished(self) -> bool:
        return self.winner is not None and not (self.to_two and len(self.rounds.standing) > 2)

    def _exclude(self) -> list[Option]:
        """Exclude who goes this round. Returns the standing options if nobody can be chosen."""
        rounds = self.rounds
        if self._write_ins_hold_votes():
            rounds.exclude([o for o in rounds.standing if o == self.write_ins], "write-ins")
            return []
        below = [option for option in rounds.standing if rounds.votes[option] < self.minimum]
        if len(below) == len(rounds.standing):
            return below
        if below:
            rounds.exclude(below, "below-minimum")
            return []
        losers = self._certain_losers()
        if self.batch and losers and len(losers[-1]) > 1:
            rounds.exclude(losers[-1], "batch")
            return []
        last = rounds.lowest()
        last = [self.write_ins] if self.write_ins in last else rounds.lower_of(last)
        if len(last) == 1:
            rounds.exclude(last, "lowest")
            return []
        if losers:
            rounds.pass_over(losers[0])
            return []
        return list(rounds.standing)

    def _certain_losers(self) -> list[tuple[Option, ...]]:
        rounds = self.rounds
        least = 2 if self.to_two else 1
        sets = certain_losers(rounds.votes_of(rounds.standing))
        return [losers for losers in sets if len(rounds.standing) - len(losers) >= least]


IRV_1 = Rule(
    id="irv-1",
    family="runoff",
    title="Instant-runoff voting",
    summary="One winner with majority support among options that split each other's vote; "
    "voters rank.",
    source="RCTab, Tabulation options; Hoag and Hallett, Proportional Representation, 1926",
    ballots=("ranking",),
    compute=lambda question: InstantRunoff(question).count(),
    parameters=PARAMETERS,
    paradoxes=("condorcet-winner", "non-monotone", "no-show", "reinforcement"),
    seats="one",
)
