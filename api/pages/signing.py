"""Signing in and out: staff with name and password, delegates with their personal code, the screen
of a hall with one of its own.

A code comes in the fragment of the address that a QR code holds, so it reaches no log on the way:
a browser keeps it to itself, and a few lines of script put it into the form. Without script it is
typed in. It is exchanged at once for a session.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access.doorkeeper import Doorkeeper, check_not_forged
from api.access.gate import WhoDep, doors_of
from api.access.sessions import Session
from api.dependencies import HouseDep
from api.errors import AddressUnknown
from api.pages.rendering import page
from api.typed import typed

router = APIRouter()
FIELD_MAX = 200


def from_here(request: Request) -> None:
    """Refuse `RequestForged` for a form that another site's page sends, also while nobody signs
    in: a browser that may reach this server must not be used by others to change what is in it.
    """
    check_not_forged(request)


FromHere = Depends(from_here)


def _doors(request: Request) -> Doorkeeper:
    doors = doors_of(request)
    if doors is None:
        raise AddressUnknown(address=request.url.path)
    return doors


def local(address: str) -> str:
    r"""An address of this server; anything else becomes the first page.

    >>> local("/desk/x"), local("//evil.example"), local("https://evil.example"), local("/\\e")
    ('/desk/x', '/', '/', '/')
    """
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours else "/"


@router.get("/sign-in")
def ask_sign_in(request: Request, _: WhoDep, to: str = "/desk") -> HTMLResponse:
    """The form for staff."""
    return page(request, "sign_in.html", {"to": local(to)})


@router.post("/sign-in", dependencies=[FromHere])
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=FIELD_MAX)],
    password: Annotated[str, Form(max_length=FIELD_MAX)],
    to: Annotated[str, Form(max_length=2_000)] = "/desk",
) -> Response:
    """Begin a session. Refuses `SignInWrong`, `TooManyTries`, `RequestForged`."""
    doors = _doors(request)
    address, account = _from(request), typed(name).lower()
    with doors.tries.one(address=address, account=account):
        found = doors.accounts.sign_in(account, password)
    back = RedirectResponse(local(to), status_code=303)
    doors.remember(back, doors.sessions.begin(Session(account=found.id)), whose="staff")
    return back


@router.post("/sign-out", dependencies=[FromHere])
def sign_out(request: Request) -> Response:
    """End the sessions of this browser."""
    doors = _doors(request)
    back = RedirectResponse("/", status_code=303)
    doors.forget(request, back)
    return back


@router.get("/join")
def ask_code(request: Request) -> HTMLResponse:
    """The form for a personal code."""
    return page(request, "join.html", {})


@router.post("/join", dependencies=[FromHere])
def join(
    request: Request, house: HouseDep, code: Annotated[str, Form(max_length=FIELD_MAX)]
) -> Response:
    """Exchange a code for a session: a delegate's leads to the vote, a screen's to the wall.

    Refuses `CodeNotValid`, `TooManyTries`.
    """
    doors = _doors(request)
    with doors.tries.one(address=_from(request)):
        session, key = doors.codes.exchange(code)
    if session.member is None:
        assert session.ledger is not None, "a screen's session is for one ledger"
        wall = f"/ledgers/{house.slug_of(UUID(session.ledger))}/wall"
        back = RedirectResponse(wall, status_code=303)
        doors.remember(back, key, whose="wall")
        return back
    back = RedirectResponse("/vote", status_code=303)
    doors.remember(back, key, whose="delegate")
    return back


def _from(request: Request) -> str:
    return request.client.host if request.client else "unknown"
