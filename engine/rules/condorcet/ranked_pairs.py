"""Ranked Pairs (Tideman): lock in the defeats, strongest first, unless that closes a cycle.

Equally strong defeats are locked in every order: who comes out on top under some order is tied
for the first place, and the later places are made alike from the rest. The ladder then decides
between the tied options. Drawn duels lock nothing.

Reference: T. N. Tideman, "Independence of clones as a criterion for voting rules", Social Choice
and Welfare 4, 1987, which measures defeats by margins; M. Brill and F. Fischer, "The price of
neutrality for the ranked pairs method", AAAI 2012, for the orders of equal defeats.

By hand: 8 voters a > b > c, 7 voters b > c > a, 6 voters c > a > b. b beats c by 9 and a beats b
by 7: both are locked in. c beats a by 5 would close a cycle and is skipped.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a b c": 8, "b c a": 7, "c a b": 6}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> RANKED_PAIRS.count(Tally(options=("a", "b", "c"), ballots=ballots)).ranking
(('a',), ('b',), ('c',))
"""

from collections import defaultdict
from collections.abc import Iterable

from engine.rules.condorcet.contest import BLANK, Contest, Matrix, strength_parameter
from engine.rules.condorcet.locking import Defeat, Reach, locked
from engine.rules.outcome import Outcome, Step
from engine.rules.rule import Question, Rule

_ID = "ranked-pairs-1"


def _compute(question: Question) -> Outcome:
    contest = Contest.of(question)
    by_strength = _by_strength(contest.strengths(question.text("strength")))
    states: set[Reach] = {(0,) * len(contest.options)}
    followed = True
    for strength in sorted(by_strength, reverse=True):
        states, followed = locked(states, by_strength[strength])
        if not followed:
            break
    trace = [
        _step(contest, states, defeat, strength)
        for strength in sorted(by_strength, reverse=True)
        for defeat in by_strength[strength]
    ]
    if not followed:
        trace.append(Step("ranked-pairs-given-up", {"strength": strength}))
    return contest.outcome(
        _ID,
        question,
        contest.placing(question, _ranking(contest, states)),
        totals={"orders": len(states), "orders-followed": followed},
        trace=trace,
    )


def _by_strength(strengths: Matrix) -> dict[int, list[Defeat]]:
    found: dict[int, list[Defeat]] = defaultdict(list)
    for winner, row in enumerate(strengths):
        for loser, strength in enumerate(row):
            if strength:
                found[strength].append((winner, loser))
    return found


def _ranking(contest: Contest, states: Iterable[Reach]) -> list[list[int]]:
    """Places: each holds the options that, in some state, stand below none of the rest."""
    rest = set(contest.all)
    ranking: list[list[int]] = []
    while rest:
        top: set[int] = set()
        for reach in states:
            below = 0
            for index in rest:
                below |= reach[index]
            top |= {index for index in rest if not below >> index & 1}
        ranking.append(sorted(top))
        rest -= top
    return ranking


def _step(contest: Contest, states: Iterable[Reach], defeat: Defeat, strength: int) -> Step:
    """What became of a defeat: locked in, skipped, or one or the other by the order taken."""
    winner, loser = defeat
    if all(reach[winner] >> loser & 1 for reach in states):
        code = "ranked-pairs-locked"
    elif all(reach[loser] >> winner & 1 for reach in states):
        code = "ranked-pairs-skipped"
    else:
        code = "ranked-pairs-open"
    names = contest.options
    return Step(code, {"winner": names[winner], "loser": names[loser], "strength": strength})


RANKED_PAIRS = Rule(
    id=_ID,
    family="condorcet",
    title="Ranked Pairs (Tideman)",
    summary=(
        "Elects the winner of every duel, and resolves cycles by honouring the strongest "
        "defeats first. Easy to retrace pair by pair."
    ),
    source="Tideman, Social Choice and Welfare 4, 1987",
    ballots=("ranking", "scores"),
    parameters=(strength_parameter("margins"), BLANK),
    compute=_compute,
    paradoxes=("no-show", "later-harm", "reinforcement"),
)
