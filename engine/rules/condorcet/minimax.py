"""Minimax (Simpson–Kramer): the option whose worst defeat is the mildest wins.

Reference: P. B. Simpson, "On defining areas of voter choice", Quarterly Journal of Economics
83, 1969; G. H. Kramer, "A dynamical model of political equilibrium", Journal of Economic Theory
16, 1977. Only defeats count: an option that loses no duel has the figure 0.

By hand: 8 voters a > b > c, 7 voters b > c > a, 6 voters c > a > b. a loses to c with 13, b to a
with 14, c to b with 15.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c": 8, "b c a": 7, "c a b": 6}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> outcome = MINIMAX.count(Tally(options=("a", "b", "c"), ballots=ballots))
>>> outcome.ranking, outcome.figures["a"]["worst-defeat"]
((('a',), ('b',), ('c',)), 13)
"""

from engine.rules.condorcet.contest import BLANK, Contest, strength_parameter
from engine.rules.outcome import Outcome, Step
from engine.rules.rule import Question, Rule

_ID = "minimax-1"


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    strengths = contest.strengths(question.text("strength"))
    worst = [max(strengths[row][column] for row in contest.all) for column in contest.all]
    ranking = [
        [index for index in contest.all if worst[index] == defeat] for defeat in sorted(set(worst))
    ]
    trace = [
        Step(
            "minimax-worst-defeat",
            {
                "option": contest.options[column],
                "strength": defeat,
                "by": contest.names([r for r in contest.all if strengths[r][column] == defeat])
                if defeat
                else (),
            },
        )
        for column, defeat in enumerate(worst)
    ]
    return contest.outcome(
        _ID,
        question,
        contest.placing(question, ranking),
        figures=[{"worst-defeat": defeat} for defeat in worst],
        trace=trace,
    )


MINIMAX = Rule(
    id=_ID,
    family="condorcet",
    title="Minimax (Simpson–Kramer)",
    summary=(
        "Elects the option whose worst defeat is mildest: the simplest completion to explain, "
        "at the price of several paradoxes."
    ),
    source="Simpson 1969; Kramer 1977",
    ballots=("ranking", "scores"),
    parameters=(strength_parameter("winning-votes"), BLANK),
    compute=_compute,
    paradoxes=("smith", "condorcet-loser", "clones", "reversal", "later-harm", "reinforcement"),
)
