"""Smith set: the smallest set of options each of which beats every option outside it.

A single option if there is a Condorcet winner, else the options of the top cycle (and draws),
tied. Places go on with the Smith set of the rest.

Reference: J. H. Smith, "Aggregation of preferences with variable electorate", Econometrica 41,
1973; I. J. Good, "A note on Condorcet sets", Public Choice 10, 1971.

By hand: 3 voters a > b > c > d, 2 voters b > c > a > d, 2 voters c > a > b > d. a beats b 5 to
2, b beats c 5 to 2, c beats a 4 to 3, and all three beat d.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c d": 3, "b c a d": 2, "c a b d": 2}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> SMITH.count(Tally(options=("a", "b", "c", "d"), ballots=ballots)).ranking
(('a', 'b', 'c'), ('d',))
"""

from engine.rules.condorcet.contest import BLANK, Contest
from engine.rules.outcome import Outcome, Step
from engine.rules.rule import Question, Rule

_ID = "smith-1"


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    ranking: list[list[int]] = []
    rest = list(contest.all)
    while rest:
        ranking.append(contest.smith_set(rest))
        rest = [index for index in rest if index not in ranking[-1]]
    trace = [Step("smith-set", {"options": contest.names(place)}) for place in ranking]
    return contest.outcome(_ID, question, contest.placing(question, ranking), trace=trace)


SMITH = Rule(
    id=_ID,
    family="condorcet",
    title="Smith set",
    summary=(
        "Shows the options that dominate all others, tied. For a shortlist, or where a declared "
        "tie-break shall choose within the top cycle."
    ),
    source="Smith, Aggregation of preferences with variable electorate, 1973",
    ballots=("ranking", "scores"),
    parameters=(BLANK,),
    compute=_compute,
    paradoxes=("indecisive", "no-show", "later-harm", "pareto"),
)
