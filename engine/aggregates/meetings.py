"""Meetings: who is in the room, who may act for whom, what was moved."""

from typing import Literal

import msgspec

from engine.errors.meeting import (
    MeetingNotFound,
    MeetingNotOpen,
    QuorumNotCounted,
    QuorumNotMet,
)
from engine.events.base import ContentRef, Sealed
from engine.events.meeting import Signatory


class Attendance(msgspec.Struct, kw_only=True):
    """A change of presence: in or out, at which index."""

    member: str
    present: bool
    index: int


class Guest(msgspec.Struct, kw_only=True):
    """Somebody in the room without a vote."""

    name: str | None
    sealed: Sealed | None
    capacity: str | None
    index: int


class Recusal(msgspec.Struct, kw_only=True):
    """A member taking no part in what concerns a candidate."""

    member: str
    candidate: str
    ground: str
    index: int


class Quorum(msgspec.Struct, kw_only=True):
    """A quorum as it was found."""

    present: int
    base: int
    needed: int
    met: bool
    index: int


class Motion(msgspec.Struct, kw_only=True):
    """A motion and what became of it."""

    id: str
    meeting: str
    kind: str
    text: str
    mover: str | None
    index: int
    carried: bool | None = None
    poll: str | None = None
    resolved: int | None = None


class Meeting(msgspec.Struct, kw_only=True):
    """One meeting. `present` maps member -> index since when it is in the room."""

    id: str
    kind: str
    title: str
    place: str | None
    starts: int | None
    agenda: tuple[str, ...]
    index: int
    status: Literal["convened", "open", "adjourned", "closed"] = "convened"
    chair: str | None = None
    secretary: str | None = None
    opened: int | None = None
    closed: int | None = None
    roll_called: int | None = None
    present: dict[str, int] = {}
    excused: dict[str, int] = {}
    movements: list[Attendance] = []
    guests: dict[str, Guest] = {}
    quorums: list[Quorum] = []
    recusals: list[Recusal] = []
    proxies: dict[str, str] = {}
    """giver -> holder"""
    tellers: tuple[str, ...] = ()
    minutes: ContentRef | None = None
    signatories: tuple[Signatory, ...] = ()
    interruptions: list[tuple[str, int, str]] = []
    """(`adjourned` or `resumed`, index, reason)"""

    @property
    def quorum(self) -> Quorum | None:
        """The quorum as last found."""
        return self.quorums[-1] if self.quorums else None

    def check_open(self) -> None:
        """Refuse unless the meeting sits. Refuses `MeetingNotOpen`."""
        if self.status != "open":
            raise MeetingNotOpen(meeting=self.id, status=self.status)

    def check_quorate(self) -> None:
        """Refuse to decide without a quorum. Refuses `QuorumNotCounted`, `QuorumNotMet`."""
        found = self.quorum
        if found is None:
            raise QuorumNotCounted(meeting=self.id)
        if not found.met:
            raise QuorumNotMet(
                meeting=self.id, present=found.present, base=found.base, needed=found.needed
            )


class Meetings(msgspec.Struct, kw_only=True):
    """State of the meeting noun."""

    meetings: dict[str, Meeting] = {}
    motions: dict[str, Motion] = {}

    def meeting(self, meeting: str) -> Meeting:
        """The meeting with this id. Refuses `MeetingNotFound`."""
        found = self.meetings.get(meeting)
        if found is None:
            raise MeetingNotFound(meeting=meeting, known=tuple(sorted(self.meetings)))
        return found
