"""For, against, abstaining: every view of every ballot, the room's and the written ones apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.rules.ballots import Ballot, Opinions, OptionId
from engine.rules.rule import Question
from engine.rules.tally import PaperCount
from engine.rules.threshold.measure import Ballots, Turnout

VIEWS = ("for", "against", "abstain")


@dataclass(frozen=True)
class Views:
    """How often each view was taken of each option, and who took part."""

    room: dict[OptionId, dict[str, int]]
    written: dict[OptionId, dict[str, int]]
    turnout: Turnout


def views_of(question: Question) -> Views:
    """The views of a tally of opinions: ballots, paper and written opinions."""
    tally = question.tally
    room = _nothing(question)
    written = _nothing(question)
    cast = _add(room, tally.ballots)
    sent = _add(written, tally.written)
    if tally.paper:
        for option, view, votes in tally.paper.votes:
            room[option][view] += votes
        cast += on_paper(tally.paper)
    return Views(room, written, Turnout(room=cast, written=sent))


def on_paper(paper: PaperCount) -> Ballots:
    """The use of papers as the tellers found it."""
    return Ballots(cast=paper.returned, valid=paper.valid, blank=paper.blank, spoilt=paper.spoilt)


def _nothing(question: Question) -> dict[OptionId, dict[str, int]]:
    return {option: dict.fromkeys(VIEWS, 0) for option in sorted(question.options)}


def _add(counts: dict[OptionId, dict[str, int]], box: Mapping[Ballot, int]) -> Ballots:
    valid = blank = 0
    for ballot, weight in box.items():
        assert isinstance(ballot, Opinions), "the rule has checked the kind"
        for option, view in ballot.views:
            counts[option][view] += weight
        if ballot.views:
            valid += weight
        else:
            blank += weight
    return Ballots(cast=valid + blank, valid=valid, blank=blank, spoilt=0)
