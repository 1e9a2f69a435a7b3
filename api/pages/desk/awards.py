"""Candidates and awards at the desk: nominations, holds, the ranking, proposals, their way up."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.answers_out import awards_out, ranking_out
from api.house import House
from api.nouns.candidates import nominations_out
from api.pages.desk.desk import DeskDep
from projections.answers import View

router = APIRouter()


@router.get("/desk/{ledger}/candidates")
def show_candidates(desk: DeskDep) -> HTMLResponse:
    """Who stands for what, and what stands against whom."""

    def told(house: House, view: View) -> Mapping[str, Any]:
        ledger = view.state.ledger
        books = ledger.rulebooks
        return {
            "nominations": nominations_out(house, view),
            "candidates": sorted(ledger.roster.current()),
            "rulebook": books.current if books.versions else None,
        }

    return desk.page("candidates.html", told)


@router.get("/desk/{ledger}/awards")
def show_awards(desk: DeskDep) -> HTMLResponse:
    """The ranking and its adoption, proposals with their quotas, submissions, decisions."""

    def told(house: House, view: View) -> Mapping[str, Any]:
        ledger = view.state.ledger
        books = ledger.rulebooks
        return {
            "ranking": ranking_out(house, view),
            "awards": awards_out(house, view),
            "rulebook": books.current if books.versions else None,
            "candidates": sorted(ledger.roster.current()),
            "meetings": list(ledger.meetings.meetings.values()),
            "polls": [
                {"id": poll.id, "question": poll.opened.question, "subject": poll.opened.subject}
                for poll in ledger.polls.polls.values()
                if poll.status == "announced"
            ],
            "submissions": list(ledger.awards.submissions.values()),
        }

    return desk.page("awards.html", told)
