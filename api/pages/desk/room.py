"""Meetings at the desk: roll call, quorum, recusals, mandates, motions, polls, personal codes."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import segno
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import URL

from api.access.doorkeeper import Doorkeeper
from api.access.errors import MemberNotInvited
from api.access.gate import WhoDep, check_may_change, doors_of
from api.access.who import Who
from api.answers_out import poll_out
from api.dependencies import HouseDep, LedgerPath
from api.errors import AddressUnknown
from api.guard import is_loopback
from api.house import House
from api.live import Live
from api.nouns.meetings import MeetingOut, meetings_out
from api.pages.desk.desk import DeskDep
from api.pages.rendering import page
from api.pages.signing import FromHere, local
from engine.aggregates.ledger import Ledger
from engine.commands.attendance import RecordAttendance
from engine.errors.meeting import MeetingNotFound
from engine.rules.ballot_rule_check import COUNTED_BY_TELLERS
from projections.answers import View
from projections.names import names_of

router = APIRouter()
Id = Annotated[str, Path(max_length=64)]


@router.get("/desk/{ledger}/meetings")
def show_meetings(desk: DeskDep) -> HTMLResponse:
    """Every meeting, and the form to convene one."""
    return desk.page("meetings.html", lambda house, view: {"meetings": meetings_out(house, view)})


@router.get("/desk/{ledger}/meetings/{meeting}")
def show_meeting(desk: DeskDep, meeting: Id) -> HTMLResponse:
    """The room: who is there, what is moved, what is put to the vote."""
    doors = doors_of(desk.request)

    def told(house: House, view: View) -> Mapping[str, Any]:
        ledger = view.state.ledger
        found = _meeting(house, view, meeting)
        books = ledger.rulebooks
        return {
            "meeting": found,
            "voters": sorted(ledger.roster.voters()),
            "members": sorted(ledger.roster.current()),
            "candidates": sorted(ledger.roster.ranked()),
            "motions": [m for m in ledger.meetings.motions.values() if m.meeting == meeting],
            "polls": [
                poll_out(house, view, poll.id)
                for poll in ledger.polls.polls.values()
                if poll.opened.meeting == meeting
            ],
            "rulebook": books.current if books.versions else None,
            "next_poll": _next_id(ledger),
            "codes": doors.codes.issued(str(desk.ledger), meeting) if doors else {},
            "public": ledger.season.opened is not None
            and ledger.season.opened.disclosure == "public",
            "screen": doors.codes.wall(str(desk.ledger)) if doors else None,
            "by_tellers": COUNTED_BY_TELLERS,
        }

    return desk.page("meeting.html", told)


@router.get("/desk/{ledger}/polls/{poll}")
def show_poll(desk: DeskDep, poll: Id) -> HTMLResponse:
    """One poll: how many have voted, the tellers' counts, its close, its outcome."""

    def told(house: House, view: View) -> Mapping[str, Any]:
        ledger = view.state.ledger
        found = ledger.polls.poll(poll)
        meeting = ledger.meetings.meetings.get(found.opened.meeting or "")
        return {
            "poll": poll_out(house, view, poll),
            "views": ("for",) if found.opened.ballot == "choice" else ("for", "against", "abstain"),
            "tellers": sorted(
                {*ledger.roster.holders("teller"), *(meeting.tellers if meeting else ())}
            ),
            "part": dict(
                sorted(
                    (m, ledger.polls.part(found, m)) for m in ledger.polls.electorate(found).part
                )
            ),
            "by_tellers": COUNTED_BY_TELLERS,
            "opened": found.opened,
        }

    return desk.page("poll.html", told)


@router.post("/desk/{ledger}/meetings/{meeting}/codes", dependencies=[FromHere])
async def issue_codes(
    request: Request, house: HouseDep, who: WhoDep, ledger: LedgerPath, meeting: Id
) -> HTMLResponse:
    """New codes for these members, on a page to be printed: they are shown this once."""
    doors = doors_of(request)
    if doors is None:
        raise AddressUnknown(address=request.url.path)
    form = await request.form()
    asked = [str(each) for each in form.getlist("member[]")]

    def issued() -> dict[str, Any]:
        check_may_change(house, who, ledger, RecordAttendance)
        id_ = house.id_of(ledger)
        with house.answers.view(id_) as view:
            found = _meeting(house, view, meeting)
            voters = view.state.ledger.roster.voters()
            names = names_of(house.store, view)
            title = view.state.ledger.season.title
        for member in asked:
            if member not in voters:
                raise MemberNotInvited(member=member, known=tuple(sorted(voters)))
        codes = doors.codes.issue(str(id_), meeting, asked)
        _look_again(request, id_)
        joining = _joining(request.base_url, plain=doors.plain)
        return {
            "title": title,
            "meeting": found.title,
            "address": joining,
            "slips": [
                {"name": names.get(member, member), "code": code, "qr": _qr(f"{joining}#{code}")}
                for member, code in codes.items()
            ],
        }

    facts = await run_sync(issued)
    answer = page(request, "desk/codes.html", facts)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/desk/{ledger}/wall", dependencies=[FromHere])
def issue_wall(request: Request, house: HouseDep, who: WhoDep, ledger: LedgerPath) -> HTMLResponse:
    """A new code for the screen of the hall, shown this once; the one before ends."""
    doors = _doors_of_staff(request, house, who, ledger)
    with house.answers.view(house.id_of(ledger)) as view:
        title, slug = view.state.ledger.season.title, view.head.slug
    code = doors.codes.issue_wall(str(house.id_of(ledger)))
    _look_again(request, house.id_of(ledger))
    joining = _joining(request.base_url, plain=doors.plain)
    link = f"{joining}#{code}"
    facts = {
        "title": title, "ledger": slug, "address": joining, "code": code, "link": link,
        "qr": _qr(link),
    }  # fmt: skip
    answer = page(request, "desk/wall_code.html", facts)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/desk/{ledger}/wall/end", dependencies=[FromHere])
async def end_wall(
    request: Request, house: HouseDep, who: WhoDep, ledger: LedgerPath
) -> RedirectResponse:
    """End the code for the screen of the hall, and the session it opened."""
    form = await request.form()

    def ended() -> None:
        doors = _doors_of_staff(request, house, who, ledger)
        doors.codes.revoke_wall(str(house.id_of(ledger)))
        _look_again(request, house.id_of(ledger))

    await run_sync(ended)
    return RedirectResponse(local(str(form.get("back") or f"/desk/{ledger}")), status_code=303)


def _look_again(request: Request, ledger: UUID) -> None:
    """Whose code has ended does not follow the ledger until it is asked in due time."""
    live: Live = request.app.state.live
    live.look_again(ledger)


def _doors_of_staff(request: Request, house: House, who: Who, ledger: str) -> Doorkeeper:
    """The doorkeeper, for whoever may hand out codes here."""
    doors = doors_of(request)
    if doors is None:
        raise AddressUnknown(address=request.url.path)
    check_may_change(house, who, ledger, RecordAttendance)
    return doors


def _joining(base: URL, *, plain: bool) -> str:
    """The address that a slip holds. A proxy that speaks TLS asks us in plain HTTP, and a slip that
    said so would let whoever is in between answer first and read the code.
    """
    scheme = base.scheme if plain or is_loopback(base.hostname or "") else "https"
    return str(base.replace(path="/join", scheme=scheme))


def _qr(text: str) -> str:
    """A QR code as an SVG image for a page."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=2)


def _meeting(house: House, view: View, meeting: str) -> MeetingOut:
    found = meetings_out(house, view).rows
    for each in found:
        if each.id == meeting:
            return each
    raise MeetingNotFound(meeting=meeting, known=tuple(each.id for each in found))


def _next_id(ledger: Ledger) -> str:
    return f"p{len(ledger.polls.polls) + 1}"
