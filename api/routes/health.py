"""Is the process alive, can it answer, how does it do: addresses for whoever watches over it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.access.errors import NotAllowed, SignInNeeded
from api.access.gate import WhoDep
from api.access.who import Who
from api.dependencies import check_query
from api.errors import NotReady
from api.health.health import Health
from api.health.metrics import CONTENT_TYPE

router = APIRouter(tags=["health"], dependencies=[Depends(check_query)])


def health_of(request: Request) -> Health:
    """What this app knows of itself."""
    health: Health = request.app.state.health
    return health


def check_may_watch(who: Who) -> None:
    """Refuse whoever is no administrator, once there is one."""
    if who.everything or who.administrator:
        return
    if who.is_public:
        raise SignInNeeded(may=("administrator",))
    raise NotAllowed(by=who.id, act="metrics", may=("administrator",))


HealthDep = Annotated[Health, Depends(health_of)]


@router.get("/livez", status_code=204, responses={204: {"description": "Alive."}})
async def show_live() -> Response:
    """The process answers."""
    return Response(status_code=204)


@router.get("/readyz", status_code=204, responses={204: {"description": "Ready."}})
def show_ready(health: HealthDep) -> Response:
    """The store can be written, what is recorded is folded, and there is room on the disk.

    Refuses `not-ready` (503) with the reasons otherwise.
    """
    reasons = health.reasons_against()
    if reasons:
        raise NotReady(reasons=reasons)
    return Response(status_code=204)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "Figures.", "content": {"text/plain": {}}}},
)
async def show_metrics(health: HealthDep, who: WhoDep) -> Response:
    """The figures of the server as Prometheus reads them.

    For administrators, also by a token that only reads: how many vote when is nothing for the
    public. Refuses `sign-in-needed` and `not-allowed`.
    """
    check_may_watch(who)
    text = await run_in_threadpool(health.text)
    return Response(text, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})
