"""What one voter can answer: four kinds of ballot, each hashable and in one normal form.

The normal form makes equal answers equal bytes, so a tally can hold a multiset of them:
options inside a group, and the entries of an opinion or score ballot, are sorted by option.
"""

from itertools import chain
from operator import itemgetter
from typing import Literal, TypeAlias

import msgspec

OptionId: TypeAlias = str
"""ASCII code of an option inside its poll."""

View = Literal["for", "against", "abstain"]
BallotKind = Literal["opinions", "choice", "ranking", "scores"]


class Opinions(msgspec.Struct, frozen=True, tag="opinions", forbid_unknown_fields=True, gc=False):
    """For, against or abstaining, option by option. An option left out was left blank."""

    views: tuple[tuple[OptionId, View], ...]


class Choice(msgspec.Struct, frozen=True, tag="choice", forbid_unknown_fields=True, gc=False):
    """The options marked, sorted. Empty: a blank ballot. An option may stand several times
    only under cumulative voting.
    """

    marks: tuple[OptionId, ...]


class Ranking(msgspec.Struct, frozen=True, tag="ranking", forbid_unknown_fields=True, gc=False):
    """Groups of options, best first; options of one group are ranked alike (an overvote, where
    a rule wants single ranks). An empty group is a skipped rank.
    """

    groups: tuple[tuple[OptionId, ...], ...]


class Scores(msgspec.Struct, frozen=True, tag="scores", forbid_unknown_fields=True, gc=False):
    """Points per option in whole units (see `Tally.unit`). An option left out was not marked."""

    points: tuple[tuple[OptionId, int], ...]


Ballot: TypeAlias = Opinions | Choice | Ranking | Scores


def kind_of(ballot: Ballot) -> BallotKind:
    """The kind of a ballot, as named in the catalogue."""
    match ballot:
        case Opinions():
            return "opinions"
        case Choice():
            return "choice"
        case Ranking():
            return "ranking"
        case Scores():
            return "scores"


def options_of(ballot: Ballot) -> tuple[OptionId, ...]:
    """Every option the ballot names, as often as it names it."""
    match ballot:
        case Opinions(views=views):
            return tuple(option for option, _ in views)
        case Choice(marks=marks):
            return marks
        case Ranking(groups=groups):
            return tuple(chain.from_iterable(groups))
        case Scores(points=points):
            return tuple(map(itemgetter(0), points))


def normal(ballot: Ballot) -> Ballot:
    """The same answer in normal form."""
    match ballot:
        case Opinions(views=views):
            return Opinions(tuple(sorted(views)))
        case Choice(marks=marks):
            return Choice(tuple(sorted(marks)))
        case Ranking(groups=groups):
            return Ranking(tuple(tuple(sorted(group)) for group in groups))
        case Scores(points=points):
            return Scores(tuple(sorted(points)))
