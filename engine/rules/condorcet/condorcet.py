"""Condorcet winner: the option that beats every other, if there is one.

Places go on as long as the rest has such an option of its own; those among whom none beats all
others share the last place. A cycle is not a tie, so the ladder is not asked to break it: the
seat stays empty, and the smallest dominating set is told as undecided. A body that wants a
winner in every case chooses a rule that completes this one, such as `schulze-1`.

Reference: M. de Condorcet, *Essai sur l'application de l'analyse à la probabilité des décisions
rendues à la pluralité des voix*, 1785.

By hand: 3 voters a > b > c, 2 voters b > c > a. a beats b 3 to 2 and c 3 to 2; of the rest b
beats c 5 to 0.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c": 3, "b c a": 2}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> CONDORCET.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('a',), ('b',), ('c',))
"""

from engine.rules.ballots import OptionId
from engine.rules.condorcet.contest import BLANK, Contest
from engine.rules.outcome import Outcome, Step
from engine.rules.placing import Placing
from engine.rules.rule import Question, Rule

_ID = "condorcet-1"


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    ranking: list[tuple[OptionId, ...]] = []
    rest = list(contest.all)
    while rest and len(top := contest.smith_set(rest)) == 1:
        ranking.append(contest.names(top))
        rest.remove(top[0])
    if rest:
        ranking.append(contest.names(rest))
    first = contest.names(contest.smith_set())
    found = len(first) == 1
    placing = Placing(
        ranking=tuple(ranking),
        winners=first if found else (),
        undecided=() if found else first,
        ties=(),
    )
    step = Step("condorcet-winner" if found else "no-condorcet-winner", {"options": first})
    return contest.outcome(_ID, question, placing, trace=(step,))


CONDORCET = Rule(
    id=_ID,
    family="condorcet",
    title="Condorcet winner",
    summary=(
        "Elects the option that wins every duel, and nobody where there is none. For bodies "
        "that would rather vote again than complete a cycle."
    ),
    source="Condorcet, Essai sur l'application de l'analyse, 1785",
    ballots=("ranking", "scores"),
    parameters=(BLANK,),
    compute=_compute,
    seats="one",
    paradoxes=("indecisive", "no-show", "later-harm"),
)
