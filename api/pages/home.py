"""The list of ledgers, a ledger's first page, and the choice of a language."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access.gate import WhoDep, readable
from api.answers_out import awards_out, ledgers_out, plain, polls_out, ranking_out
from api.dependencies import HouseDep
from api.house import House
from api.i18n.catalogue import Locale
from api.language import COOKIE
from api.nouns.meetings import meetings_out
from api.nouns.season import season_out
from api.pages.looking import LookDep
from api.pages.rendering import page
from api.pages.signing import local
from projections.answers import View

router = APIRouter()
YEAR_SECONDS = 365 * 24 * 60 * 60


@router.get("/")
def show_ledgers(request: Request, house: HouseDep, who: WhoDep) -> HTMLResponse:
    """Every ledger of the store that may be read, newest first."""
    found = ledgers_out(house, readable(house, who))
    return page(request, "ledgers.html", {"ledgers": found[::-1]})


@router.get("/ledgers/{ledger}")
def show_ledger(look: LookDep) -> HTMLResponse:
    """A season at a glance: who leads, what is proposed, what it rests on."""

    def told(house: House, view: View) -> Mapping[str, Any]:
        return {
            "season": plain(season_out(house, view)),
            "ranking": ranking_out(house, view),
            "awards": awards_out(house, view),
            "polls": plain(polls_out(house, view))["rows"],
            "meetings": plain(meetings_out(house, view))["rows"],
        }

    return look.page("ledger.html", told)


@router.get("/language/{locale}")
def choose_language(
    locale: Locale, to: Annotated[str, Query(max_length=2_000)] = "/"
) -> RedirectResponse:
    """Keep the reader's language in a cookie and go back. `to` is an address of this server."""
    back = RedirectResponse(local(to), status_code=303)
    back.set_cookie(COOKIE, locale, max_age=YEAR_SECONDS, samesite="lax", httponly=True)
    return back
