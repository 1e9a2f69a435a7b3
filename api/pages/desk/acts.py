"""One address for every form of the desk: the command it names is made, decided and recorded.

What is done leads back to where the form stood. What is refused is a page with the reason, and,
where script runs, the reason beside the form. Each form carries its own idempotency key, so two
clicks or a reload record once.
"""

from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from api.access.doorkeeper import Doorkeeper
from api.access.errors import SecondNotValid, SignInWrong
from api.access.gate import WhoDep, check_may_change, doors_of
from api.access.who import Who
from api.answers_out import zone_of
from api.dependencies import HouseDep, LedgerPath
from api.errors import AddressUnknown
from api.house import House
from api.pages.desk.forms import fields_of
from api.pages.signing import FromHere, local
from api.rulebook_file import read_rulebook
from api.typed import typed
from engine.commands.base import Command
from engine.commands.document import FileAttachment
from engine.commands.poll import OpenPoll
from engine.commands.registry import COMMANDS
from engine.commands.rulebook import AdoptRulebook, AmendRulebook
from engine.commands.season import OpenLedger
from engine.commands.submit import invalid_field
from engine.errors.values import FieldInvalid

router = APIRouter()
FILE = "file"
"""The field of a form that carries a document or a rulebook."""


class Document(NamedTuple):
    """A file that came with a form."""

    data: bytes
    name: str
    media_type: str


@router.post("/desk/{ledger}/acts/{name}", dependencies=[FromHere])
async def act(
    request: Request, house: HouseDep, who: WhoDep, ledger: LedgerPath, name: str
) -> Response:
    """Carry out what a form asks for and go back. Raises the command's refusal."""
    kind = COMMANDS.get(name)
    if kind is None or kind is OpenLedger:
        raise AddressUnknown(address=request.url.path)
    await run_sync(check_may_change, house, who, ledger, kind)
    async with request.form(max_files=1, max_fields=5_000) as form:
        upload = form.get(FILE)
        document = None
        if isinstance(upload, UploadFile):
            document = Document(
                data=await upload.read(),
                name=typed(upload.filename or ""),
                media_type=upload.content_type or "application/octet-stream",
            )
    doors = doors_of(request)

    def carried_out() -> None:
        with house.answers.view(house.id_of(ledger)) as view:
            zone = zone_of(view)
        fields = fields_of(form, zone=zone)
        if kind is OpenPoll:
            fields |= _options(fields.pop("candidates", []), fields.pop("labels", []))
        if document is not None:
            fields |= _filed(kind, document)
        command = command_from(kind, fields)
        check_may_change(house, who, ledger, kind, command)
        second = _second(house, doors, who, ledger, command, form)
        house.carry_out(
            ledger, command, key=str(form.get("key") or uuid4()), by=who.id, second=second
        )

    await run_sync(carried_out)
    return RedirectResponse(local(str(form.get("back") or f"/desk/{ledger}")), status_code=303)


def command_from(kind: type[Command], fields: dict[str, Any]) -> Command:
    """The command of what was typed: numbers and yes or no are read from text.

    Refuses `FieldInvalid`, also for a field that the server computes.
    """
    for name in kind.COMPUTED:
        if name in fields:
            raise FieldInvalid(field=name, expected="computed")
    try:
        return msgspec.convert(fields, kind, strict=False)
    except msgspec.ValidationError as error:
        raise invalid_field(error) from error


def _filed(kind: type[Command], document: Document) -> dict[str, Any]:
    if kind in (AdoptRulebook, AmendRulebook):
        return {"rulebook": read_rulebook(document.data, file=document.name or "rulebook.yaml")}
    if kind is FileAttachment:
        return {
            "content": document.data,
            "name": document.name,
            "media_type": document.media_type,
        }
    return {}


def _options(candidates: list[str], labels: list[str]) -> dict[str, Any]:
    """The options of a poll: the candidates that are ticked, then the texts; none: as it says."""
    options = [
        *({"id": each, "candidate": each} for each in candidates),
        *({"id": f"o{number}", "label": each} for number, each in enumerate(labels, 1)),
    ]
    return {"options": options} if options else {}


def _second(
    house: House,
    doors: Doorkeeper | None,
    who: Who,
    ledger: str,
    command: Command,
    form: FormData,
) -> str | None:
    """The second person, who shows it with a password at the same desk. Refuses
    `SecondNotValid`, `TooManyTries`, and where that person may not do this either.
    """
    name = typed(str(form.get("second_name") or "")).lower()
    if not name:
        return None
    if doors is None or who.everything:
        return name  # nobody signs in yet: a name is all there is
    try:
        with doors.tries.one(address="desk", account=name):
            account = doors.accounts.sign_in(name, str(form.get("second_password") or ""))
    except SignInWrong as error:
        raise SecondNotValid from error
    if account.id == who.id:
        raise SecondNotValid
    second = Who(id=account.id, account=account.id)
    check_may_change(house, second, ledger, type(command), command)
    return account.id
