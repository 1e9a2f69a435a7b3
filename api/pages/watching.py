"""Server-sent events: how far a ledger is, for pages that follow it."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from sse_starlette.sse import EventSourceResponse

from api.access.gate import WhoDep, check_may_follow, may_still_follow
from api.dependencies import HouseDep, LedgerPath
from api.live import Follow, Live

router = APIRouter()
PING_SECONDS = 15


@router.get("/ledgers/{ledger}/live")
def watch(
    request: Request,
    house: HouseDep,
    who: WhoDep,
    ledger: LedgerPath,
    follow: Annotated[Follow, Query()] = "everything",
    seen: Annotated[int, Query(ge=-1, le=2**53)] = -1,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """A stream of messages, from the event after `seen` or after the last one received, for as long
    as whoever asked may follow.
    """
    id_ = check_may_follow(house, who, ledger)
    live: Live = request.app.state.live
    after = int(last_event_id) if last_event_id and last_event_id.isdecimal() else seen
    return EventSourceResponse(
        live.messages(
            id_,
            seen=after,
            follow=follow,
            may=lambda: may_still_follow(request, house, ledger),
        ),
        ping=PING_SECONDS,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
