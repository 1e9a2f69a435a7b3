"""The doorkeeper: from the headers of a request to who sends it.

A cookie is worth nothing in a request that another site's page sent: every change by cookie must
come from a page of this server (RFC 6265bis, Fetch Metadata). A token needs no such check, as no
browser adds it by itself.
"""

import time
from collections.abc import Callable
from typing import Literal, TypeAlias, get_args
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.access.accounts import Accounts
from api.access.codes import Codes
from api.access.errors import RequestForged, SecondNotValid, TokenNotValid
from api.access.sessions import DELEGATE_LASTS, SECOND, STAFF_LASTS, Session, Sessions
from api.access.tables import Tables, open_tables
from api.access.tries import Tries
from api.access.who import EVERYBODY, NOBODY, WALL, Who
from engine.values.text import shown

LOOKED_EVERY_SECONDS = 1.0
SAFE = ("GET", "HEAD", "OPTIONS")
SECOND_HEADER = "suyton-second"
"""An API token of the second person, where an act needs two."""


Whose: TypeAlias = Literal["staff", "delegate", "wall"]
WHOSE: tuple[Whose, ...] = get_args(Whose)
"""Whose cookies there are; who shows several is the first of them."""


def cookie(whose: Whose, *, plain: bool) -> str:
    """The name of a session's cookie. A browser keeps the first kind from plain HTTP."""
    return f"suyton-plain-{whose}" if plain else f"__Host-suyton-{whose}"


COOKIES = frozenset(cookie(whose, plain=plain) for whose in WHOSE for plain in (True, False))
"""Every cookie that shows who somebody is."""


class Doorkeeper:
    """Accounts, sessions, codes and tokens of one store. `plain`: cookies for plain HTTP."""

    def __init__(self, tables: Tables, *, clock: Callable[[], int], plain: bool = False) -> None:
        self._tables = tables
        self.plain = plain
        self.accounts = Accounts(tables, clock)
        self.sessions = Sessions(tables, clock)
        self.codes = Codes(tables, self.sessions, clock)
        self.tries = Tries(tables, clock)
        self._locked = False
        self._looked = 0.0

    @property
    def is_locked(self) -> bool:
        """Has there been an administrator: from then on nobody is let in unknown."""
        self._locked = self._locked or self.accounts.has_administrator()
        return self._locked

    def was_locked(self) -> bool:
        """The same, looked up at most once a second: cheap enough to ask at every request."""
        now = time.monotonic()
        if not self._locked and now > self._looked + LOOKED_EVERY_SECONDS:
            self._looked = now
            return self.is_locked
        return self._locked

    def who(self, request: Request, *, uses: bool = True) -> Who:
        """Who sends this request. `uses`: a session goes on by it. Refuses `RequestForged`,
        `TokenNotValid`.
        """
        if not self.is_locked:
            return EVERYBODY
        token = _bearer(request)
        if token is not None:
            return self._by_token(token)
        for whose in WHOSE:
            key = request.cookies.get(cookie(whose, plain=self.plain))
            session = self.sessions.of(key, uses=uses) if key else None
            who = None if session is None else self._by_session(session)
            if who is not None:
                check_not_forged(request)
                return who
        return NOBODY

    def second(self, request: Request, first: Who) -> str | None:
        """The actor of the second person, as shown by a token of theirs; None where none is shown.

        Refuses `SecondNotValid`, also where it is the first person again.
        """
        token = request.headers.get(SECOND_HEADER)
        if token is None:
            return None
        try:
            who = self._by_token(token)
        except TokenNotValid as error:
            raise SecondNotValid from error
        if who.id == first.id or not who.writes:
            raise SecondNotValid
        return who.id

    @property
    def staff_cookie(self) -> str:
        """The name of the cookie of staff."""
        return cookie("staff", plain=self.plain)

    @property
    def delegate_cookie(self) -> str:
        """The name of the cookie of delegates."""
        return cookie("delegate", plain=self.plain)

    def remember(self, response: Response, key: str, *, whose: Whose) -> None:
        """Put the key of a new session into its cookie."""
        response.set_cookie(
            cookie(whose, plain=self.plain),
            key,
            max_age=(STAFF_LASTS if whose == "staff" else DELEGATE_LASTS) // SECOND,
            secure=not self.plain,
            httponly=True,
            samesite="lax",
        )

    def forget(self, request: Request, response: Response) -> None:
        """End the sessions of this request."""
        for whose in WHOSE:
            name = cookie(whose, plain=self.plain)
            key = request.cookies.get(name)
            if key:
                self.sessions.end(key)
            response.delete_cookie(name, secure=not self.plain, httponly=True, samesite="lax")

    def close(self) -> None:
        """Give back files and connections."""
        self._tables.close()

    def _by_session(self, session: Session) -> Who | None:
        if session.account is not None:
            return self._account(session.account)
        assert session.ledger is not None, "a session without an account is for one ledger"
        if session.member is None:
            return Who(id=WALL, ledger=UUID(session.ledger), wall=True)
        return Who(
            id=session.member,
            member=session.member,
            ledger=UUID(session.ledger),
            meeting=session.meeting,
        )

    def _by_token(self, token: str) -> Who:
        account, scope = self.sessions.token(token)
        who = self._account(account, writes=scope == "write")
        if who is None:
            raise TokenNotValid
        return who

    def _account(self, account: str, *, writes: bool = True) -> Who | None:
        found = self.accounts.by_id(account)
        if found is None:
            return None
        return Who(
            id=found.id,
            name=found.name,
            account=found.id,
            administrator=found.administrator,
            writes=writes,
        )


def open_doorkeeper(address: str, *, clock: Callable[[], int], plain: bool = False) -> Doorkeeper:
    """The doorkeeper of the store at this address."""
    return Doorkeeper(open_tables(address), clock=clock, plain=plain)


def check_not_forged(request: Request) -> None:
    """Refuse `RequestForged` for a change that a page of another site sends with our cookie."""
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        ours = origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if not ours:
        raise RequestForged(origin=shown(origin or site or "none"))


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
