"""Refusals as RFC 9457 problems: the one place that gives a code its status and its words.

`type` is a stable address made of the code, `code` the code itself; the facts stand beside
them, the sentence in the language the reader asked for.
"""

from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi_problem.error import Problem, StatusProblem
from fastapi_problem.handler import ExceptionHandler, add_exception_handler, new_exception_handler

from api.errors import BodyNotJson, BodyTooLarge, FieldComputed, FieldTwice, IdempotencyKeyMissing
from api.i18n.catalogue import Words, chosen, words
from engine.errors import DomainError
from engine.errors.ledger import (
    CommandKeyReused,
    ContentNotFound,
    EventNotFolded,
    EventUnknown,
    EventUnreadable,
    IndexBeyondHead,
    LedgerNotFound,
    QueueFull,
    StoreDamaged,
    StoreForeign,
    StoreUnavailable,
    TimeBeforeOpening,
)
from engine.errors.values import (
    ContentTooLarge,
    EventTooLarge,
    FieldInvalid,
    TextNotAllowed,
    TextNotNormalised,
)


class Fault(StatusProblem):
    """A fault of the program. Its message stays inside: it could hold what was voted."""

    status = 500
    title = "fault"

    def __init__(self, _message: str) -> None:
        super().__init__(None)


CONFLICT = 409
"""What the ledger's state does not allow: the status of every refusal not named here."""

STATUS: dict[type[DomainError], int] = {
    IdempotencyKeyMissing: 400,
    BodyNotJson: 400,
    LedgerNotFound: 404,
    ContentNotFound: 404,
    IndexBeyondHead: 404,
    TimeBeforeOpening: 404,
    BodyTooLarge: 413,
    ContentTooLarge: 413,
    EventTooLarge: 413,
    CommandKeyReused: 422,
    FieldComputed: 422,
    FieldInvalid: 422,
    FieldTwice: 422,
    TextNotAllowed: 422,
    TextNotNormalised: 422,
    EventUnknown: 500,
    EventUnreadable: 500,
    StoreDamaged: 500,
    StoreForeign: 500,
    EventNotFolded: 503,
    QueueFull: 503,
    StoreUnavailable: 503,
}
RETRY_AFTER_SECONDS = 1


def status_of(refusal: DomainError) -> int:
    """The HTTP status of a refusal. Resources that are not there are 404 wherever asked for."""
    for kind in type(refusal).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 404 if refusal.code.endswith("-not-found") else CONFLICT


def install(app: FastAPI) -> None:
    """Let every error of the app leave as a problem."""
    handler = new_exception_handler(
        handlers={DomainError: _refused}, unhandled_wrappers={"default": Fault}
    )
    add_exception_handler(app, handler)
    app.add_exception_handler(DomainError, handler)


def reader(request: Request) -> Words:
    """The words of the language the request asks for."""
    asked = request.headers.get("accept-language", "")
    return words(chosen(*(part.split(";")[0].strip() for part in asked.split(","))))


def _refused(handler: ExceptionHandler, request: Request, refusal: Exception) -> Problem:
    assert isinstance(refusal, DomainError), "registered for refusals only"
    told = reader(request)
    status = status_of(refusal)
    facts: dict[str, Any] = {
        name: msgspec.to_builtins(value, enc_hook=str) for name, value in refusal.facts.items()
    }
    if "status" in facts:  # a member of every problem; the fact steps aside
        facts["stands"] = facts.pop("status")
    return Problem(
        title=told.text(f"status.{status}", otherwise=refusal.code),
        type_=f"urn:suyton:refusal:{refusal.code}",
        detail=told.text(f"refusal.{refusal.code}", otherwise=str(refusal), **refusal.facts),
        status=status,
        code=refusal.code,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {},
        **{name: value for name, value in facts.items() if name not in _TAKEN},
    )


_TAKEN = {"title", "type_", "detail", "status", "code", "headers"}
