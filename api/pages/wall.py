"""The wall: what is on now, readable from the back row; it follows the chair by itself.

While a poll is open the wall shows how many have voted, never what; a roll call also who was
called. The result comes with the close.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response

from api.access.who import Who
from api.answers_out import awards_out, poll_out, ranking_out
from api.house import House
from api.language import reader
from api.pages.kept import Kept, Page, page_of
from api.pages.looking import Look, LookDep, Told
from api.pages.rendering import headers_of, is_plain, text_of
from api.telling import votes
from engine.aggregates.ledger import Ledger
from engine.aggregates.meetings import Meeting
from engine.aggregates.polls import Poll
from engine.events.poll import BallotCast
from engine.persistence.codec import decode_row
from engine.values.ids import stream_id
from projections.answers import View
from projections.names import names_of

router = APIRouter()


@router.get("/ledgers/{ledger}/wall")
def show_wall(look: LookDep) -> Response:
    """What is on now. It is the same for all who may see it, and made once for all of them.

    An earlier moment is for who may read the ledger: the screen of a hall shows what is on.
    """
    request, house = look.request, look.house
    with house.answers.view(look.ledger) as view:
        look.who.check_may_watch(view.head.id, view.state.ledger)
        slug, moment = view.head.slug, (view.index, view.leaf)
    if request.url.query or request.url.path != f"/ledgers/{slug}/wall":
        return look.page("wall.html", _told(look))
    kept: Kept = request.app.state.walls
    key = (look.ledger, moment, reader(request).locale, is_plain(request))

    def made() -> Page:
        text = text_of(request, "wall.html", look.facts(_told(look), Who.check_may_watch), None)
        return page_of(text, headers_of(request))

    return kept.once(key, made).answer(request)


def _told(look: Look) -> Told:
    words = reader(look.request)

    def told(house: House, view: View) -> Mapping[str, Any]:
        ledger = view.state.ledger
        meeting = _meeting(ledger)
        poll = _poll(ledger, meeting)
        facts: dict[str, Any] = {"meeting": meeting, "poll": None, "ranking": None, "awards": None}
        if poll is not None:
            answer = poll_out(house, view, poll.id)
            outcome = answer["outcome"] or {"figures": {}, "winners": ()}
            names = {each["id"]: each["name"] for each in answer["options"]}
            facts |= {
                "poll": answer,
                "names": names,
                "votes": {o: votes(words, each) for o, each in outcome["figures"].items()},
                "winners": [names.get(each, each) for each in outcome["winners"]],
                "called": _called(house, view, poll),
            }
        elif meeting is None or meeting.status == "closed":
            facts |= {"ranking": ranking_out(house, view), "awards": awards_out(house, view)}
        return facts

    return told


def _meeting(ledger: Ledger) -> Meeting | None:
    """The meeting that sits, else the newest."""
    meetings = [*ledger.meetings.meetings.values()]
    sitting = [each for each in meetings if each.status == "open"]
    return next(reversed(sitting or meetings), None)


def _poll(ledger: Ledger, meeting: Meeting | None) -> Poll | None:
    """The poll that is on: open, or the last one that was closed while the meeting sits."""
    polls = [*ledger.polls.polls.values()]
    taking = [each for each in polls if each.status == "open"]
    if taking:
        return taking[-1]
    if meeting is None or meeting.status == "closed":
        return None
    over = [
        each
        for each in polls
        if each.opened.meeting == meeting.id and each.status in ("closed", "announced")
    ]
    newest = max(over, key=lambda each: each.changed, default=None)
    adopted = ledger.awards.rankings[-1].index if ledger.awards.rankings else -1
    return newest if newest is not None and newest.changed > adopted else None


def _called(house: House, view: View, poll: Poll) -> list[dict[str, Any]]:
    """The roll of an open vote in the room: who has answered, and after the close, what."""
    if poll.opened.method != "roll-call":
        return []
    names = names_of(house.store, view)
    electorate = view.state.ledger.polls.electorate(poll)
    called = []
    for member in sorted(electorate.part):
        rows = house.store.stream(
            view.head.id, stream_id(view.head.id, ("ballot", poll.id, member))
        )
        event = decode_row(rows[-1]).event if rows else None
        shown = poll.status != "open" and isinstance(event, BallotCast)
        called.append(
            {
                "name": names.get(member, member),
                "voted": event is not None,
                "ballot": event.ballot if shown and isinstance(event, BallotCast) else None,
            }
        )
    return called
