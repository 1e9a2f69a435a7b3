"""The HTTP door: FastAPI over one house, everything of the lifecycle under `/v1`."""

from collections.abc import Collection
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import changes
from api.access.doorkeeper import Doorkeeper
from api.bounds import Bounded
from api.guard import Guard
from api.health.health import Health
from api.health.watching import Watching
from api.house import House
from api.live import Live
from api.pages import PAGES
from api.pages.kept import Kept
from api.problems import Problems
from api.routes import answers, bulk, commands, described, health, nouns, proof, why
from api.routes.ballots import BallotsFirst
from api.routes.paths import FIELDS
from api.schemas import components
from api.squeezing import Squeezing

VERSION = "1"
DESCRIPTION = (
    "Record award conferences, rank, decide, and answer for it years later. Points that are "
    "numbers are whole numbers in hundredths, points that are text have two decimals; bytes are "
    "base64; moments that are numbers are microseconds since the epoch, UTC, those that are text "
    "ISO 8601. Every change needs an `Idempotency-Key`. Until an administrator exists "
    "whoever reaches the server may do everything, so it listens on this machine only; from then on "
    "`Authorization: Bearer` holds a token."
)


def create_app(
    house: House, *, hosts: Collection[str] | None = None, doors: Doorkeeper | None = None
) -> FastAPI:
    """The app over a house that its caller opens and closes, and its doorkeeper with it (None:
    everybody may do everything). `hosts`: the host names it answers to; None for any, as in tests.
    """
    problems = Problems()
    app = FastAPI(
        title="Suy Tôn",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,  # the stock page loads from a CDN and stays blank on an intranet
        redoc_url=None,
        openapi_url=None,  # `api.routes.described` answers instead
        telemetry={"tracing": False, "metrics": False, "logs": False},  # nobody is told but us
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.house = house
    app.state.doors = doors
    app.state.live = Live(house.store)
    app.state.walls = Kept()
    app.state.change_threads = CapacityLimiter(changes.THREADS)
    app.state.bulk_threads = CapacityLimiter(bulk.THREADS)
    app.include_router(answers.router, prefix="/v1")
    app.include_router(nouns.router, prefix="/v1")
    app.include_router(why.router, prefix="/v1")
    app.include_router(proof.router, prefix="/v1")
    app.include_router(bulk.router, prefix="/v1")
    app.include_router(commands.router, prefix="/v1")
    app.include_router(described.router, prefix="/v1")
    app.include_router(health.router)
    for pages in PAGES:
        app.include_router(pages.router, include_in_schema=False)
    problems.install(app)
    app.add_middleware(Bounded, refuse=problems.answer)
    app.add_middleware(Squeezing)
    app.state.health = Health(house)
    # These stand outside of what the framework puts around an app: a fault is counted and has its id,
    # too, and a ballot need not come through the rest.
    ballots = BallotsFirst(app.build_middleware_stack(), house=house, refuse=problems.answer)
    guarded = Guard(ballots, hosts=hosts, refuse=problems.answer)
    app.middleware_stack = Watching(guarded, app.state.health)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schema.setdefault("components", {}).setdefault("schemas", {}).update(components(FIELDS))
        app.openapi_schema = schema
    return app.openapi_schema
