"""The same poll under other names: what an outcome must not depend on."""

from collections.abc import Mapping

import msgspec

from engine.rules.ballots import (
    Ballot,
    Choice,
    Opinions,
    OptionId,
    Ranking,
    Scores,
    normal,
)
from engine.rules.outcome import Outcome
from engine.rules.tally import Tally
from engine.rules.ties import Ladder


def renamed_ballot(ballot: Ballot, names: dict[OptionId, OptionId]) -> Ballot:
    match ballot:
        case Opinions(views=views):
            return normal(Opinions(tuple((names[option], view) for option, view in views)))
        case Choice(marks=marks):
            return normal(Choice(tuple(names[option] for option in marks)))
        case Ranking(groups=groups):
            return normal(Ranking(tuple(tuple(names[o] for o in group) for group in groups)))
        case Scores(points=points):
            return normal(Scores(tuple((names[option], given) for option, given in points)))


def renamed_tally(tally: Tally, names: dict[OptionId, OptionId]) -> Tally:
    def box(ballots: Mapping[Ballot, int]) -> dict[Ballot, int]:
        return {renamed_ballot(ballot, names): weight for ballot, weight in ballots.items()}

    paper = tally.paper and msgspec.structs.replace(
        tally.paper, votes=tuple((names[o], view, votes) for o, view, votes in tally.paper.votes)
    )
    return Tally(
        options=tuple(names[option] for option in tally.options),
        ballots=box(tally.ballots),
        written=box(tally.written),
        paper=paper,
        channels={name: box(ballots) for name, ballots in tally.channels.items()},
        bases=dict(tally.bases),
    )


def renamed_ladder(ladder: Ladder, names: dict[OptionId, OptionId]) -> Ladder:
    return Ladder(
        steps=ladder.steps,
        keys={names[option]: keys for option, keys in ladder.keys.items()},
        casting=tuple(names[option] for option in ladder.casting),
    )


def shape(outcome: Outcome, names: dict[OptionId, OptionId]) -> object:
    """What an outcome says whatever the options are called: places, winners, figures."""
    return (
        [frozenset(names[option] for option in group) for group in outcome.ranking],
        frozenset(names[option] for option in outcome.winners),
        frozenset(names[option] for option in outcome.undecided),
        {names[o]: told.get("points", told.get("votes")) for o, told in outcome.figures.items()},
    )
