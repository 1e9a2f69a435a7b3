"""Files that pages load: vendored, checked by hash, kept by browsers for ever under their digest.

They are the same for everybody, so they are compressed once, as small as can be.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

from api.dependencies import matches
from api.errors import AddressUnknown
from api.squeezing import squeeze, takes_gzip
from engine.values.text import shown

FOLDER = Path(__file__).parent.parent / "static"
MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter()


@cache
def _files() -> dict[str, bytes]:
    """What is served, by name: nothing outside the folder can be asked for."""
    return {
        path.name: path.read_bytes()
        for path in sorted(FOLDER.iterdir())
        if path.suffix in MEDIA_TYPES
    }


@cache
def address(name: str) -> str:
    """Where a file is: a changed file has another address."""
    return f"/static/{_digest(name)}/{name}"


@cache
def _digest(name: str) -> str:
    return sha256(_files()[name]).hexdigest()[:16]


@cache
def _squeezed(name: str) -> bytes:
    return squeeze(_files()[name], 9)


@router.get("/static/{digest}/{name}")
def show_file(request: Request, digest: str, name: str) -> Response:
    """A file by its digest. Refuses `AddressUnknown`."""
    if name not in _files() or digest != _digest(name):
        raise AddressUnknown(address=shown(f"/static/{digest}/{name}"))
    gzipped = takes_gzip(request.headers)
    etag = f'"{digest}-gzip"' if gzipped else f'"{digest}"'
    headers = {"Cache-Control": FOR_EVER, "ETag": etag, "Vary": "Accept-Encoding"}
    if matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    data = _squeezed(name) if gzipped else _files()[name]
    return Response(data, headers=headers, media_type=MEDIA_TYPES[Path(name).suffix])
