"""Meetings and motions as doors show them. Guests' names come from the private table."""

from uuid import UUID

import msgspec

from api.answers_out import About, about
from api.house import House
from engine.aggregates.meetings import Attendance, Meeting, Motion, Quorum, Recusal
from engine.events.base import Sealed
from engine.events.meeting import Signatory
from projections.answers import View
from projections.names import opened


class GuestOut(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the room without a vote."""

    id: str
    name: str
    capacity: str | None
    index: int


class InterruptionOut(msgspec.Struct, frozen=True, kw_only=True):
    """The meeting broken off, or resumed."""

    what: str
    index: int
    reason: str


class MeetingOut(msgspec.Struct, frozen=True, kw_only=True):
    """One meeting. `present` and `excused`: member -> index; `proxies`: giver -> holder."""

    id: str
    kind: str
    title: str
    place: str | None
    starts: int | None
    agenda: tuple[str, ...]
    index: int
    status: str
    chair: str | None
    secretary: str | None
    opened: int | None
    closed: int | None
    roll_called: int | None
    present: dict[str, int]
    excused: dict[str, int]
    movements: tuple[Attendance, ...]
    guests: tuple[GuestOut, ...]
    quorums: tuple[Quorum, ...]
    recusals: tuple[Recusal, ...]
    proxies: dict[str, str]
    tellers: tuple[str, ...]
    minutes_digest: bytes | None
    signatories: tuple[Signatory, ...]
    interruptions: tuple[InterruptionOut, ...]


class MeetingsOut(About, frozen=True, kw_only=True):
    """Every meeting, and every motion with what became of it."""

    rows: tuple[MeetingOut, ...]
    motions: tuple[Motion, ...]


def meetings_out(house: House, view: View) -> MeetingsOut:
    """The meeting noun."""
    meetings = view.state.ledger.meetings
    sealed = [
        guest.sealed
        for meeting in meetings.meetings.values()
        for guest in meeting.guests.values()
        if guest.sealed is not None
    ]
    names = opened(house.store, view.head.id, sealed)
    return MeetingsOut(
        **about(house, view),
        rows=tuple(_meeting(each, names) for each in meetings.meetings.values()),
        motions=tuple(meetings.motions.values()),
    )


def _meeting(meeting: Meeting, names: dict[UUID, str]) -> MeetingOut:
    plain = msgspec.structs.asdict(meeting)
    minutes = plain.pop("minutes")
    return MeetingOut(
        **{
            **plain,
            "minutes_digest": None if minutes is None else minutes.digest,
            "guests": tuple(
                GuestOut(
                    id=name,
                    name=each.name or _told(each.sealed, names) or name,
                    capacity=each.capacity,
                    index=each.index,
                )
                for name, each in meeting.guests.items()
            ),
            "interruptions": tuple(
                InterruptionOut(what=what, index=index, reason=reason)
                for what, index, reason in meeting.interruptions
            ),
        }
    )


def _told(sealed: Sealed | None, names: dict[UUID, str]) -> str | None:
    return None if sealed is None else names.get(sealed.ref)
