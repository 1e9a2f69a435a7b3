"""The page that checks a receipt, for whoever holds one: pasted in, or as a file.

Nobody need be signed in, as whoever holds a receipt has its event already. What else the ledger
holds, and the way to it, is shown to those who may read it.
"""

import json
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from api.access.gate import WhoDep, check_may_read
from api.access.who import Who
from api.answers_out import moment_out
from api.dependencies import HouseDep
from api.house import House
from api.i18n.catalogue import Words
from api.language import reader
from api.notary.holding import Held, hold
from api.notary.told import receipt_out
from api.pages.rendering import page
from api.telling import said_moment
from engine.errors.audit import CheckpointInvalid, NoteInvalid, ReceiptInvalid
from engine.errors.ledger import EventUnknown, EventUnreadable
from projections.receipts import RECEIPT_BYTES_MAX, read_receipt
from projections.timeline import moment_of, open_polls

router = APIRouter()
NOT_ONE = (ReceiptInvalid, NoteInvalid, CheckpointInvalid)
CHECKS = ("path", "key", "begins", "stands")
NOTHING: dict[str, Any] = {"text": "", "given": None, "refused": None, "held": None}
STANDINGS = {True: "holds", False: "fails", None: "open"}


@router.get("/receipt")
def ask_receipt(
    request: Request,
    house: HouseDep,
    who: WhoDep,
    ledger: Annotated[str, Query(max_length=64)] = "",
    index: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> HTMLResponse:
    """The form; with a ledger and an index, the receipt of that event stands in it."""
    if not ledger or index is None:
        return page(request, "receipt.html", NOTHING)
    with house.answers.view(check_may_read(house, who, ledger)) as view:
        told = str(receipt_out(house.notary, view, index))
        given = {"ledger": view.head.slug, "index": index}
    return page(request, "receipt.html", {**NOTHING, "text": told, "given": given})


@router.post("/receipt")
async def check_receipt(request: Request, house: HouseDep, who: WhoDep) -> HTMLResponse:
    """Whether it is genuine, what it stands for, and what that does and does not prove."""
    async with request.form(max_files=1, max_fields=10) as form:
        file, typed = form.get("file"), form.get("receipt")
        data = str(typed or "").encode()
        if isinstance(file, UploadFile) and file.filename:
            data = await file.read(RECEIPT_BYTES_MAX + 1)
    return await run_sync(_checked, request, house, who, as_written(data))


def as_written(data: bytes) -> bytes:
    r"""What was handed over, less what editors, mail and forms do to lines on the way.

    >>> as_written(b"\xef\xbb\xbfa\r\n\r\nb")
    b'a\n\nb\n'
    """
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").strip() + b"\n"


def _checked(request: Request, house: House, who: Who, data: bytes) -> HTMLResponse:
    facts = {**NOTHING, "text": data.decode("utf-8", "replace").strip()}
    if len(data) > RECEIPT_BYTES_MAX:
        facts |= {"text": "", "refused": "too-long"}
    elif not data.strip():
        facts["refused"] = "nothing"
    else:
        try:
            held = hold(house.notary, read_receipt(data))
            told = _told(reader(request), house, who, held)
            return page(request, "receipt.html", {**facts, **told})
        except NOT_ONE:
            facts["refused"] = "not-one"
    return page(request, "receipt.html", facts, status=422)


def _told(words: Words, house: House, who: Who, held: Held) -> dict[str, Any]:
    receipt, row = held.receipt, held.receipt.row()
    facts: dict[str, Any] = {
        "held": held,
        "checks": [(name, STANDINGS[getattr(held, name)]) for name in CHECKS],
        "topic": row.topic,
        "title": None,
        "event": None,
        "reads": None,
    }
    if held.ledger is None:
        return facts
    with house.answers.view(held.ledger) as view:
        try:
            moment = moment_out(moment_of(row, open_polls(view)), house, view)
            data = json.dumps(moment["data"], ensure_ascii=False, indent=2)
            facts["event"] = {**moment, "said": said_moment(words, moment), "text": data}
        except (EventUnknown, EventUnreadable):
            facts["event"] = None  # a sound receipt of what this version does not know
        facts["title"] = view.state.ledger.season.title
        if who.may_read(held.ledger, view.state.ledger) and receipt.index < view.head.size:
            facts["reads"] = view.head.slug
    return facts
