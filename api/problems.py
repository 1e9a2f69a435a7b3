"""Refusals as RFC 9457 problems: the one place that gives a code its status and its words.

`type` is a stable address made of the code, `code` the code itself; the facts stand beside
them, the sentence in the language the reader asked for. What the framework refuses leaves in the
same form, and a fault of ours says only that it is one.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi_problem.error import Problem
from fastapi_problem.handler import ExceptionHandler, add_exception_handler, new_exception_handler
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.access.errors import (
    AccountNotFound,
    CodeNotValid,
    NotAllowed,
    RequestForged,
    SecondNotValid,
    SignInNeeded,
    SignInWrong,
    TokenNotValid,
    TooManyTries,
)
from api.errors import (
    AddressUnknown,
    AttachmentNotFound,
    BodyNotJson,
    BodyTooLarge,
    FieldComputed,
    FieldTwice,
    HostNotServed,
    IdempotencyKeyMissing,
    MediaTypeNotJson,
    MinutesNotAdopted,
    NotReady,
    QueryUnknown,
    RequestNotServed,
    VerbNotServed,
)
from api.language import reader
from api.pages.problem import is_for_people, problem_page
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
from engine.errors.replay import NothingToExplain
from engine.errors.values import (
    ContentTooLarge,
    EventTooLarge,
    FieldInvalid,
    TextNotAllowed,
    TextNotNormalised,
)
from engine.values.text import shown

CONFLICT = 409
"""What the ledger's state does not allow: the status of every refusal not named here."""

STATUS: dict[type[DomainError], int] = {
    IdempotencyKeyMissing: 400,
    BodyNotJson: 400,
    RequestNotServed: 400,
    SignInNeeded: 401,
    SignInWrong: 401,
    TokenNotValid: 401,
    CodeNotValid: 403,
    NotAllowed: 403,
    RequestForged: 403,
    SecondNotValid: 403,
    AccountNotFound: 404,
    AddressUnknown: 404,
    AttachmentNotFound: 404,
    ContentNotFound: 404,
    IndexBeyondHead: 404,
    LedgerNotFound: 404,
    NothingToExplain: 404,
    MinutesNotAdopted: 404,
    TimeBeforeOpening: 404,
    VerbNotServed: 405,
    BodyTooLarge: 413,
    ContentTooLarge: 413,
    EventTooLarge: 413,
    MediaTypeNotJson: 415,
    HostNotServed: 421,
    CommandKeyReused: 422,
    FieldComputed: 422,
    FieldInvalid: 422,
    FieldTwice: 422,
    QueryUnknown: 422,
    TextNotAllowed: 422,
    TextNotNormalised: 422,
    TooManyTries: 429,
    EventUnknown: 500,
    EventUnreadable: 500,
    StoreDamaged: 500,
    StoreForeign: 500,
    EventNotFolded: 503,
    NotReady: 503,
    QueueFull: 503,
    StoreUnavailable: 503,
}
RETRY_AFTER_SECONDS = 1
FAULT = "fault"
"""The code of a fault of the program. Its message stays inside: it could hold what was voted."""


def status_of(refusal: DomainError) -> int:
    """The HTTP status of a refusal. Resources that are not there are 404 wherever asked for."""
    for kind in type(refusal).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 404 if refusal.code.endswith("-not-found") else CONFLICT


class Problems:
    """Turns whatever was raised into its problem."""

    def __init__(self) -> None:
        self._handler = new_exception_handler(handlers={Exception: _problem})

    def install(self, app: FastAPI) -> None:
        """Let every error of the app leave as a problem."""
        add_exception_handler(app, self._handler)
        for kind in (Exception, HTTPException, RequestValidationError, DomainError, Problem):
            app.add_exception_handler(kind, self.answer)

    async def answer(self, request: Request, error: Exception) -> Response:
        """The problem of an error, in the language the request asks for; for people a page."""
        if is_for_people(request):
            return problem_page(request, _problem(self._handler, request, error))
        return self._handler(request, error)


def _problem(handler: ExceptionHandler, request: Request, error: Exception) -> Problem:
    refusal = _refusal(request, error)
    told = reader(request)
    headers = {"Content-Language": told.locale, "Vary": "Accept-Language"}
    if refusal is None:
        return Problem(
            title=told.text("status.500", otherwise=FAULT),
            type_=f"urn:suyton:{FAULT}",
            detail=told.text("refusal.fault", otherwise=FAULT),
            status=HTTPStatus.INTERNAL_SERVER_ERROR,
            code=FAULT,
            headers=headers,
        )
    status = status_of(refusal)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(refusal, TooManyTries):
        headers["Retry-After"] = str(refusal.facts["seconds"])
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, VerbNotServed):
        headers["Allow"] = ", ".join(_allowed(request))
    return Problem(
        title=told.text(f"status.{status}", otherwise=refusal.code),
        type_=f"urn:suyton:refusal:{refusal.code}",
        detail=told.text(f"refusal.{refusal.code}", otherwise=str(refusal), **refusal.facts),
        status=status,
        code=refusal.code,
        headers=headers,
        **_members(refusal.facts),
    )


def _refusal(request: Request, error: Exception) -> DomainError | None:
    """The refusal that an error is; None: a fault of ours."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        return FieldInvalid(
            field=shown(field), value=shown(str(first.get("input"))), expected=first["msg"]
        )
    if isinstance(error, HTTPException):
        if error.status_code == HTTPStatus.NOT_FOUND:
            return AddressUnknown(address=shown(request.url.path))
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return VerbNotServed(method=shown(request.method), allowed=_allowed(request))
        return RequestNotServed(reason=str(error.status_code))
    return None


def _allowed(request: Request) -> tuple[str, ...]:
    """The methods that the address takes, of all routes: the framework names those of one."""
    asked = request.url.path.split("/")
    found: set[str] = set()
    for template, verbs in request.app.openapi()["paths"].items():
        parts = template.split("/")
        if len(parts) == len(asked) and all(
            part == given or part.startswith("{") for part, given in zip(parts, asked, strict=True)
        ):
            found.update(verb.upper() for verb in verbs)
    found = found or {"GET"}  # the document itself, which does not describe itself
    return tuple(sorted({*found, "HEAD"} if "GET" in found else found))


_ASIDE = {
    "status": "stands",
    "type": "type_given",
    "type_": "type_given",
    "title": "title_given",
    "detail": "detail_given",
    "code": "code_given",
    "headers": "headers_given",
}
"""Every problem has members of these names; a fact of the same name steps aside."""


def _members(facts: Mapping[str, object]) -> dict[str, Any]:
    return {
        _ASIDE.get(name, name): msgspec.to_builtins(value, enc_hook=str)
        for name, value in facts.items()
    }
