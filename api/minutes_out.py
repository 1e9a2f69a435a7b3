"""Minutes as plain data for every door, with the names a reader may see."""

from typing import Any

import msgspec

from api.answers_out import about, poll_out
from api.house import House
from engine.errors.meeting import MeetingNotFound
from projections.answers import View
from projections.minutes import minutes
from projections.names import names_of


def minutes_out(house: House, view: View, meeting: str | None) -> dict[str, Any]:
    """The minutes of a meeting, or of the newest one. Refuses `MeetingNotFound`."""
    meetings = view.state.ledger.meetings.meetings
    asked = meeting if meeting is not None else next(reversed(meetings), None)
    if asked is None:
        raise MeetingNotFound(meeting="", known=())
    found = minutes(house.store, view, asked)
    told: dict[str, Any] = msgspec.to_builtins(found)
    told["polls"] = [poll_out(house, view, poll.poll) for poll in found.polls]
    guests = view.state.ledger.meetings.meeting(asked).guests
    books = view.state.ledger.rulebooks
    return {
        **about(house, view),
        **told,
        "names": {
            **names_of(house.store, view),
            **{key: guest.name for key, guest in guests.items() if guest.name},
        },
        "award_names": {
            award.id: award.name for award in (books.current.awards if books.versions else ())
        },
    }
