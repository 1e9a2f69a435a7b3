"""Marks: how often each option was chosen, and which ballots were blank or spoilt.

A ballot with more marks than the rule allows, or fewer than it asks for, is spoilt: it counts as
cast, but none of its marks count. Where points may be heaped, a mark is a point, and a ballot
of scores is read as its points.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors.rules import BallotInvalid
from engine.rules.ballots import Ballot, Choice, OptionId, Ranking, Scores
from engine.rules.rows import MARKED, ChoiceRows, columns_of
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


def _add(counts: dict[OptionId, int], box: Mapping[Ballot, int], allowed: Allowed) -> Ballots:
    if isinstance(box, ChoiceRows):
        return _add_rows(counts, box, allowed)
    valid = blank = spoilt = 0
    for ballot, weight in box.items():
        marks = _marks(ballot, allowed)
        if marks is None:
            spoilt += weight
        elif not marks:
            blank += weight
        else:
            valid += weight
            for option in marks:
                counts[option] += weight
    return Ballots(cast=valid + blank + spoilt, valid=valid, blank=blank, spoilt=spoilt)


def _add_rows(counts: dict[OptionId, int], box: ChoiceRows, allowed: Allowed) -> Ballots:
    """The same for choices in rows, column by column. None marks an option twice."""
    valid = blank = cast = 0
    for weight, rows in box.by_weight().items():
        cast += weight * len(rows)
        marked = [row for row in rows if MARKED in row]
        blank += weight * (len(rows) - len(marked))
        kept = [row for row in marked if allowed.least <= row.count(MARKED) <= allowed.most]
        valid += weight * len(kept)
        for option, column in zip(box.options, columns_of(kept, len(box.options)), strict=True):
            counts[option] += weight * column.count(MARKED)
    return Ballots(cast=cast, valid=valid, blank=blank, spoilt=cast - valid - blank)


def _marks(ballot: Ballot, allowed: Allowed) -> tuple[OptionId, ...] | None:
    """The marks of a ballot, an option as often as it has points; None if it is spoilt.

    Of a ranking the first choice alone is read.
    """
    match ballot:
        case Choice(marks=marks):
            if allowed.each is None and len(set(marks)) < len(marks):
                raise BallotInvalid(ballot="choice", expected=("option-once",))
        case Ranking(groups=groups):
            marks = next(filter(None, groups), ())
        case _:
            assert isinstance(ballot, Scores), "the rule has checked the kind"
            return _heaped(ballot.points, allowed)
    if not marks:
        return marks
    if not allowed.least <= len(marks) <= allowed.most:
        return None
    if allowed.each and max(map(marks.count, marks)) > allowed.each:
        return None
    return marks


def _heaped(
    points: tuple[tuple[OptionId, int], ...], allowed: Allowed
) -> tuple[OptionId, ...] | None:
    """Points as so many marks: checked before they are written out, for they may be many."""
    given = [number for _, number in points]
    if any(not 0 <= number <= (allowed.each or 1) for number in given):
        return None
    if any(given) and not allowed.least <= sum(given) <= allowed.most:
        return None
    return tuple(option for option, number in points for _ in range(number))
