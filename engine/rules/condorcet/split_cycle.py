"""Split Cycle: a defeat counts unless it is the weakest of some cycle it belongs to.

A defeat of b by a is discarded exactly if a path leads back from b to a whose every defeat is
at least as strong. Those defeated by nobody win; several can. Later places hold those that are
defeated by none of the rest: the method itself only names winners.

Reference: W. H. Holliday and E. Pacuit, "Split Cycle: a new Condorcet-consistent voting method
independent of clones and immune to spoilers", Public Choice 197, 2023.

By hand: 8 voters a > b > c, 7 voters b > c > a, 6 voters c > a > b. a beats b by 7, b beats c by
9, c beats a by 5: the last is the weakest of the cycle and is discarded.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c": 8, "b c a": 7, "c a b": 6}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> SPLIT_CYCLE.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('a',), ('b',), ('c',))
"""

from engine.rules.condorcet.contest import BLANK, Contest, layers, strength_parameter
from engine.rules.condorcet.paths import Paths
from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.rule import Question, Rule

_ID = "split-cycle-1"


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    strengths = contest.strengths(question.text("strength"))
    paths = Paths(strengths)
    defeats = [
        [strengths[row][column] > paths.strengths[column][row] for column in contest.all]
        for row in contest.all
    ]
    trace = [
        _defeat(contest, paths, (row, column), strengths[row][column], kept=defeats[row][column])
        for row in contest.all
        for column in contest.all
        if strengths[row][column]
    ]
    return contest.outcome(
        _ID,
        question,
        contest.placing(question, layers(contest.all, defeats)),
        figures=[{"defeated-by": sum(row[i] for row in defeats)} for i in contest.all],
        trace=trace,
    )


def _defeat(
    contest: Contest, paths: Paths, pair: tuple[int, int], strength: int, *, kept: bool
) -> Step:
    winner, loser = pair
    facts: dict[str, Fact] = {
        "winner": contest.options[winner],
        "loser": contest.options[loser],
        "strength": strength,
    }
    if kept:
        return Step("split-cycle-kept", facts)
    back = contest.names(paths.steps[loser][winner])
    return Step("split-cycle-discarded", facts | {"path-back": back})


SPLIT_CYCLE = Rule(
    id=_ID,
    family="condorcet",
    title="Split Cycle",
    summary=(
        "Discards the weakest defeat of every cycle and keeps the rest. Few winners can be "
        "accused of a spoiler; several options may win, so declare a tie ladder."
    ),
    source="Holliday and Pacuit, Public Choice 197, 2023",
    ballots=("ranking", "scores"),
    parameters=(strength_parameter("margins"), BLANK),
    compute=_compute,
    paradoxes=("indecisive", "no-show", "later-harm"),
)
