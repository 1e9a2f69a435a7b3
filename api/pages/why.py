"""Why, and what if: the chain behind a place, an outcome or an award, with links to its events.

A what-if always shows the official result beside the hypothetical one, is labelled so, and leads
nowhere: there is no form here that records anything.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from api.answers_out import plain
from api.cli.supposing import whatif_lines
from api.explain_out import explain_out
from api.explain_words import sentence
from api.house import House
from api.language import reader
from api.pages.looking import LookDep
from api.whatif_out import whatif_out
from projections.answers import View

router = APIRouter()
SETS_MAX = 20


@router.get("/ledgers/{ledger}/why/{subject:path}")
def show_why(look: LookDep, subject: Annotated[str, Path(max_length=200)]) -> HTMLResponse:
    """Why: `ranking/CANDIDATE`, `polls/POLL` or `awards/AWARD/CANDIDATE`."""
    words = reader(look.request)

    def told(house: House, view: View) -> Mapping[str, Any]:
        answer = plain(explain_out(house, view, subject))

        def said(step: dict[str, Any]) -> dict[str, Any]:
            bare = {**step, "events": ()}
            return {"said": sentence(words, bare, answer["names"]), "events": step["events"]}

        return {
            "explained": answer,
            "steps": [said(step) for step in answer["steps"]],
            "flips": [said(step) for step in answer["flips"]],
        }

    return look.page("why.html", told)


@router.get("/ledgers/{ledger}/what-if")
def show_what_if(
    look: LookDep,
    set_: Annotated[str, Query(alias="set", max_length=2_000)] = "",
) -> HTMLResponse:
    """What would have been otherwise, under what is supposed: one `PATH=VALUE` a line."""
    words = reader(look.request)
    supposed = [line.strip() for line in set_.splitlines() if line.strip()][:SETS_MAX]

    def told(house: House, view: View) -> Mapping[str, Any]:
        if not supposed:
            return {"supposed": set_, "lines": []}
        answer = plain(whatif_out(house, view, supposed))
        return {"supposed": set_, "lines": list(whatif_lines(words, answer))}

    return look.page("what_if.html", told)
