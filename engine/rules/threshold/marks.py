"""Marks: how often each option was chosen, and which ballots were blank or spoilt.

A ballot with more marks than the rule allows, or fewer than it asks for, is spoilt: it counts as
cast, but none of its marks count. Where points may be heaped, a mark is a point, and a ballot
of scores is read as its points.
"""

from dataclasses import dataclass

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Ballot, Choice, OptionId, Ranking, Scores
from engine.rules.rule import Question
from engine.rules.threshold.measure import Ballots, Turnout
from engine.rules.threshold.opinions import on_paper


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """How many marks a ballot may bear."""

    most: int
    least: int = 0
    each: int | None = None
    """The most points one option may be given, where points may be heaped."""


@dataclass(frozen=True)
class Marks:
    """Marks by option, in the room and in writing, and who took part."""

    room: dict[OptionId, int]
    written: dict[OptionId, int]
    turnout: Turnout


def marks_of(question: Question, allowed: Allowed) -> Marks:
    """The marks of a tally. Refuses `BallotInvalid` where an option is marked twice by mistake."""
    tally = question.tally
    room = dict.fromkeys(sorted(question.options), 0)
    written = dict.fromkeys(sorted(question.options), 0)
    cast = _add(room, tally.ballots, allowed)
    sent = _add(written, tally.written, allowed)
    if tally.paper:
        for option, view, votes in tally.paper.votes:
            room[option] += votes if view == "for" else 0
        cast += on_paper(tally.paper)
    return Marks(room, written, Turnout(room=cast, written=sent))


def _add(counts: dict[OptionId, int], box: dict[Ballot, int], allowed: Allowed) -> Ballots:
    valid = blank = spoilt = 0
    for ballot, weight in box.items():
        marks = _marks(ballot, allowed)
        number = sum(points for _, points in marks)
        if not marks:
            blank += weight
        elif number > allowed.most or number < allowed.least or _heaped(marks, allowed):
            spoilt += weight
        else:
            valid += weight
            for option, points in marks:
                counts[option] += points * weight
    return Ballots(cast=valid + blank + spoilt, valid=valid, blank=blank, spoilt=spoilt)


def _marks(ballot: Ballot, allowed: Allowed) -> tuple[tuple[OptionId, int], ...]:
    """The marks of a ballot by option; the first choice alone is read from a ranking."""
    match ballot:
        case Choice(marks=marks):
            if allowed.each is None and len(set(marks)) < len(marks):
                raise BallotInvalid(ballot="choice", expected=("option-once",))
            return tuple((option, marks.count(option)) for option in sorted(set(marks)))
        case Ranking(groups=groups):
            return tuple((option, 1) for option in next(filter(None, groups), ()))
        case _:
            assert isinstance(ballot, Scores), "the rule has checked the kind"
            return tuple((option, given) for option, given in ballot.points if given)


def _heaped(marks: tuple[tuple[OptionId, int], ...], allowed: Allowed) -> bool:
    return any(not 0 <= points <= (allowed.each or 1) for _, points in marks)
