"""What may be supposed: each kind tells the events it concerns as they would have been."""

from collections.abc import Callable, Iterator
from typing import Literal, Protocol

import msgspec
from msgspec.structs import replace

from engine.events.award import ProposalReceived
from engine.events.base import Recorded
from engine.events.nomination import (
    CandidateRestored,
    CandidateRuledIneligible,
    HoldLifted,
    HoldPlaced,
)
from engine.events.poll import (
    BallotCast,
    ObjectionRaised,
    PollClosed,
    TallyEntered,
    VoterArrived,
    WrittenOpinionReceived,
)
from engine.events.season import MemberAdmitted, MemberWeightChanged, RulebookAdopted
from engine.events.sheet import ScoreOverridden, SheetSubmitted
from engine.rules.ballots import Ballot
from engine.rules.rulebook import Rulebook
from engine.rules.tally import PaperCount

SUPPOSED = "what-if"
"""Stands where an event names a ground or an authority that was only supposed."""


class Supposition(Protocol):
    """Something supposed to have been otherwise."""

    def retell(self, recorded: Recorded) -> Iterator[Recorded]:
        """The event as it would have been: itself, another, several, or none."""


class OtherRules(msgspec.Struct, frozen=True):
    """Every rulebook that was adopted, with something in it replaced."""

    change: Callable[[Rulebook], Rulebook]

    def retell(self, recorded: Recorded) -> Iterator[Recorded]:
        """Adoptions bring the changed rules."""
        if isinstance(recorded.event, RulebookAdopted):
            recorded = replace(recorded, content=self.change(recorded.content))
        yield recorded


class OtherWeight(msgspec.Struct, frozen=True):
    """A member's votes weigh otherwise, from its admission on."""

    member: str
    weight: int

    def retell(self, recorded: Recorded) -> Iterator[Recorded]:
        """Admitted with this weight; changes of it did not happen."""
        event = recorded.event
        if isinstance(event, MemberAdmitted) and event.member == self.member:
            recorded = replace(recorded, event=replace(event, weight=self.weight))
        if isinstance(event, MemberWeightChanged) and event.member == self.member:
            return
        yield recorded


Standing = Literal["free", "hold", "ineligible"]
_BARS = (HoldPlaced, HoldLifted, CandidateRuledIneligible, CandidateRestored)


class OtherStanding(msgspec.Struct, frozen=True):
    """Whether a candidate may stand, for every award and the ranking, from the beginning."""

    candidate: str
    standing: Standing

    def retell(self, recorded: Recorded) -> Iterator[Recorded]:
        """Its holds and rulings did not happen; the supposed one did, when it became known."""
        event = recorded.event
        if isinstance(event, _BARS) and event.candidate == self.candidate:
            return
        yield recorded
        known = (isinstance(event, MemberAdmitted) and event.member == self.candidate) or (
            isinstance(event, ProposalReceived) and event.candidate == self.candidate
        )
        if known and self.standing != "free":
            kind = HoldPlaced if self.standing == "hold" else CandidateRuledIneligible
            bar = kind(candidate=self.candidate, ground=SUPPOSED, authority=SUPPOSED)
            yield replace(recorded, event=bar)


class OtherPoints(msgspec.Struct, frozen=True):
    """A candidate's points for one criterion at one stage, in hundredths."""

    candidate: str
    stage: str
    criterion: str
    points: int

    def retell(self, recorded: Recorded) -> Iterator[Recorded]:
        """Set whenever the candidate's sheet is submitted; real overrides did not happen."""
        event = recorded.event
        if isinstance(event, ScoreOverridden) and self._is_mine(event, event.criterion):
            return
        yield recorded
        if isinstance(event, SheetSubmitted) and self._is_mine(event, self.criterion):
            override = ScoreOverridden(
                candidate=self.candidate,
                stage=event.stage,
                criterion=self.criterion,
                points=self.points,
                authority=SUPPOSED,
                reason=SUPPOSED,
            )
            yield replace(recorded, event=override)

    def _is_mine(self, event: ScoreOverridden | SheetSubmitted, criterion: str) -> bool:
        return (event.candidate, event.stage, criterion) == (
            self.candidate,
            self.stage,
            self.criterion,
        )


class OtherBallot(msgspec.Struct, kw_only=True):
    """A member's answer in a poll: another one, or (None) none at all. `arrives`: it gave none
    and was not in the room, so it comes in to vote. For one retelling only.
    """

    poll: str
    member: str
    ballot: Ballot | None
    arrives: bool = False
    answered: bool = False

    def retell(self, recorded: Recorded) -> Iterator[Recorded]:
        """Its answer says otherwise; where it gave none, it comes before the close."""
        event = recorded.event
        mine = getattr(event, "poll", None) == self.poll
        if mine and isinstance(event, PollClosed):
            yield from self._late(recorded)
        elif mine and getattr(event, "member", None) == self.member:
            if isinstance(event, ObjectionRaised):
                return
            if isinstance(event, BallotCast | WrittenOpinionReceived):
                yield from self._instead(recorded)
                return
        yield recorded

    def _instead(self, recorded: Recorded) -> Iterator[Recorded]:
        if self.ballot is not None and not self.answered:
            self.answered = True
            yield replace(recorded, event=replace(recorded.event, ballot=self.ballot))

    def _late(self, recorded: Recorded) -> Iterator[Recorded]:
        if self.ballot is None or self.answered:
            return
        if self.arrives:
            yield replace(recorded, event=VoterArrived(poll=self.poll, member=self.member))
        cast = BallotCast(poll=self.poll, member=self.member, ballot=self.ballot)
        yield replace(recorded, event=cast)


class OtherPaper(msgspec.Struct, frozen=True):
    """What the tellers of a poll counted."""

    poll: str
    change: Callable[[PaperCount], PaperCount]

    def retell(self, recorded: Recorded) -> Iterator[Recorded]:
        """Every teller counted so, and so it was agreed."""
        event = recorded.event
        if isinstance(event, TallyEntered) and event.poll == self.poll:
            recorded = replace(recorded, event=replace(event, count=self.change(event.count)))
        elif isinstance(event, PollClosed) and event.poll == self.poll and event.tally is not None:
            recorded = replace(recorded, event=replace(event, tally=self.change(event.tally)))
        yield recorded
