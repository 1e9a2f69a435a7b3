"""The delegate's phone: one page that shows what is on now, and takes the vote.

It is told, before voting, that the vote is recorded under the voter's name. What was sent twice
(two taps, a reload, a lost answer) is recorded once: each form carries its own key.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access.errors import NotAllowed, SignInNeeded
from api.access.gate import WhoDep, check_may_change
from api.access.who import Who
from api.answers_out import instant, zone_of
from api.dependencies import HouseDep
from api.house import House
from api.pages.ballot_form import VIEWS, ballot_of, form_of
from api.pages.rendering import page
from api.pages.signing import FromHere
from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll
from engine.commands.ballot import CastBallot, RaiseObjection
from engine.errors import DomainError
from engine.persistence.codec import leaf_hash, open_envelope
from engine.values.ids import stream_id
from projections.answers import View
from projections.names import names_of

router = APIRouter()
RESULTS_MAX = 3


class Delegate(NamedTuple):
    """A delegate at the door: whose phone it is, and the ledger of its meeting."""

    who: Who
    ledger: UUID
    member: str
    meeting: str


def _delegate(who: WhoDep) -> Delegate:
    if who.member is None or who.ledger is None or who.meeting is None:
        if who.is_public:
            raise SignInNeeded(may=("delegate",))
        raise NotAllowed(by=who.id, act="vote", may=("delegate",))
    return Delegate(who, who.ledger, who.member, who.meeting)


DelegateDep = Annotated[Delegate, Depends(_delegate)]


@router.get("/vote")
def show_vote(request: Request, house: HouseDep, delegate: DelegateDep) -> HTMLResponse:
    """What is on now, and the ballots that are this delegate's to cast."""
    return _page(request, house, delegate)


@router.post("/vote/{poll}/{member}", dependencies=[FromHere])
async def vote(
    request: Request, house: HouseDep, delegate: DelegateDep, poll: str, member: str
) -> Response:
    """Cast the ballot of a form, or show the form again with what is wrong. Nothing is lost."""
    from anyio.to_thread import run_sync

    form = await request.form()
    return await run_sync(_cast, request, house, delegate, poll, member, form)


def _cast(
    request: Request, house: HouseDep, delegate: Delegate, poll: str, member: str, form: FormData
) -> Response:
    holder = delegate.member if member != delegate.member else None
    key = str(form.get("key") or uuid4())
    try:
        with house.answers.view(delegate.ledger) as view:
            opened = view.state.ledger.polls.poll(poll).opened
        command: CastBallot | RaiseObjection
        if opened.method == "acclamation":
            command = RaiseObjection(poll=poll, member=member, holder=holder)
        else:
            ballot = ballot_of(opened, form)
            command = CastBallot(poll=poll, member=member, ballot=ballot, holder=holder)
        slug = str(delegate.ledger)
        check_may_change(house, delegate.who, slug, type(command), command)
        house.carry_out(delegate.ledger, command, key=key, by=delegate.who.id)
    except DomainError as refusal:
        return _page(request, house, delegate, refusal)
    return RedirectResponse("/vote", status_code=303)


def _page(
    request: Request, house: House, delegate: Delegate, refusal: DomainError | None = None
) -> HTMLResponse:
    with house.answers.view(delegate.ledger) as view:
        facts = _facts(house, view, delegate)
    told = None
    if refusal is not None:
        told = {"code": refusal.code, "facts": dict(refusal.facts)}
    return page(
        request,
        "vote.html",
        {**facts, "refusal": told, "views": VIEWS},
        status=200 if refusal is None else 409,
    )


def _facts(house: House, view: View, delegate: Delegate) -> dict[str, Any]:
    ledger = view.state.ledger
    meeting = ledger.meetings.meeting(delegate.meeting)
    names = names_of(house.store, view, only=_named(ledger, delegate))
    return {
        "title": ledger.season.title,
        "ledger": view.head.slug,
        "index": view.index,
        "meeting": {"title": meeting.title, "status": meeting.status},
        "me": names.get(delegate.member, delegate.member),
        "present": delegate.member in meeting.present,
        "ballots": list(_ballots(house, view, delegate, names)),
        "results": _results(house, view, delegate),
    }


def _results(house: House, view: View, delegate: Delegate) -> list[dict[str, Any]]:
    """The polls of the meeting that are over, the newest few; with the events of one's own votes,
    whose receipts are given from the close on, to whoever may read the ledger.
    """
    ledger = view.state.ledger
    over = [
        poll
        for poll in reversed(ledger.polls.polls.values())
        if poll.opened.meeting == delegate.meeting and poll.status in ("closed", "announced")
    ][:RESULTS_MAX]
    reads = delegate.who.may_read(delegate.ledger, ledger)
    return [
        {
            "poll": poll.id,
            "question": poll.opened.question,
            "status": poll.status,
            "reads": reads,
            "receipts": [
                receipt["index"]
                for member in (_mine(ledger, poll, delegate.member) if reads else ())
                if (receipt := _receipt(house, view, poll, member)) is not None
            ],
        }
        for poll in over
    ]


def _named(ledger: Ledger, delegate: Delegate) -> set[str]:
    """Whose names the page shows: the delegate's, those it votes for, and the candidates'."""
    wanted = {delegate.member}
    for poll in ledger.polls.open_at(delegate.meeting):
        wanted.update(_mine(ledger, poll, delegate.member))
        wanted.update(each.candidate for each in poll.opened.options if each.candidate)
    return wanted


def _ballots(
    house: House, view: View, delegate: Delegate, names: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """A form for each open poll and each member whose vote is this delegate's to cast."""
    ledger = view.state.ledger
    for poll in ledger.polls.open_at(delegate.meeting):
        if poll.opened.method not in ("electronic", "acclamation"):
            continue
        for member in _mine(ledger, poll, delegate.member):
            part = ledger.polls.part(poll, member)
            opened = poll.opened
            yield {
                "poll": poll.id,
                "question": opened.question,
                "method": opened.method,
                "member": member,
                "for": None if member == delegate.member else names.get(member, member),
                "part": part,
                "form": form_of(opened),
                "options": [
                    {"id": o.id, "name": o.label or names.get(o.candidate or "", o.id)}
                    for o in opened.options
                ],
                "changes_allowed": opened.changes_allowed,
                "receipt": _receipt(house, view, poll, member),
                "key": str(uuid4()),
            }


def _mine(ledger: Ledger, poll: Poll, member: str) -> list[str]:
    """The member, and those who gave it their vote and are not in the room."""
    electorate = ledger.polls.electorate(poll)
    there = ledger.meetings.meeting(poll.opened.meeting or "").present
    givers = [
        giver
        for giver, holder in electorate.holder.items()
        if holder == member and giver not in there
    ]
    return [each for each in (member, *sorted(givers)) if each in electorate.part]


def _receipt(house: House, view: View, poll: Poll, member: str) -> dict[str, Any] | None:
    """Where the member's vote is on record; None before it is cast."""
    if poll.opened.method == "acclamation":
        index = poll.objections.get(member)
        return None if index is None else {"index": index, "leaf_hash": None, "at": None}
    rows = house.store.stream(view.head.id, stream_id(view.head.id, ("ballot", poll.id, member)))
    if not rows:
        return None
    at = instant(open_envelope(rows[-1]).at, zone_of(view))
    return {"index": rows[-1].index, "leaf_hash": leaf_hash(rows[-1]).hex(), "at": at}
