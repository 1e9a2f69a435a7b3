"""Is the process alive, and can it answer: two addresses for whoever watches over it."""

from fastapi import APIRouter, Response

from api.dependencies import HouseDep

router = APIRouter(tags=["health"])


@router.get("/livez", status_code=204, responses={204: {"description": "Alive."}})
async def show_live() -> Response:
    """The process answers."""
    return Response(status_code=204)


@router.get("/readyz", status_code=204, responses={204: {"description": "Ready."}})
def show_ready(house: HouseDep) -> Response:
    """The store can be read. Refuses `store-unavailable` (503) while it cannot."""
    house.store.ledgers()
    return Response(status_code=204)
