"""The HTTP door: FastAPI over one house, everything under `/v1`."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from api import problems
from api.dependencies import NotModified
from api.house import House
from api.routes import answers, commands
from api.schemas import components

VERSION = "1"
DESCRIPTION = (
    "Record award conferences, rank, decide, and answer for it years later. Points are whole "
    "numbers in hundredths, bytes are base64, times are microseconds since the epoch where a "
    "field says so and ISO 8601 in answers. Every change needs an Idempotency-Key."
)


def create_app(house: House) -> FastAPI:
    """The app over a house that its caller opens and closes."""
    app = FastAPI(
        title="Suy Tôn",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,  # the stock page loads from a CDN and stays blank on an intranet
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.house = house
    app.include_router(answers.router, prefix="/v1")
    app.include_router(commands.router, prefix="/v1")
    app.add_exception_handler(NotModified, _not_modified)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way
    problems.install(app)
    return app


def _not_modified(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotModified), "registered for it only"
    return Response(status_code=304, headers={"ETag": error.etag})


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schema.setdefault("components", {}).setdefault("schemas", {}).update(components())
        app.openapi_schema = schema
    return app.openapi_schema
