"""The data of minutes: who was there, what was moved, voted, ranked and proposed at a meeting.

Everything is read from the state; a document that prints it adds nothing but layout.
"""

import msgspec

from engine.aggregates.meetings import Meeting, Motion, Quorum, Recusal
from engine.persistence.store import Store
from projections.answers import View
from projections.polls import PollView, poll_view


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal of the meeting and where it stands."""

    award: str
    candidate: str
    status: str


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one meeting at an index. `left` were present and departed; `absent` are
    voting members who never came and were not excused.
    """

    meeting: str
    kind: str
    title: str
    place: str | None
    status: str
    agenda: tuple[str, ...]
    chair: str | None
    secretary: str | None
    present: tuple[str, ...]
    left: tuple[str, ...]
    excused: tuple[str, ...]
    absent: tuple[str, ...]
    guests: tuple[str, ...]
    proxies: dict[str, str]
    tellers: tuple[str, ...]
    quorums: tuple[Quorum, ...]
    recusals: tuple[Recusal, ...]
    motions: tuple[Motion, ...]
    polls: tuple[PollView, ...]
    ranking: tuple[tuple[str, ...], ...]
    proposals: tuple[Proposed, ...]
    interruptions: tuple[tuple[str, int, str], ...]


def minutes(store: Store, view: View, meeting: str) -> Minutes:
    """The minutes of a meeting. Refuses `MeetingNotFound`."""
    ledger = view.state.ledger
    found = ledger.meetings.meeting(meeting)
    came = {move.member for move in found.movements if move.present}
    return Minutes(
        meeting=found.id,
        kind=found.kind,
        title=found.title,
        place=found.place,
        status=found.status,
        agenda=found.agenda,
        chair=found.chair,
        secretary=found.secretary,
        present=tuple(sorted(found.present)),
        left=tuple(sorted(came - set(found.present))),
        excused=tuple(sorted(found.excused)),
        absent=tuple(sorted(set(ledger.roster.voters()) - came - set(found.excused))),
        guests=tuple(sorted(found.guests)),
        proxies=dict(found.proxies),
        tellers=found.tellers,
        quorums=tuple(found.quorums),
        recusals=tuple(found.recusals),
        motions=tuple(m for m in ledger.meetings.motions.values() if m.meeting == meeting),
        polls=_polls(store, view, found),
        ranking=next(
            (each.places for each in ledger.awards.rankings if each.meeting == meeting), ()
        ),
        proposals=tuple(
            Proposed(award=each.award, candidate=each.candidate, status=each.status)
            for each in ledger.awards.proposals.values()
            if each.meeting == meeting or _at(view, each.poll) == meeting
        ),
        interruptions=tuple(found.interruptions),
    )


def _polls(store: Store, view: View, meeting: Meeting) -> tuple[PollView, ...]:
    polls = view.state.ledger.polls.polls.values()
    return tuple(
        poll_view(store, view, poll.id) for poll in polls if poll.opened.meeting == meeting.id
    )


def _at(view: View, poll: str | None) -> str | None:
    return None if poll is None else view.state.ledger.polls.polls[poll].opened.meeting
