"""Commands of the documents beside the log, and of slips of the pen."""

from typing import Annotated, TypeAlias

import msgspec

from engine.aggregates.correcting import CORRECTABLE, fields_of, split
from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, content_ref, decided, decides
from engine.errors.season import (
    AttachmentAlreadyFiled,
    CorrectionMismatch,
    FieldNotCorrectable,
    SubjectNotFound,
)
from engine.errors.values import ContentTooLarge, FieldInvalid
from engine.events.season import AttachmentFiled, ClericalErrorCorrected
from engine.values.days import check_day
from engine.values.text import Code, Day, Name, Text

CONTENT_BYTES_MAX = 16 * 1024 * 1024
"""The largest document a ledger takes: 16 MiB, a long scan."""

FileName: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[^/\\\n]+$(?!\n)", max_length=160)]
MediaType: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z]+/[A-Za-z0-9][A-Za-z0-9.+-]*$(?!\n)", max_length=100)
]
"""A media type without parameters, RFC 6838: `application/pdf`."""


class FileAttachment(Command, frozen=True, kw_only=True):
    """File a document beside the log: evidence, minutes, a scan. `about` names what it is for."""

    NAME = "file-attachment"

    attachment: Code
    about: Name
    name: FileName
    media_type: MediaType
    content: bytes


@decides(FileAttachment)
def _(ledger: Ledger, command: FileAttachment, context: Context) -> Decision:
    ledger.season.check_running()
    if command.attachment in ledger.season.attachments:
        raise AttachmentAlreadyFiled(attachment=command.attachment)
    size = len(command.content)
    if size > CONTENT_BYTES_MAX:
        raise ContentTooLarge(size=size, size_max=CONTENT_BYTES_MAX)
    if size == 0:
        raise FieldInvalid(field="content", value=size, expected=f"1..{CONTENT_BYTES_MAX}")
    return decided(
        AttachmentFiled(
            attachment=command.attachment,
            about=command.about,
            name=command.name,
            media_type=command.media_type,
            content=content_ref(command.content),
        ),
        contents=(command.content,),
    )


class CorrectClericalError(Command, frozen=True, kw_only=True):
    """Put a slip of the pen right; both values stay on record.

    `subject` is a kind and ids, as `ground/law-06`; `was` must be the text as it stands now.
    Allowed after the season is archived.
    """

    NAME = "correct-clerical-error"

    subject: Name
    field: Code
    was: Text
    becomes: Text
    reason: Text


@decides(CorrectClericalError)
def _(ledger: Ledger, command: CorrectClericalError, context: Context) -> Decision:
    kind, ids = split(command.subject)
    correctable = CORRECTABLE.get((kind, command.field))
    if correctable is None:
        raise FieldNotCorrectable(
            subject=command.subject, field=command.field, known=fields_of(kind)
        )
    found = correctable.find(ledger, ids)
    stands = None if found is None else getattr(found, command.field)
    if stands is None:
        raise SubjectNotFound(subject=command.subject, field=command.field)
    if command.was != stands:
        raise CorrectionMismatch(
            subject=command.subject, field=command.field, value=command.was, stands=stands
        )
    _check_becomes(command, correctable.type)
    return decided(
        ClericalErrorCorrected(
            index=found.index,
            subject=command.subject,
            field=command.field,
            was=command.was,
            becomes=command.becomes,
            reason=command.reason,
        )
    )


def _check_becomes(command: CorrectClericalError, type_: object) -> None:
    if command.becomes == command.was:
        raise FieldInvalid(field="becomes", value=command.becomes, expected=f"not {command.was}")
    try:
        msgspec.convert(command.becomes, type_)
    except msgspec.ValidationError as error:
        raise FieldInvalid(field="becomes", value=command.becomes, expected=str(error)) from None
    if type_ == Day:
        check_day(command.becomes, field="becomes")
