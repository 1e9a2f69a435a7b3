"""Awards with the way each has gone, polls with every base, minutes of meetings."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from api.answers_out import awards_out, plain, poll_out, polls_out
from api.house import House
from api.language import reader
from api.minutes_out import minutes_out
from api.pages.looking import LookDep
from api.telling import minutes_lines, votes
from projections.answers import View

router = APIRouter()
Id = Annotated[str, Path(max_length=64)]


@router.get("/ledgers/{ledger}/awards")
def show_awards(look: LookDep) -> HTMLResponse:
    """Nominations, proposals and decisions with the way each has gone, and the quotas."""
    return look.page("awards.html", lambda house, view: {"awards": awards_out(house, view)})


@router.get("/ledgers/{ledger}/polls")
def show_polls(look: LookDep) -> HTMLResponse:
    """Every poll with its status and turnout."""
    return look.page("polls.html", lambda house, view: {"polls": plain(polls_out(house, view))})


@router.get("/ledgers/{ledger}/polls/{poll}")
def show_poll(look: LookDep, poll: Id) -> HTMLResponse:
    """One poll: who may vote, turnout, and from its close on every base and the outcome."""
    words = reader(look.request)

    def told(house: House, view: View) -> Mapping[str, Any]:
        answer = poll_out(house, view, poll)
        names = {each["id"]: each["name"] for each in answer["options"]}
        outcome = answer["outcome"] or {"figures": {}, "winners": ()}
        return {
            "poll": answer,
            "names": names,
            "votes": {option: votes(words, told) for option, told in outcome["figures"].items()},
            "winners": [names.get(option, option) for option in outcome["winners"]],
        }

    return look.page("poll.html", told)


@router.get("/ledgers/{ledger}/meetings/{meeting}")
def show_minutes(look: LookDep, meeting: Id) -> HTMLResponse:
    """The record of a meeting: attendance, motions, polls, ranking, proposals."""
    words = reader(look.request)

    def told(house: House, view: View) -> Mapping[str, Any]:
        answer = minutes_out(house, view, meeting)
        return {"minutes": answer, "lines": list(minutes_lines(words, answer))}

    return look.page("minutes.html", told)
