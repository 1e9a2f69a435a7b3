"""The auditor's window: every event in order, any moment to go back to, each event in full."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from api.answers_out import awards_out, moment_out, ranking_out
from api.house import House
from api.i18n.catalogue import Words
from api.language import reader
from api.pages.looking import LookDep
from api.telling import said_moment
from engine.errors.ledger import IndexBeyondHead
from engine.persistence.codec import leaf_hash
from projections.answers import View
from projections.timeline import moment_of, moments, open_polls

router = APIRouter()
PAGE = 50


@router.get("/ledgers/{ledger}/timeline")
def show_timeline(
    look: LookDep, before: Annotated[int | None, Query(ge=0, le=2**53)] = None
) -> HTMLResponse:
    """Events, newest first, beside the ranking and the awards as they stood then."""
    words = reader(look.request)

    def told(house: House, view: View) -> Mapping[str, Any]:
        end = min(view.index + 1, before if before is not None else view.index + 1)
        first = max(0, end - PAGE)
        found = moments(house.store, view, after=first - 1, limit=end - first)
        rows = [_said(words, moment_out(each, house, view)) for each in found]
        return {
            "moments": rows[::-1],
            "older": first if first > 0 else None,
            "newer": min(end + PAGE, view.index + 1) if end <= view.index else None,
            "ranking": ranking_out(house, view),
            "awards": awards_out(house, view),
        }

    return look.page("timeline.html", told)


@router.get("/ledgers/{ledger}/events/{index}")
def show_event(look: LookDep, index: Annotated[int, Path(ge=0, le=2**53)]) -> HTMLResponse:
    """One event in full: who, when, what, and the hash that stands for it in the log."""
    words = reader(look.request)

    def told(house: House, view: View) -> Mapping[str, Any]:
        if index > view.index:
            raise IndexBeyondHead(index=index, head=view.index)
        row = next(house.store.read(view.head.id, after=index - 1, limit=1))
        moment = moment_out(moment_of(row, open_polls(view)), house, view)
        return {
            "event": _said(words, moment),
            "data": json.dumps(moment["data"], ensure_ascii=False, indent=2),
            "stream": row.stream.hex(),
            "stream_version": row.version,
            "size": len(row.state),
            "leaf_hash": leaf_hash(row).hex(),
        }

    return look.page("event.html", told)


def _said(reader: Words, moment: dict[str, Any]) -> dict[str, Any]:
    return {**moment, "said": said_moment(reader, moment)}
