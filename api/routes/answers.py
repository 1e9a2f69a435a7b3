"""Questions: read-only answers, each naming the ledger and index it holds for."""

from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from api.access.gate import WhoDep, readable
from api.answers_out import (
    awards_out,
    ledgers_out,
    moments_out,
    poll_out,
    polls_out,
    ranking_out,
)
from api.dependencies import (
    JSON,
    NO_CACHE,
    AskingDep,
    HouseDep,
    encode,
    matches,
    not_modified,
)
from api.files_out import attachment_file, minutes_file
from api.house import House
from api.minutes_out import minutes_out
from api.nouns.season import season_out
from api.schemas import answer, file_answer
from api.sheets_out import sheet_out, stages_out
from projections.answers import View

router = APIRouter()
PAGE_MAX = 500

Stage = Annotated[
    str | None,
    Query(description="Another stage than the ranked one: `self`, `review`, …", max_length=20),
]
After = Annotated[int, Query(ge=-1, le=2**53, description="Events after this index.")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="At most so many events.")]
Id = Annotated[str, Path(max_length=64, examples=["U1"])]


@router.get("/ledgers", tags=["ledgers"], **answer("ledgers"))
def list_ledgers(request: Request, house: HouseDep, who: WhoDep) -> Response:
    """Every ledger of the store that may be read, oldest first."""
    told = encode(ledgers_out(house, readable(house, who)))
    etag = f'"{sha256(told).hexdigest()[:32]}"'
    if matches(request.headers.get("if-none-match", ""), etag):
        return not_modified(etag)
    headers = {"ETag": etag, "Cache-Control": NO_CACHE}
    return Response(told, headers=headers, media_type=JSON)


@router.get("/ledgers/{ledger}", tags=["ledgers"], **answer("ledger"))
def show_ledger(asking: AskingDep) -> Response:
    """The season: what it was opened for, its plan, grounds, movements, compacts, documents."""
    return asking.answer(season_out)


@router.get("/ledgers/{ledger}/timeline", tags=["timeline"], **answer("timeline"))
def show_timeline(asking: AskingDep, after: After = -1, limit: Limit = 100) -> Response:
    """Events in order.

    `next` is the `after` of the next page, or null at the end; `Link` with `rel="next"` says
    the same. Of a poll that is open, ballots and tallies are listed without their content.
    """

    def told(house: House, view: View) -> tuple[bytes, dict[str, str]]:
        page = moments_out(house, view, after=after, limit=limit)
        following = {"after": page["next"], "limit": limit, "as_of": page["index"]}
        link = f'<{asking.path}?{urlencode(following)}>; rel="next"'
        return encode(page), {"Link": link} if page["next"] is not None else {}

    return asking.respond(told)


@router.get("/ledgers/{ledger}/ranking", tags=["ranking"], **answer("ranking"))
def show_ranking(asking: AskingDep, stage: Stage = None) -> Response:
    """The ranking, who is listed without a place, and why there is none yet."""
    return asking.answer(
        lambda house, view: ranking_out(house, view, stage), refuses=stage is not None
    )


@router.get("/ledgers/{ledger}/awards", tags=["awards"], **answer("awards"))
def show_awards(asking: AskingDep) -> Response:
    """Nominations, proposals and decisions with the way each has gone, and the quotas."""
    return asking.answer(awards_out)


@router.get("/ledgers/{ledger}/polls", tags=["polls"], **answer("polls"))
def list_polls(asking: AskingDep) -> Response:
    """Every poll with its status and turnout."""
    return asking.answer(polls_out)


@router.get("/ledgers/{ledger}/polls/{poll}", tags=["polls"], **answer("poll"))
def show_poll(asking: AskingDep, poll: Id) -> Response:
    """One poll: who may vote, turnout, and from its close on every base and the outcome."""
    return asking.answer(lambda house, view: poll_out(house, view, poll), refuses=True)


@router.get("/ledgers/{ledger}/sheets/{candidate}", tags=["sheets"], **answer("sheet"))
def show_sheet(asking: AskingDep, candidate: Id, stage: Stage = None) -> Response:
    """One candidate's sheets of a stage with the points they come to, in hundredths."""
    return asking.answer(lambda house, view: sheet_out(house, view, candidate, stage), refuses=True)


@router.get("/ledgers/{ledger}/sheets/{candidate}/stages", tags=["sheets"], **answer("stages"))
def show_stages(asking: AskingDep, candidate: Id) -> Response:
    """One candidate's stages side by side, and the criteria whose points differ."""
    return asking.answer(lambda house, view: stages_out(house, view, candidate), refuses=True)


@router.get("/ledgers/{ledger}/meetings/{meeting}/minutes", tags=["meetings"], **answer("minutes"))
def show_minutes(asking: AskingDep, meeting: Id) -> Response:
    """The record of a meeting: attendance, motions, polls with every base, proposals."""
    return asking.answer(lambda house, view: minutes_out(house, view, meeting), refuses=True)


@router.get(
    "/ledgers/{ledger}/meetings/{meeting}/minutes/signed",
    tags=["meetings"],
    **file_answer("The minutes as they were adopted."),
)
def show_signed_minutes(asking: AskingDep, meeting: Id) -> Response:
    """The signed minutes, as the bytes that were adopted."""
    return asking.respond(lambda house, view: minutes_file(house, view, meeting), refuses=True)


@router.get(
    "/ledgers/{ledger}/attachments/{attachment}",
    tags=["attachments"],
    **file_answer("The document as it was filed."),
)
def show_attachment(asking: AskingDep, attachment: Id) -> Response:
    """A filed document, as the bytes that were filed."""
    return asking.respond(
        lambda house, view: attachment_file(house, view, attachment), refuses=True
    )
