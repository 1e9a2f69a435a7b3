"""Condorcet-IRV: the Condorcet winner; while there is none, drop who is on top least often.

Place by place: among the options not yet placed, the one that beats all others takes the place.
If there is none, the option on top of the fewest ballots is dropped, and the rest is looked at
again; once the place is taken, those dropped come back for the next. An option is on top of a
ballot that ranks none of those left above it: options ranked alike are each counted in full.
If all that are left are equally often on top, they share the place. A tie for the drop goes to
the ladder; where it leaves the tie, each of the tied is dropped in turn, and all who take the
place in some order share it.

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

from collections.abc import Hashable, Iterable, Sequence

from engine.rules.condorcet.columns import on_top
from engine.rules.condorcet.contest import BLANK, Contest
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.rule import Question, Rule

_ID = "condorcet-irv-1"

WORK_MAX = 400_000
STATES_MIN = 32
"""Sets of options looked at for a place before the count gives up on orders of tied drops: in
proportion to the ballots, for each set reads them all. Given up, all that are left share it.
"""


class _Count:
    """The count place by place, with what it has told so far."""

    def __init__(self, question: Question) -> None:
        self.ladder = question.ties
        self.contest, self.blocks, aside = Contest.laid_out(question)
        index = {option: number for number, option in enumerate(self.contest.options)}
        self.aside = [
            ([{index[option] for option in group} for group in groups], weight)
            for groups, weight in aside
        ]
        self.states_max = max(STATES_MIN, WORK_MAX // (len(question.tally.whole) + 1))
        self.trace: list[Step] = []
        self._told: dict[tuple[Hashable, ...], Step] = {}

    @property
    def ties(self) -> tuple[Step, ...]:
        """The steps that ties for a drop took."""
        return tuple(self._told.values())

    def place(self, rest: Sequence[int]) -> list[int]:
        """Who may take the next place among the rest, in whatever order ties are dropped."""
        about = f"drop-for-place-{len(self.contest.options) - len(rest) + 1}"
        states = [list(rest)]
        seen = 1
        placed: set[int] = set()
        while states and seen <= self.states_max:
            following: set[tuple[int, ...]] = set()
            for left in states:
                top = self.contest.smith_set(left)
                dropped = self._dropped(left, about) if len(top) > 1 else []
                if not dropped:
                    placed.update(top if len(top) == 1 else left)
                following |= {tuple(i for i in left if i != index) for index in dropped}
            states = sorted(map(list, following))
            seen += len(states)
        if states:
            self.trace.append(Step("condorcet-irv-given-up", {"about": about}))
        placed.update(*states)
        names = self.contest.names(sorted(placed))
        self.trace.append(Step("condorcet-irv-place", {"options": names}))
        return sorted(placed)

    def on_top(self, left: Sequence[int]) -> dict[int, int]:
        """How many ballots rank each option on top of those left. A ballot that ranks none of
        them would count for each alike, and is not counted.
        """
        counts = dict.fromkeys(left, 0)
        for block in self.blocks:
            heights = [block.heights[index] for index in left]
            for index, ballots in zip(left, on_top(heights, block.ballots), strict=True):
                counts[index] += ballots * block.weight
        wanted = set(left)
        for groups, weight in self.aside:
            for index in next((found for group in groups if (found := group & wanted)), ()):
                counts[index] += weight
        return counts

    def _dropped(self, left: Sequence[int], about: str) -> list[int]:
        """The option to drop, or those of which one is; none if all are equally often on top."""
        counts = self.on_top(left)
        dropped = [index for index in left if counts[index] == min(counts.values())]
        if len(dropped) == len(left):
            return []
        if len(dropped) > 1:
            groups, steps = self.ladder.order(self.contest.names(dropped), about=about)
            self._tell_ties(steps)
            dropped = [self.contest.options.index(option) for option in groups[-1]]
        names = self.contest.options
        on_top = tuple((names[index], counts[index]) for index in left)
        facts: dict[str, Fact] = {"on-top": on_top, "dropped": self.contest.names(dropped)}
        self.trace.append(Step("condorcet-irv-drop", facts))
        return dropped

    def _tell_ties(self, steps: Iterable[Step]) -> None:
        """Tell each step once, on however many ways to a place it is met."""
        for step in steps:
            self._told.setdefault((step.code, *sorted(step.facts.items())), step)


def _compute(question: Question) -> Outcome:
    count = _Count(question)
    contest = count.contest
    ranking: list[list[int]] = []
    rest = list(contest.all)
    while rest:
        ranking.append(count.place(rest))
        rest = [index for index in rest if index not in ranking[-1]]
    first = count.on_top(contest.all)
    return contest.outcome(
        _ID,
        question,
        contest.placing(question, ranking),
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
