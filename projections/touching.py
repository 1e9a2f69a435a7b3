"""Which subjects an event touches: the members, candidates, awards and polls it is about.

A subject is (section, id), in the sections of `projections.picture`. `ANY` in an id stands for
every one of the section, or for every award of a candidate.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from engine.aggregates.ledger import Ledger
from engine.events import award, nomination, season, sheet
from engine.events.poll import BallotCast, ObjectionRaised, TallyEntered, WrittenOpinionReceived

Subject: TypeAlias = tuple[str, str]
ANY = "*"

_ELIGIBILITY = (
    nomination.HoldPlaced,
    nomination.HoldLifted,
    nomination.CandidateRuledIneligible,
    nomination.CandidateRestored,
)
_WHOLE_RANKING = (
    award.RankingAdopted,
    sheet.ScoresLocked,
    sheet.ScoresUnlocked,
    season.RulebookAdopted,
)
_ON_SUBMISSION = (award.SubmissionReturned, award.SubmissionResent)
_WITH_LINES = (award.SubmissionSent, award.DecisionIssued)
BALLOTS = (BallotCast, WrittenOpinionReceived, ObjectionRaised, TallyEntered)
"""Answers of voters and what was counted of them: told by their number, not one by one."""


def touched(event: Any, ledger: Ledger) -> Iterator[Subject]:
    """The subjects of an event. `ledger` is a state not earlier than the event."""
    if isinstance(event, _ELIGIBILITY):
        yield "ranking", event.candidate
        yield "awards", f"{event.award or ANY}/{event.candidate}"
    elif isinstance(event, _WITH_LINES):
        yield from (("awards", f"{line.award}/{line.candidate}") for line in event.lines)
    elif isinstance(event, _ON_SUBMISSION):
        lines = ledger.awards.submissions[event.submission].lines
        yield from (("awards", f"{award}/{candidate}") for award, candidate in lines)
    elif isinstance(event, _WHOLE_RANKING):
        yield "ranking", ANY
        if isinstance(event, season.RulebookAdopted):
            yield "rules", ANY
    else:
        yield from _named(event)


def _named(event: Any) -> Iterator[Subject]:
    """By the names of its fields: what an event is about is in them."""
    kind = event.ABOUT[0]
    if kind in ("member", "office"):
        yield "members", event.member
        if kind == "member":
            yield "ranking", event.member
    elif kind in ("nomination", "proposal", "award"):
        yield "awards", f"{event.award}/{event.candidate}"
        poll = getattr(event, "poll", None)
        if poll is not None:
            yield "polls", poll
    elif kind in ("poll", "ballot", "count"):
        yield "polls", event.poll
    elif kind in ("sheet", "assignment", "peer", "override"):
        yield "ranking", event.candidate


def covers(told: Iterable[Subject], subject: Subject) -> bool:
    """Is this one subject among those that an event touches."""
    return any(_covers(each, subject) for each in told)


def _covers(told: Subject, subject: Subject) -> bool:
    if told[0] != subject[0]:
        return False
    award, slash, candidate = told[1].partition("/")
    if slash and award == ANY:
        return subject[1].partition("/")[2] == candidate
    return told[1] in (ANY, subject[1])
