"""Condorcet-IRV: the Condorcet winner; while there is none, drop who is on top least often.

Place by place: among the options not yet placed, the one that beats all others takes the place.
If there is none, the option on top of the fewest ballots is dropped, and the rest is looked at
again; once the place is taken, those dropped come back for the next. An option is on top of a
ballot that ranks none of those left above it: options ranked alike are each counted in full.
If all that are left are equally often on top, they share the place. A tie for the drop goes to
the ladder; those it leaves tied are dropped together.

Reference: Condorcet Internet Voting Service (A. Myers, Cornell University), completion rule
"Condorcet-IRV", with its `runoff.pm` for details; it draws lots where the ladder is asked here.

By hand: 4 voters a > b > c, 3 voters b > c > a, 2 voters c > a > b: a beats b 6 to 3, b beats c 7
to 2, c beats a 5 to 4. c is on top least often and is dropped; a beats b and is first. Of b and
c, b is next.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c": 4, "b c a": 3, "c a b": 2}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> CONDORCET_IRV.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('a',), ('b',), ('c',))
"""

from collections.abc import Sequence

from engine.rules.condorcet.contest import BLANK, Contest
from engine.rules.condorcet.pairwise import groups_of
from engine.rules.outcome import Outcome, Step
from engine.rules.rule import Question, Rule

_ID = "condorcet-irv-1"


class _Count:
    """The count place by place, with what it has told so far."""

    def __init__(self, question: Question, contest: Contest) -> None:
        self.question = question
        self.contest = contest
        index = {option: number for number, option in enumerate(contest.options)}
        self.ballots = [
            ([{index[option] for option in group} for group in groups_of(ballot)], weight)
            for ballot, weight in question.tally.whole.items()
        ]
        self.blanks_last = question.text("blank") == "last"
        self.trace: list[Step] = []
        self.ties: list[Step] = []

    def place(self, rest: Sequence[int]) -> list[int]:
        """Who takes the next place among the rest: one option, or several tied."""
        left = list(rest)
        while len(top := self.contest.smith_set(left)) > 1:
            counts = self.on_top(left)
            fewest = [index for index in left if counts[index] == min(counts.values())]
            if len(fewest) == len(left):
                break
            dropped = self._dropped(fewest, place=len(self.contest.options) - len(rest) + 1)
            self._tell("condorcet-irv-drop", dropped, counts)
            left = [index for index in left if index not in dropped]
        placed = top if len(top) == 1 else left
        self._tell("condorcet-irv-place", placed, {})
        return placed

    def on_top(self, left: Sequence[int]) -> dict[int, int]:
        """How many ballots have each option on top of those left."""
        wanted = set(left)
        counts = dict.fromkeys(left, 0)
        for groups, weight in self.ballots:
            blanks = wanted.difference(*groups) if self.blanks_last else set()
            top = next((found for group in groups if (found := group & wanted)), blanks)
            for index in top:
                counts[index] += weight
        return counts

    def _dropped(self, fewest: list[int], place: int) -> list[int]:
        """The option to drop, or those the ladder leaves tied for it."""
        if len(fewest) == 1:
            return fewest
        tied = self.contest.names(fewest)
        groups, steps = self.question.ties.order(tied, about=f"drop-for-place-{place}")
        self.ties.extend(steps)
        return [self.contest.options.index(option) for option in groups[-1]]

    def _tell(self, code: str, options: Sequence[int], counts: dict[int, int]) -> None:
        names = self.contest.options
        on_top = tuple((names[index], counts[index]) for index in sorted(counts))
        facts = {"options": self.contest.names(options)}
        self.trace.append(Step(code, facts | ({"on-top": on_top} if counts else {})))


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    count = _Count(question, contest)
    ranking: list[list[int]] = []
    rest = list(contest.all)
    while rest:
        ranking.append(count.place(rest))
        rest = [index for index in rest if index not in ranking[-1]]
    placing = contest.placing(question, ranking)
    first = count.on_top(contest.all)
    return contest.outcome(
        _ID,
        question,
        placing,
        figures=[{"on-top": first[index]} for index in contest.all],
        ties=count.ties,
        trace=count.trace,
    )


CONDORCET_IRV = Rule(
    id=_ID,
    family="condorcet",
    title="Condorcet-IRV",
    summary=(
        "Elects the winner of every duel; while there is none, eliminates as in an instant "
        "run-off. Resists strategy well, at the price of monotonicity."
    ),
    source="Condorcet Internet Voting Service, completion rule Condorcet-IRV",
    ballots=("ranking", "scores"),
    parameters=(BLANK,),
    compute=_compute,
    paradoxes=("non-monotone", "no-show", "later-harm", "reinforcement"),
)
