"""Adopting a ranking: computed from locked sheets, or declared by consensus in a poll."""

from typing import ClassVar, Literal

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, content_ref, decided, decides
from engine.errors.award import (
    RankingNotComputed,
    RankingPollInvalid,
    RankingStale,
    ScoresNotLocked,
)
from engine.events.award import RankingAdopted
from engine.persistence.codec import encode
from engine.values.ids import MeetingId, MemberId, PollId


class AdoptRanking(Command, frozen=True, kw_only=True):
    """Adopt the ranking of the season.

    Basis `scores`: the places of the rulebook's stage, which must be locked. Basis `poll`: the
    winners of an announced poll on the ranking, in their order; nobody else has a place.
    """

    NAME = "adopt-ranking"
    COMPUTED: ClassVar[tuple[str, ...]] = ("index", "places", "result")

    basis: Literal["scores", "poll"]
    meeting: MeetingId | None = None
    poll: PollId | None = None
    index: int | None = None
    places: tuple[tuple[MemberId, ...], ...] | None = None
    result: bytes | None = None


@decides(AdoptRanking)
def _(ledger: Ledger, command: AdoptRanking, context: Context) -> Decision:
    ledger.season.check_running()
    if command.meeting is not None:
        meeting = ledger.meetings.meeting(command.meeting)
        meeting.check_open()
    return _from_poll(ledger, command) if command.basis == "poll" else _scored(ledger, command)


def _scored(ledger: Ledger, command: AdoptRanking) -> Decision:
    stage = ledger.rulebooks.current.ranking.stage
    if stage not in ledger.sheets.locked:
        raise ScoresNotLocked(stage=stage, locked=tuple(sorted(ledger.sheets.locked)))
    if command.index is None or command.places is None or command.result is None:
        raise RankingNotComputed(basis=command.basis)
    if command.index != ledger.index:
        raise RankingStale(index=command.index, head=ledger.index)
    event = RankingAdopted(
        meeting=command.meeting,
        basis="scores",
        index=command.index,
        result=content_ref(command.result),
        places=command.places,
    )
    return decided(event, contents=(command.result,))


def _from_poll(ledger: Ledger, command: AdoptRanking) -> Decision:
    poll = ledger.polls.poll(command.poll or "")
    winners = poll.announced.winners if poll.announced else ()
    if poll.opened.subject.kind != "ranking" or not winners:
        raise RankingPollInvalid(poll=poll.id, status=poll.status)
    candidate = {option.id: option.candidate or option.id for option in poll.opened.options}
    places = tuple((candidate[winner],) for winner in winners)
    result = encode(places)
    event = RankingAdopted(
        meeting=command.meeting,
        basis="poll",
        poll=poll.id,
        index=ledger.index,
        result=content_ref(result),
        places=places,
    )
    return decided(event, contents=(result,))
