"""Files that pages load: vendored, checked by hash, kept by browsers for ever under their digest."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Response

from api.errors import AddressUnknown
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


@router.get("/static/{digest}/{name}")
def show_file(digest: str, name: str) -> Response:
    """A file by its digest. Refuses `AddressUnknown`."""
    if name not in _files() or digest != _digest(name):
        raise AddressUnknown(address=shown(f"/static/{digest}/{name}"))
    return Response(
        _files()[name],
        headers={"Cache-Control": FOR_EVER},
        media_type=MEDIA_TYPES[Path(name).suffix],
    )
