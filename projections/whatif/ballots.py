"""Ballots among fewer options: what a voter would have said had some not stood."""

from collections.abc import Collection

from msgspec.structs import replace

from engine.rules.ballots import Ballot, Choice, Opinions, OptionId, Ranking, Scores
from engine.rules.tally import PaperCount


def among(ballot: Ballot, options: Collection[OptionId]) -> Ballot:
    """The same answer, silent on every other option.

    >>> among(Ranking((("a",), ("b", "c"), ("d",))), {"a", "c"})
    Ranking(groups=(('a',), ('c',)))
    """
    match ballot:
        case Opinions(views=views):
            return Opinions(tuple(view for view in views if view[0] in options))
        case Choice(marks=marks):
            return Choice(tuple(mark for mark in marks if mark in options))
        case Ranking(groups=groups):
            if all(option in options for group in groups for option in group):
                return ballot
            kept = (tuple(option for option in group if option in options) for group in groups)
            return Ranking(tuple(group for group in kept if group))
        case Scores(points=points):
            return Scores(tuple(each for each in points if each[0] in options))


def among_paper(count: PaperCount, options: Collection[OptionId]) -> PaperCount:
    """The same papers, without what was marked for other options."""
    return replace(count, votes=tuple(vote for vote in count.votes if vote[0] in options))
