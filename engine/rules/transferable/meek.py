"""Single transferable vote by Meek's method, in fixed decimals.

Every elected option keeps just the share of each paper that brings it to the quota, and the quota
falls as papers run out; the shares (keep factors) are found by iteration. Steps and rounding are
those of the reference rule: products and quotients are rounded up in the last place, the quota is
cut off and one last place is added; iteration ends when somebody is elected, when all surpluses
together are below omega, or when they stop falling. Then the hopeful option with the fewest votes
goes; those within the remaining surplus of it count as tied.

Reference: Proportional Representation Foundation, "Reference Meek Rule", 2010 (9 places, omega
0.000001); B. L. Meek, "Une nouvelle approche du scrutin transférable", 1969.

By hand, 1 seat: 3 ballots a, 2 ballots b > a, 1 ballot c > b. The quota is 6 / 2 = 3, plus
0.000000001. Nobody has it; c goes, b has 3 and a has 3: a tie, and b had fewer before.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a": 3, "b a": 2, "c b": 1}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> tally = Tally(options=("a", "b", "c"), ballots=ballots)
>>> STV_MEEK_1.count(tally, parameters={"tie_break": "previous-rounds"}).winners
('a',)
"""

from collections.abc import Sequence
from fractions import Fraction

from engine.rules.outcome import Outcome
from engine.rules.parameters import Parameter
from engine.rules.rule import Question, Rule
from engine.rules.transferable.arithmetic import Decimals
from engine.rules.transferable.certain_losers import certain_losers
from engine.rules.transferable.keeping import Paths
from engine.rules.transferable.papers import Option, Papers
from engine.rules.transferable.reading import (
    EXHAUST_ON_DUPLICATE,
    UNLIMITED,
    max_skipped_ranks,
    overvote_rule,
    reading_of,
)
from engine.rules.transferable.record import Record
from engine.rules.transferable.referee import PREVIOUS_ROUNDS, Referee, tie_break


class MeekCount:
    """One count of `stv-meek-1`."""

    def __init__(self, question: Question) -> None:
        papers = Papers(question.tally, reading_of(question))
        arithmetic = Decimals(question.whole("decimals"))
        self.one = arithmetic.one
        self.omega = question.exact("omega") * self.one
        self.record = Record("stv-meek-1", question, papers, arithmetic)
        looks_back = question.text("tie_break") == PREVIOUS_ROUNDS
        self.referee = Referee(papers.options, question.ties, looks_back)
        self.paths = Paths(papers)
        self.seats = question.seats
        self.keep = [self.one] * len(papers.options)
        self.hopeful: list[Option] = list(range(len(papers.options)))
        self.elected: list[Option] = []
        self.votes: list[int] = []
        self.excess = 0
        self.quota = 0
        self.surplus = 0

    def count(self) -> Outcome:
        """Count to the end."""
        self._distribute()
        while self.vacancies < len(self.hopeful) and self.vacancies:
            if self._iterate():
                continue
            if not self._exclude():
                return self._outcome(undecided=self.hopeful)
        if not self.record.history:
            self._begin(0)
        if self.vacancies:
            self.record.elect(self.hopeful, self.votes, "last-vacancies")
        return self._outcome()

    @property
    def vacancies(self) -> int:
        """Seats not filled yet."""
        return self.seats - len(self.elected)

    def _distribute(self) -> None:
        self.votes, self.excess = self.paths.distribute(
            self.keep, self.one, lambda weight, keep: -(-weight * keep // self.one)
        )
        self.quota = sum(self.votes) // (self.seats + 1) + 1
        self.surplus = max(0, sum(self.votes[o] - self.quota for o in self.elected))

    def _iterate(self) -> bool:
        """Move the keep factors until somebody is elected, or they no longer move."""
        before: int | None = None
        rounds = 0
        while True:
            rounds += 1
            self._distribute()
            new = [option for option in self.hopeful if self.votes[option] >= self.quota]
            if new or self.surplus < self.omega or (before is not None and self.surplus >= before):
                self._begin(rounds)
                self._elect(new)
                return bool(new)
            before = self.surplus
            for option in self.elected:
                product = -(-self.keep[option] * self.quota // self.one)
                self.keep[option] = -(-product * self.one // self.votes[option])

    def _begin(self, iterations: int) -> None:
        text = self.record.text
        self.record.begin(
            self.votes,
            quota=text(self.quota),
            surplus=text(self.surplus),
            exhausted=text(self.excess),
            iterations=iterations,
            keep=self.record.told({option: self.keep[option] for option in self.elected}),
        )

    def _elect(self, new: list[Option]) -> None:
        self.record.elect(new, self.votes, "quota")
        for option in new:
            self.hopeful.remove(option)
            self.elected.append(option)
            self.paths.elect(option)

    def _exclude(self) -> bool:
        """Exclude the last. False if a tie forbids it."""
        fewest = min(self.votes[option] for option in self.hopeful)
        tied = [o for o in self.hopeful if self.votes[o] <= fewest + self.surplus]
        about = f"exclusion-{self.record.round}"
        last, steps = self.referee.lowest(tied, self.record.earlier, about)
        self.record.tell_ties(steps)
        why = "lowest"
        if len(last) > 1:
            last, why = self._certain_losers(), "tie-immaterial"
        if not last:
            return False
        self.record.exclude(last, self.votes, why)
        for option in last:
            self.hopeful.remove(option)
            self.keep[option] = 0
            self.paths.exclude(option)
        return True

    def _certain_losers(self) -> list[Option]:
        """The last that go next in whatever order; nobody if the order matters."""
        hopeful = {option: self.votes[option] for option in self.hopeful}
        sets = certain_losers(hopeful, surplus=self.surplus)
        enough = sets and len(hopeful) - len(sets[0]) >= self.vacancies
        return list(sets[0]) if enough else []

    def _outcome(self, *, undecided: Sequence[Option] = ()) -> Outcome:
        text = self.record.text
        totals = {"quota": text(self.quota), "exhausted": text(self.excess)}
        return self.record.outcome(self.votes, undecided=undecided, totals={**totals})


STV_MEEK_1 = Rule(
    id="stv-meek-1",
    family="transferable",
    title="Single transferable vote (Meek)",
    summary="Several seats in proportion to ranked support, each ballot counted as its voter "
    "would want with all seats known; needs a computer.",
    source="Proportional Representation Foundation, Reference Meek Rule, 2010",
    ballots=("ranking",),
    compute=lambda question: MeekCount(question).count(),
    parameters=(
        Parameter(
            name="decimals",
            kind="whole",
            default=9,
            minimum=1,
            maximum=40,
            help="decimal places of votes, quota and keep factors",
        ),
        Parameter(
            name="omega",
            kind="number",
            default=str(Fraction(1, 1_000_000)),
            minimum=0,
            maximum=1,
            help="iteration ends when all surpluses together are below this",
        ),
        overvote_rule("refuse"),
        max_skipped_ranks(UNLIMITED),
        EXHAUST_ON_DUPLICATE,
        tie_break("ladder"),
    ),
    paradoxes=("non-monotone", "no-show", "reinforcement"),
)
