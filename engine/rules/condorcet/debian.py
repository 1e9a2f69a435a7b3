"""Debian's vote counting: Schwartz sequential dropping with quorum and default option.

An option that fewer than `quorum` voters rank above the default option is dropped from
consideration; so is one that does not defeat the default option, or not by its required
majority. Of the rest, the weakest defeats within the Schwartz set are dropped until none is left
in it; its options win. A defeat is weaker if its winner has fewer votes or, with equal votes,
its loser has more. If the default option wins, nobody is elected.

The constitution names a winner only. Here the procedure is repeated with the rest for the
further places, and the options dropped from consideration share the last one. Several winners
are for the elector with the casting vote, that is, for the ladder.

Reference: Debian Constitution, appendix A.5 (A.6 until version 1.7), "Vote Counting"; the quorum
of a leader election is three times half the square root of the number of developers (4.2, 5.2).

By hand, quorum 3: 4 voters a > n > b, 3 voters b > a > n. a has 7 votes above n, b has 3 and meets
the quorum, but 4 put n above b, so b does not defeat n and is dropped. a defeats n 7 to 0.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> told = {"a n b": 4, "b a n": 3}
>>> ballots = {Ranking(tuple((o,) for o in t.split())): n for t, n in told.items()}
>>> chosen = {"default_option": "n", "quorum": "3"}
>>> DEBIAN.count(Tally(options=("a", "b", "n"), ballots=ballots), parameters=chosen).ranking
(('a',), ('n',), ('b',))
"""

from collections.abc import Sequence

from engine.errors.rules import OptionUnknown, ParameterInvalid
from engine.rules.ballots import OptionId
from engine.rules.condorcet.contest import BLANK, Contest
from engine.rules.condorcet.locking import Defeat, closed
from engine.rules.outcome import Fact, Outcome, Step, number
from engine.rules.parameters import Parameter
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule

_ID = "debian-1"


def _compute(question: Question) -> Outcome:
    _check(question)
    contest = Contest.of(question)
    considered, trace = _considered(question, contest)
    dropped = [index for index in contest.all if index not in considered]
    ranking: list[list[int]] = []
    rest = considered
    while rest:
        top, steps = _schwartz_dropping(contest, rest)
        ranking.append(top)
        trace += steps
        rest = [index for index in rest if index not in top]
    points = {
        contest.options[index]: -place
        for place, group in enumerate((*ranking, dropped))
        for index in group
    }
    placing = placed(points, seats=1, ties=question.ties, eligible=contest.names(considered))
    return contest.outcome(
        _ID,
        question,
        placing,
        figures=[{"considered": index in considered} for index in contest.all],
        trace=trace,
    )


def _check(question: Question) -> None:
    """Refuse options that the poll does not have, and a quorum above no option."""
    default = question.text("default_option")
    named = {default, *question.text("supermajority_options").split(",")} - {""}
    for option in sorted(named - set(question.options)):
        raise OptionUnknown(option=option, known=tuple(sorted(question.options)))
    if not default and (question.exact("quorum") > 0 or question.exact("supermajority") > 1):
        raise ParameterInvalid(
            rule=_ID, parameter="default_option", value=default, expected="option"
        )


def _considered(question: Question, contest: Contest) -> tuple[list[int], list[Step]]:
    """The options that meet quorum and majority over the default option, and it itself."""
    if not question.text("default_option"):
        return list(contest.all), []
    default = contest.options.index(question.text("default_option"))
    kept: list[int] = []
    trace: list[Step] = []
    for index, option in enumerate(contest.options):
        votes, against = contest.above[index][default], contest.above[default][index]
        facts: dict[str, Fact] = {"option": option, "votes": votes, "against": against}
        ratio = question.exact("supermajority") if _needs_supermajority(question, option) else 1
        if index == default:
            kept.append(index)
        elif votes < question.exact("quorum"):
            trace.append(Step("debian-below-quorum", facts | {"quorum": question.text("quorum")}))
        elif votes <= against or votes < ratio * against:
            trace.append(Step("debian-below-majority", facts | {"ratio": number(ratio)}))
        else:
            kept.append(index)
    return kept, trace


def _needs_supermajority(question: Question, option: OptionId) -> bool:
    listed = question.text("supermajority_options")
    return not listed or option in listed.split(",")


def _schwartz_dropping(contest: Contest, asked: Sequence[int]) -> tuple[list[int], list[Step]]:
    """The options no defeat among which is left, and the steps that led there."""
    defeats = [(row, column) for row in asked for column in asked if contest.beats(row, column)]
    steps: list[Step] = []
    while True:
        reach = closed([0] * len(contest.options), defeats)
        top = [
            index
            for index in asked
            if not any(reach[other] >> index & ~(reach[index] >> other) & 1 for other in asked)
        ]
        steps.append(Step("debian-schwartz-set", {"options": contest.names(top)}))
        within = [defeat for defeat in defeats if set(defeat) <= set(top)]
        if not within:
            return top, steps
        weakest = min(_strength(contest, defeat) for defeat in within)
        gone = [defeat for defeat in within if _strength(contest, defeat) == weakest]
        steps.append(
            Step(
                "debian-defeats-dropped",
                {
                    "defeats": tuple(contest.names(defeat) for defeat in gone),
                    "votes": weakest[0],
                    "against": -weakest[1],
                },
            )
        )
        defeats = [defeat for defeat in defeats if defeat not in gone]


def _strength(contest: Contest, defeat: Defeat) -> tuple[int, int]:
    winner, loser = defeat
    return contest.above[winner][loser], -contest.above[loser][winner]


DEBIAN = Rule(
    id=_ID,
    family="condorcet",
    title="Debian (Schwartz sequential dropping, quorum, default option)",
    summary=(
        "Elects one option by duels if it has a quorum and a majority over a default option "
        "such as None Of The Above. For elections that may end with nobody elected."
    ),
    source="Debian Constitution, appendix A.5",
    ballots=("ranking", "scores"),
    parameters=(
        Parameter(
            name="default_option",
            kind="option",
            default="",
            help="the option that stands for no decision; empty: none, and nothing is dropped",
        ),
        Parameter(
            name="quorum",
            kind="number",
            default="0",
            minimum=0,
            help="voters that must rank an option above the default option",
        ),
        Parameter(
            name="supermajority",
            kind="number",
            default="1",
            minimum=1,
            help="how many times the votes against it an option needs over the default option",
        ),
        Parameter(
            name="supermajority_options",
            kind="options",
            default="",
            help="the options that need the supermajority; empty: every option",
        ),
        BLANK,
    ),
    seats="one",
    compute=_compute,
    paradoxes=("no-show", "later-harm", "reinforcement"),
)
