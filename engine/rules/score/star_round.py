"""One round of STAR: the two with the most points go into a run-off by duel.

A tie for the run-off is resolved by STAR's own steps (`advancing`), then by the ladder. A tied
duel goes to the option with more points, then to the one with more top scores, then to the
ladder. Where even that leaves a tie, every pair that may meet is run off: if one option wins
whatever the pair, it wins; otherwise all that may win are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Step, number, places
from engine.rules.parameters import Parameter
from engine.rules.score.advancing import Advancing, Group, filled
from engine.rules.score.standings import Standings
from engine.rules.ties import Ladder

SCORE_MAX = Parameter(
    name="score_max",
    kind="number",
    default="5",
    minimum=1,
    help="the highest score a voter can give",
)
SCORING_TIES = Parameter(
    name="scoring_ties",
    kind="choice",
    default="official",
    choices=("official", "preferences"),
    help="three or more tied for the run-off: duels lost, or preferences over the others tied",
)


@dataclass(frozen=True)
class Round:
    """Who may win a round (one option, if it is decided) and who may be runner-up."""

    winners: Group
    runners_up: Group
    trace: tuple[Step, ...]
    ties: tuple[Step, ...]


@dataclass(frozen=True)
class Rounds:
    """Rounds over the same standings, protocol and ladder."""

    standings: Standings
    protocol: str
    ladder: Ladder

    def of(self, left: Sequence[OptionId], number_of_round: int) -> Round:
        """The round among the options left; the number of the round is for the trace."""
        about = f"round-{number_of_round}"
        scores = tuple((o, number(self.standings.points[o])) for o in left)
        trace = [Step("star-scores", {"round": number_of_round, "points": scores})]
        if len(left) == 1:
            return Round(tuple(left), (), tuple(trace), ())
        sure, tied, ties = self._finalists(left, f"{about}-finalists")
        winners: set[OptionId] = set()
        finalists: set[OptionId] = set()
        for others in combinations(tied, 2 - len(sure)):
            pair = tuple(sorted((*sure, *others)))
            won, step, used = self._run_off(pair, f"{about}-winner")
            winners.update(won)
            finalists.update(pair)
            trace.append(Step("star-run-off", {"round": number_of_round, **step}))
            ties += used
        return Round(
            tuple(sorted(winners)), tuple(sorted(finalists - winners)), tuple(trace), tuple(ties)
        )

    def _finalists(self, left: Sequence[OptionId], about: str) -> tuple[Group, Group, list[Step]]:
        """Those sure to be in the run-off, those tied for it, and the tie steps."""
        points = {option: self.standings.points[option] for option in left}
        sure, tied = filled(places(points), 2)
        if not tied:
            return sure, (), []
        advancing = Advancing(self.standings, about, tied, 2 - len(sure))
        advancing.resolve(self.protocol)
        sure += advancing.advanced
        if not advancing.tied:
            return sure, (), advancing.steps
        groups, steps = self.ladder.order(advancing.tied, about=about, seats=advancing.needed)
        more, tied = filled(groups, advancing.needed)
        return sure + more, tied, [*advancing.steps, *steps]

    def _run_off(self, pair: Group, about: str) -> tuple[Group, dict[str, Fact], tuple[Step, ...]]:
        """Who wins the run-off (both, if nothing tells them apart), its figures, tie steps."""
        first, second = pair
        standings = self.standings
        votes = {first: standings.above[first][second], second: standings.above[second][first]}
        told: dict[str, Fact] = {
            "options": pair,
            "votes": tuple(votes.values()),
            "equal": standings.voters - sum(votes.values()),
        }
        if len(set(votes.values())) == 2:
            return places(votes)[0], told, ()
        for by, key in (("points", standings.points), ("top-scores", standings.tops)):
            if key[first] != key[second]:
                compared = tuple((option, (number(key[option]),)) for option in pair)
                order = places({option: key[option] for option in pair})
                facts: dict[str, Fact] = {"about": about, "by": f"star-{by}", "order": order}
                return order[0], told, (Step("tie-own", facts | {"compared": compared}),)
        groups, steps = self.ladder.order(pair, about=about, seats=1)
        return groups[0], told, steps
