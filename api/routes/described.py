"""The description of every address, for programs. It is long and never changes while the server
runs: made once, in a thread, and not sent to who has it.
"""

from hashlib import sha256

from fastapi import APIRouter, FastAPI, Request, Response

from api.dependencies import JSON, NO_CACHE, HouseDep, encode, matches, not_modified

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
def show_openapi(request: Request, _: HouseDep) -> Response:
    """The OpenAPI document."""
    document, etag = _document(request.app)
    if matches(request.headers.get("if-none-match", ""), etag):
        return not_modified(etag)
    return Response(document, headers={"ETag": etag, "Cache-Control": NO_CACHE}, media_type=JSON)


def _document(app: FastAPI) -> tuple[bytes, str]:
    made: tuple[bytes, str] | None = getattr(app.state, "document", None)
    if made is None:
        document = encode(app.openapi())
        made = app.state.document = document, f'"{sha256(document).hexdigest()[:32]}"'
    return made
