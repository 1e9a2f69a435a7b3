"""Proof: the signed checkpoint, the receipt of an event, and the bundle that an auditor takes away.

Nothing here appends to the log. A checkpoint that is asked for is the newest that was signed; the
first one is signed when somebody asks.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.access.gate import WhoDep, check_may_read
from api.dependencies import (
    JSON,
    NO_CACHE,
    HouseDep,
    LedgerPath,
    encode,
    etag_of,
    matches,
    not_modified,
)
from api.notary.bundles import write_bundle
from api.notary.told import checkpoint_out, receipt_out
from api.schemas import answer, file_answer
from projections.bundle.layout import PUBLIC, top_of

router = APIRouter(tags=["proof"])
TAR = "application/x-tar"

Since = Annotated[
    int | None,
    Query(ge=1, le=2**53, description="A size that was signed: prove that it is extended."),
]
Index = Annotated[int, Path(ge=0, le=2**53, description="Index of the event.", examples=[1])]


@router.get("/ledgers/{ledger}/checkpoint", **answer("checkpoint"))
def show_checkpoint(
    request: Request, house: HouseDep, who: WhoDep, ledger: LedgerPath, since: Since = None
) -> Response:
    """The newest signed checkpoint: size and root of the ledger, at most a minute old."""
    found = check_may_read(house, who, ledger)
    note = house.notary.newest(found) or house.notary.checkpoint(found)
    return _told(request, encode(checkpoint_out(house.notary, found, note, since)), JSON)


@router.get(
    "/ledgers/{ledger}/receipts/{index}",
    **file_answer("A C2SP tlog-proof: the event, its path in the tree, the signed checkpoint."),
)
def show_receipt(
    request: Request, house: HouseDep, who: WhoDep, ledger: LedgerPath, index: Index
) -> Response:
    """The receipt of one event. Of what was cast in a poll that is open there is none yet."""
    with house.answers.view(check_may_read(house, who, ledger)) as view:
        told = str(receipt_out(house.notary, view, index))
    return _told(request, told.encode(), "text/plain; charset=utf-8")


@router.get("/ledgers/{ledger}/bundle", **file_answer("The audit bundle, level `public`."))
def show_bundle(house: HouseDep, who: WhoDep, ledger: LedgerPath) -> Response:
    """The audit bundle of the ledger as it is now, without attachments and names of persons."""
    found = check_may_read(house, who, ledger)
    descriptor, name = tempfile.mkstemp(prefix="suyton-bundle-", suffix=".tar")
    try:
        with os.fdopen(descriptor, "wb") as file:
            told = write_bundle(house.notary, found, file, level=PUBLIC)
    except BaseException:
        FilePath(name).unlink()
        raise
    # Weak: signatures and the program's name may differ, so no part of one fits another archive.
    etag = f"W/{etag_of(found, told['size'] - 1, bytes.fromhex(told['root']))}"
    headers = {"ETag": etag, "Cache-Control": NO_CACHE}
    return FileResponse(
        name,
        headers=headers,
        media_type=TAR,
        filename=f"{top_of(told['ledger'], told['size'])}.tar",
        background=BackgroundTask(FilePath(name).unlink),
    )


def _told(request: Request, content: bytes, media_type: str) -> Response:
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    if matches(request.headers.get("if-none-match", ""), etag):
        return not_modified(etag)
    headers = {"ETag": etag, "Cache-Control": NO_CACHE}
    return Response(content, headers=headers, media_type=media_type)
