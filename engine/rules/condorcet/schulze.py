"""Schulze method: a stands above b if its strongest path to b is stronger than b's to a.

A path is as strong as its weakest defeat. The order this gives has no cycles, but may leave
options without order; places are made from the top, each of the options below none of the rest.

Reference: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
condorcet-consistent single-winner election method", Social Choice and Welfare 36, 2011. Equal
votes of the winners are equally strong here, whatever the losers have; `debian-1` differs.

By hand: 8 voters a > b > c, 7 voters b > c > a, 6 voters c > a > b. a beats b 14 to 7, b beats c
15 to 6, c beats a 13 to 8. From a to c the path through b has 14, from c to a there is 13, so a
stands above c; from b to a the path through c has 13, from a to b there is 14.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c": 8, "b c a": 7, "c a b": 6}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> SCHULZE.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('a',), ('b',), ('c',))
"""

from engine.rules.condorcet.contest import BLANK, Contest, layers, strength_parameter
from engine.rules.condorcet.paths import Paths
from engine.rules.outcome import Outcome, Step
from engine.rules.rule import Question, Rule

_ID = "schulze-1"


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    paths = Paths(contest.strengths(question.text("strength")))
    stronger = [
        [paths.strengths[row][column] > paths.strengths[column][row] for column in contest.all]
        for row in contest.all
    ]
    ranking = layers(contest.all, stronger)
    trace = [
        Step(
            "schulze-paths",
            {"options": contest.options, "strengths": contest.table(paths.strengths)},
        )
    ]
    trace += [
        _comparison(contest, paths, row, column)
        for row in ranking[0]
        for column in contest.all
        if row != column
    ]
    return contest.outcome(
        _ID,
        question,
        contest.placing(question, ranking),
        figures=[{"stronger-paths": sum(row)} for row in stronger],
        trace=trace,
    )


def _comparison(contest: Contest, paths: Paths, row: int, column: int) -> Step:
    """The strongest paths between an option of the first place and another, both ways."""
    there, back = paths.strengths[row][column], paths.strengths[column][row]
    return Step(
        "schulze-comparison",
        {
            "option": contest.options[row],
            "other": contest.options[column],
            "strength": there,
            "path": contest.names(paths.steps[row][column]) if there else (),
            "strength-back": back,
            "path-back": contest.names(paths.steps[column][row]) if back else (),
        },
    )


SCHULZE = Rule(
    id=_ID,
    family="condorcet",
    title="Schulze method",
    summary=(
        "Elects the winner of every duel, and resolves cycles by strongest paths. The usual "
        "choice of technical communities for ranked elections."
    ),
    source="Schulze, Social Choice and Welfare 36, 2011",
    ballots=("ranking", "scores"),
    parameters=(strength_parameter("winning-votes"), BLANK),
    compute=_compute,
    paradoxes=("no-show", "later-harm", "reinforcement"),
)
