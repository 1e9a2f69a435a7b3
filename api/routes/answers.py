"""Questions: read-only answers, each naming the ledger and index it holds for."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.answers_out import (
    awards_out,
    ledger_out,
    ledgers_out,
    moment_out,
    noun_out,
    poll_out,
    polls_out,
    ranking_out,
)
from api.dependencies import HouseDep, ViewDep
from projections.timeline import moments

router = APIRouter()
PAGE_MAX = 500

Stage = Annotated[
    str | None, Query(description="Another stage than the ranked one.", max_length=20)
]


@router.get("/ledgers", tags=["ledgers"])
def list_ledgers(house: HouseDep) -> list[dict[str, Any]]:
    """Every ledger of the store."""
    return ledgers_out(house)


@router.get("/ledgers/{ledger}", tags=["ledgers"])
def show_ledger(house: HouseDep, view: ViewDep) -> dict[str, Any]:
    """The season: what it was opened for, its plan, grounds, movement, compacts, documents."""
    return ledger_out(house, view)


@router.get("/ledgers/{ledger}/timeline", tags=["timeline"])
def show_timeline(
    house: HouseDep,
    view: ViewDep,
    after: Annotated[int, Query(ge=-1, le=2**53, description="Events after this index.")] = -1,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 100,
) -> dict[str, Any]:
    """Events in order. `next` is the `after` of the next page, or null at the end."""
    rows = [
        moment_out(moment, house, view)
        for moment in moments(house.store, view, after=after, limit=limit)
    ]
    more = bool(rows) and rows[-1]["index"] < view.index
    return {
        "ledger": view.head.slug,
        "index": view.index,
        "events": rows,
        "next": rows[-1]["index"] if more else None,
    }


@router.get("/ledgers/{ledger}/ranking", tags=["ranking"])
def show_ranking(house: HouseDep, view: ViewDep, stage: Stage = None) -> dict[str, Any]:
    """The ranking, who is listed without a place, and why there is none yet."""
    return ranking_out(house, view, stage)


@router.get("/ledgers/{ledger}/awards", tags=["awards"])
def show_awards(house: HouseDep, view: ViewDep) -> dict[str, Any]:
    """Nominations, proposals and decisions with the way each has gone, and the quotas."""
    return awards_out(house, view)


@router.get("/ledgers/{ledger}/polls", tags=["polls"])
def list_polls(house: HouseDep, view: ViewDep) -> dict[str, Any]:
    """Every poll with its status and turnout."""
    return polls_out(house, view)


@router.get("/ledgers/{ledger}/polls/{poll}", tags=["polls"])
def show_poll(house: HouseDep, view: ViewDep, poll: str) -> dict[str, Any]:
    """One poll: who may vote, turnout, and from its close on every base and the outcome."""
    return poll_out(house, view, poll)


def _noun(noun: str) -> Any:
    def show(house: HouseDep, view: ViewDep) -> dict[str, Any]:
        return noun_out(house, view, noun)

    return show


NOUNS = {
    "members": "Members and offices, with names for those who may see them.",
    "nominations": "Nominations, and what stands against candidates.",
    "sheets": "Score sheets as they stand, overrides, explanations and locks.",
    "meetings": "Meetings with attendance, quorum, recusals, mandates, motions and minutes.",
    "rulebooks": "Every version of the rulebook, in full.",
    "submissions": "Dossiers sent up, and what became of them.",
    "decisions": "Decisions of the competent authority.",
    "corrections": "Clerical errors put right, with both values.",
}
for _name, _about in NOUNS.items():
    router.add_api_route(
        f"/ledgers/{{ledger}}/{_name}",
        _noun(_name),
        methods=["GET"],
        name=f"list-{_name}",
        description=_about,
        response_model=dict[str, Any],
        tags=[_name],
    )
