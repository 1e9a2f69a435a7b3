"""The desk's first pages: the ledgers, a new season, what to do next, roster and rules."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import msgspec
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access.gate import WhoDep, check_may_change, check_may_read, readable
from api.answers_out import ledgers_out
from api.dependencies import HouseDep
from api.house import House
from api.nouns.roster import actors_out, members_out
from api.pages.desk.acts import command_from
from api.pages.desk.desk import STAFF, DeskDep, check_staff
from api.pages.desk.forms import fields_of
from api.pages.rendering import page
from api.pages.signing import FromHere
from engine.aggregates.ledger import Ledger
from engine.commands.member import AdmitMember
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import OpenLedger
from engine.events.season import Predecessor
from projections.answers import View
from projections.names import names_of
from projections.tree import root_at

router = APIRouter()
ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "UTC")


@router.get("/desk")
def show_desks(request: Request, house: HouseDep, who: WhoDep) -> HTMLResponse:
    """The ledgers in which this person has work, and the form for a new season."""
    heads = []
    for head in readable(house, who) if not who.administrator else house.store.ledgers():
        with house.answers.view(head.id, even_stopped=True) as view:
            if who.everything or who.roles_in(head.id, view.state.ledger) & STAFF:
                heads.append(head)
    check_staff(who, STAFF if who.account else frozenset())
    reads = {head.slug for head in readable(house, who)}
    facts = {
        "ledgers": ledgers_out(house, heads)[::-1],
        "reads": reads,
        "may_open": who.everything or who.administrator,
        "zones": ZONES,
        "key": str(uuid4()),
    }
    return page(request, "desk/desks.html", facts)


@router.post("/desk", dependencies=[FromHere])
async def open_season(request: Request, house: HouseDep, who: WhoDep) -> Response:
    """Open a ledger for a season, alone or after the model of another one that they may read."""
    check_may_change(house, who, "", OpenLedger)
    form = await request.form()
    model = str(form.get("model") or "")
    key = str(form.get("key") or uuid4())

    def opened() -> str:
        fields = fields_of(form, zone="UTC")
        fields.pop("model", None)
        command = command_from(OpenLedger, fields)
        assert isinstance(command, OpenLedger), "made as one"
        if model:
            check_may_read(house, who, model)
        copied = list(_of_model(house, model)) if model else []
        if model:
            command = msgspec.structs.replace(command, predecessor=_predecessor(house, model))
        house.open_ledger(command, key=key, by=who.id)
        for number, each in enumerate(copied):
            house.carry_out(command.slug, each, key=f"{key}-{number}", by=who.id)
        with house.answers.view(house.id_of(command.slug)) as view:
            reads = who.may_read(view.head.id, view.state.ledger)
        return f"/desk/{command.slug}" if reads else "/desk"

    return RedirectResponse(await run_sync(opened), status_code=303)


def _predecessor(house: House, model: str) -> Predecessor:
    head = house.store.head(house.id_of(model))
    return Predecessor(
        ledger=head.id, size=head.size, root=root_at(house.store, head.id, head.size)
    )


def _of_model(house: House, model: str) -> Iterator[AdmitMember | AdoptRulebook]:
    """The members and the rulebook of another season, as it stands."""
    with house.answers.view(house.id_of(model)) as view:
        ledger = view.state.ledger
        names = names_of(house.store, view)
        members = [
            AdmitMember(
                member=each.id,
                kind="person" if each.kind == "person" else "unit",
                name=names.get(each.id, each.id),
                weight=each.weight,
                votes=each.votes,
                ranked=each.ranked,
            )
            for each in ledger.roster.current().values()
        ]
        books = ledger.rulebooks
        rules = [AdoptRulebook(rulebook=books.current)] if books.versions else []
    yield from members
    yield from rules


@router.get("/desk/{ledger}")
def show_desk(desk: DeskDep) -> HTMLResponse:
    """What stands and what to do next."""
    return desk.page("desk.html", lambda _, view: {"steps": list(steps(view.state.ledger))})


class Step(msgspec.Struct, frozen=True):
    """A step of the season: `done`, `next` or `later`; `at` is the page where it is taken."""

    name: str
    state: str
    at: str


def steps(ledger: Ledger) -> Iterator[Step]:
    """The season's steps in order, the first that is not done marked as the next one."""
    meetings = ledger.meetings.meetings.values()
    polls = ledger.polls.polls.values()
    awards = ledger.awards
    has_rules = bool(ledger.rulebooks.versions)
    scored = has_rules and bool(ledger.rulebooks.current.criteria)
    done = [
        ("members", bool(ledger.roster.members), "roster"),
        ("rulebook", has_rules, "rules"),
        *([("scores", bool(ledger.sheets.locked), "scores/verified")] if scored else []),
        ("meeting", any(each.status != "convened" for each in meetings), "meetings"),
        ("poll", any(each.status == "announced" for each in polls), "meetings"),
        ("ranking", bool(awards.rankings), "awards"),
        ("proposals", bool(awards.proposals), "awards"),
        ("submission", bool(awards.submissions), "awards"),
        ("decision", bool(awards.decisions), "awards"),
    ]
    open_ = next((name for name, is_done, _ in done if not is_done), None)
    for name, is_done, at in done:
        yield Step(name, "done" if is_done else "next" if name == open_ else "later", at)


@router.get("/desk/{ledger}/roster")
def show_roster(desk: DeskDep) -> HTMLResponse:
    """Members, offices, and staff with their roles."""

    def told(house: House, view: View) -> Mapping[str, Any]:
        return {
            "members": members_out(house, view),
            "actors": actors_out(house, view),
            "next_id": _next_id(view.state.ledger),
        }

    return desk.page("roster.html", told)


def _next_id(ledger: Ledger) -> str:
    numbers = [int(found[1]) for each in ledger.roster.members if (found := _UNIT.fullmatch(each))]
    return f"U{max(numbers, default=0) + 1}"


_UNIT = re.compile(r"U(\d{1,6})")


@router.get("/desk/{ledger}/rules")
def show_rules(desk: DeskDep) -> HTMLResponse:
    """The rulebook in force, and the way to another one."""

    def told(_: House, view: View) -> Mapping[str, Any]:
        books = view.state.ledger.rulebooks
        return {
            "version": books.version if books.versions else None,
            "rulebook": books.current if books.versions else None,
        }

    return desk.page("rules.html", told)
