"""Single transferable vote by Meek's method as Wikimedia's elections are counted (SecurePoll).

It differs from the reference rule in rounding and in whom it excludes. Ten places, everything cut
off; the quota is votes / (seats + 1) plus 0.000001. A round is one iteration. In a round that
elects nobody, the options with the fewest votes go, all tied together, if their votes and the
surplus are fewer than the next option's - compared in whole votes - or if the surplus is the same
as in the round before (or, which SecurePoll does not ask, the keep factors come round again).
Remaining options are never elected without the quota, so that seats may
stay empty; if several options went last, together, they are then told as undecided. The ladder is
not asked.

Reference: MediaWiki extension SecurePoll, STVTallier (2026); Hill, Wichmann and Woodall, 1987,
for excluding by surplus.

By hand, 1 seat: 3 ballots a, 1 ballot b. The quota is 4 / 2 + 0.000001; a has it.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> ballots = {Ranking((("a",),)): 3, Ranking((("b",),)): 1}
>>> outcome = STV_MEEK_WIKIMEDIA_1.count(Tally(options=("a", "b"), ballots=ballots))
>>> outcome.winners, outcome.totals["quota"]
(('a',), '2.0000010000')
"""

from collections.abc import Sequence

from engine.rules.outcome import Outcome
from engine.rules.rule import Question, Rule
from engine.rules.transferable.arithmetic import Decimals
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

PLACES = 10
ONE: int = 10**PLACES
ABOVE_QUOTA: int = 10 ** (PLACES - 6)


class WikimediaCount:
    """One count of `stv-meek-wikimedia-1`."""

    def __init__(self, question: Question) -> None:
        papers = Papers(question.tally, reading_of(question))
        self.record = Record("stv-meek-wikimedia-1", question, papers, Decimals(PLACES))
        self.paths = Paths(papers)
        self.seats = question.seats
        self.keep = [ONE] * len(papers.options)
        self.hopeful: list[Option] = list(range(len(papers.options)))
        self.elected: list[Option] = []
        self.votes: list[int] = []
        self.excess = 0
        self.quota = 0
        self.surplus = 0
        self._seen: set[tuple[int, ...]] = set()
        """Keep factors since the last option was elected or excluded."""

    def count(self) -> Outcome:
        """Count to the end."""
        self._distribute()
        while len(self.elected) < self.seats and self.hopeful:
            before = self.surplus
            for option in filter(self.votes.__getitem__, self.elected):
                kept = self.keep[option] * self.quota // ONE
                self.keep[option] = kept * ONE // self.votes[option]
            self._distribute()
            reached = [o for o in self._there() if self.votes[o] >= self.quota]
            self.surplus = sum(self.votes[option] - self.quota for option in reached)
            self._begin()
            if new := [option for option in reached if option in self.hopeful]:
                self._elect(new)
            else:
                self._exclude(self._losers(before))
        tied = self.record.excluded[-1] if len(self.elected) < self.seats else ()
        text = self.record.text
        return self.record.outcome(
            self.votes,
            undecided=tied if len(tied) > 1 else (),
            totals={"quota": text(self.quota), "exhausted": text(self.excess)},
        )

    def _there(self) -> list[Option]:
        return sorted(self.hopeful + self.elected)

    def _distribute(self) -> None:
        self.votes, self.excess = self.paths.distribute(
            self.keep, ONE, lambda weight, keep: weight * keep // ONE
        )
        self.quota = sum(self.votes) // (self.seats + 1) + ABOVE_QUOTA

    def _begin(self) -> None:
        text = self.record.text
        self.record.begin(
            self.votes,
            quota=text(self.quota),
            surplus=text(self.surplus),
            exhausted=text(self.excess),
            keep=self.record.told({option: self.keep[option] for option in self.elected}),
        )

    def _elect(self, new: Sequence[Option]) -> None:
        self._seen.clear()
        self.record.elect(new, self.votes, "quota")
        for option in new:
            self.hopeful.remove(option)
            self.elected.append(option)
            self.paths.elect(option)

    def _losers(self, before: int) -> list[Option]:
        """Who goes: the lowest, if they cannot catch up or nothing moves any more."""
        levels = sorted({self.votes[option] for option in self._there()})
        last = [option for option in self.hopeful if self.votes[option] == levels[0]]
        kept = tuple(self.keep)
        if len(levels) == 1 or self.surplus == before or kept in self._seen:
            return last
        self._seen.add(kept)
        most = levels[0] * len(last) // ONE + self.surplus // ONE
        return last if most < levels[1] // ONE else []

    def _exclude(self, options: Sequence[Option]) -> None:
        if options:
            self._seen.clear()
            self.record.exclude(options, self.votes, "lowest")
        for option in options:
            self.hopeful.remove(option)
            self.keep[option] = 0
            self.paths.exclude(option)


STV_MEEK_WIKIMEDIA_1 = Rule(
    id="stv-meek-wikimedia-1",
    family="transferable",
    title="Single transferable vote (Meek, as counted by Wikimedia)",
    summary="To check an election of the Wikimedia movement; for others, stv-meek-1.",
    source="MediaWiki extension SecurePoll, STVTallier",
    ballots=("ranking",),
    compute=lambda question: WikimediaCount(question).count(),
    parameters=(
        overvote_rule("refuse"),
        max_skipped_ranks(UNLIMITED),
        EXHAUST_ON_DUPLICATE,
    ),
    paradoxes=("non-monotone", "no-show", "reinforcement"),
)
