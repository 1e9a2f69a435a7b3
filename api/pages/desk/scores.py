"""Score sheets as a sheet: one line a criterion, one column a candidate, two stages side by side.

What is filled in new is entered, what differs from what stands is revised, both by the same
commands as everywhere. A column is saved by itself.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from uuid import uuid4

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.access.gate import WhoDep, check_may_change
from api.dependencies import HouseDep, LedgerPath
from api.house import House
from api.pages.desk.desk import DeskDep
from api.pages.desk.forms import hundredths
from api.pages.signing import FromHere
from api.typed import typed
from engine.aggregates.ledger import Ledger
from engine.aggregates.sheets import Sheet
from engine.aggregates.stages import sheets_at
from engine.commands.base import Command
from engine.commands.sheet import EnterScores, ReviseScore
from engine.errors.values import FieldInvalid
from engine.rules.marks import Mark, check_stage
from engine.rules.rulebook import Criterion, walk
from engine.values.numbers import points
from engine.values.text import shown
from projections.answers import View

router = APIRouter()
StagePath = Annotated[str, Path(max_length=20)]


@router.get("/desk/{ledger}/scores/{stage}")
def show_scores(desk: DeskDep, stage: StagePath) -> HTMLResponse:
    """The sheet of a stage, with the self-scores beside it."""

    def told(_: House, view: View) -> Mapping[str, Any]:
        ledger = view.state.ledger
        rulebook = ledger.rulebooks.current
        check_stage(rulebook, stage)
        candidates = sorted(ledger.roster.ranked())
        return {
            "stage": stage,
            "stages": rulebook.stages,
            "candidates": candidates,
            "lines": list(_lines(ledger, stage, candidates)),
            "submitted": {each: _submitted(ledger, stage, each) for each in candidates},
            "stage_locked": stage in ledger.sheets.locked,
        }

    return desk.page("scores.html", told)


@router.post("/desk/{ledger}/scores/{stage}/{candidate}", dependencies=[FromHere])
async def save_column(
    request: Request,
    house: HouseDep,
    who: WhoDep,
    ledger: LedgerPath,
    stage: StagePath,
    candidate: str,
) -> Response:
    """Save what was filled in for one candidate: all of it or, at a refusal, what came before."""
    form = await request.form(max_fields=5_000)
    await run_sync(check_may_change, house, who, ledger, EnterScores)

    def saved() -> None:
        with house.answers.view(house.id_of(ledger)) as view:
            commands = list(_changes(view.state.ledger, stage, candidate, form))
        key = str(form.get("key") or uuid4())
        for number, command in enumerate(commands):
            house.carry_out(ledger, command, key=f"{key}-{number}", by=who.id)

    await run_sync(saved)
    return RedirectResponse(f"/desk/{ledger}/scores/{stage}#{candidate}", status_code=303)


def _lines(ledger: Ledger, stage: str, candidates: list[str]) -> Iterator[dict[str, Any]]:
    sheets = {each: _sheet(ledger, stage, each) for each in candidates}
    own = {each: _sheet(ledger, "self", each) for each in candidates}
    for node in walk(ledger.rulebooks.current.criteria):
        yield {
            "id": node.id,
            "name": node.name,
            "kind": node.kind,
            "maximum": points(node.maximum),
            "fields": _fields(node),
            "cells": [
                {
                    "candidate": each,
                    "values": _values(node, sheets[each]),
                    "self": _told(node, own[each]) if stage != "self" else None,
                }
                for each in candidates
            ],
        }


def _sheet(ledger: Ledger, stage: str, candidate: str) -> Sheet | None:
    """The candidate's own sheet of a stage, or the body's."""
    return next(iter(sheets_at(ledger, stage).get(candidate, {}).values()), None)


def _submitted(ledger: Ledger, stage: str, candidate: str) -> bool:
    sheet = _sheet(ledger, stage, candidate)
    return sheet is not None and sheet.submitted is not None


def _fields(node: Criterion) -> tuple[str, ...]:
    """What is filled in for a criterion, by its kind."""
    match node.kind:
        case "group":
            return ()
        case "target":
            return ("target", "actual")
        case "pass":
            return ("achieved",)
        case _:
            return ("times",) if node.per_time is not None else ("points",)


def _values(node: Criterion, sheet: Sheet | None) -> dict[str, str]:
    entry = sheet.entries.get(node.id) if sheet is not None else None
    if entry is None:
        return dict.fromkeys(_fields(node), "")
    return {field: _written(field, getattr(entry.mark, field)) for field in _fields(node)}


def _written(field: str, value: int | bool | None) -> str:
    if value is None:
        return ""
    if field == "achieved":
        return "yes" if value else "no"
    return str(value) if field == "times" else points(int(value))


def _told(node: Criterion, sheet: Sheet | None) -> str | None:
    entry = sheet.entries.get(node.id) if sheet is not None else None
    return None if entry is None else entry.mark.told()


def _changes(ledger: Ledger, stage: str, candidate: str, form: FormData) -> Iterator[Command]:
    """The commands that make the sheet what was filled in."""
    reason = typed(str(form.get("reason") or "")) or None
    sheet = _sheet(ledger, stage, candidate)
    fresh: list[Mark] = []
    for node in ledger.rulebooks.current.leaves().values():
        given = {field: typed(str(form.get(f"{node.id}.{field}") or "")) for field in _fields(node)}
        if not any(given.values()) or given == _values(node, sheet):
            continue
        mark = Mark(
            criterion=node.id,
            unit=node.unit if node.kind == "target" else None,
            **{field: _read(node.id, field, text) for field, text in given.items() if text},
        )
        if sheet is None or node.id not in sheet.entries:
            fresh.append(mark)
        else:
            yield ReviseScore(candidate=candidate, stage=stage, mark=mark, reason=reason)  # type: ignore[arg-type]  # the engine refuses other stages
    if fresh:
        yield EnterScores(candidate=candidate, stage=stage, marks=tuple(fresh))  # type: ignore[arg-type]  # as above


def _read(criterion: str, field: str, text: str) -> Any:
    if field == "achieved":
        if text not in ("yes", "no"):
            raise FieldInvalid(field=criterion, value=shown(text), expected=("yes", "no"))
        return text == "yes"
    if field == "times":
        if not text.isdecimal() or len(text) > 6:
            raise FieldInvalid(field=criterion, value=shown(text), expected="0, 1, 2, …")
        return int(text)
    return hundredths(text, field=criterion)
