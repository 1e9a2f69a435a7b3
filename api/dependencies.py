"""What routes of questions share: which ledger, as of when, and what the reader has already.

A view is asked and its answer written down in one go, in one thread, under the ledger's lock:
the lock is never held while a reader is slow, nor by a request that waits for a thread.
"""

from collections.abc import Callable, Iterable
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Depends, Path, Query, Request, Response
from fastapi.routing import APIRoute

from api.access.gate import WhoDep
from api.errors import QueryUnknown
from api.house import House
from engine.persistence.reading import hash_at
from engine.values.text import shown
from projections.answers import View

JSON = "application/json"
NO_CACHE = "no-cache"
"""Keep it, but ask again whether it still holds."""

ETAG_BYTES = 8

encode = msgspec.json.Encoder().encode
"""Answers as JSON. Bytes become base64."""

LedgerPath = Annotated[str, Path(description="Slug or id of the ledger.", max_length=64)]
AsOfQuery = Annotated[
    str | None,
    Query(
        description="An index (included), or a time such as `2025-01-02T14:32` in the ledger's "
        "zone or `2025-01-02T07:32Z`: the answer as it was then. By default as it is now.",
        examples=["41", "2025-01-02T14:32"],
        max_length=40,
    ),
]


def house_of(request: Request) -> House:
    """The house this app serves."""
    house: House = request.app.state.house
    return house


def check_query(request: Request) -> None:
    """Refuse `QueryUnknown`: a misspelt `as_of` must not be answered as of now."""
    route: APIRoute = request.scope["route"]
    known = sorted(queries_of(route.dependant))
    for name in request.query_params:
        if name not in known:
            raise QueryUnknown(parameter=shown(name), known=tuple(known))


def queries_of(dependant: Any) -> Iterable[str]:
    """The names that a query may have at a route."""
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from queries_of(inner)


async def _house(request: Request) -> House:
    check_query(request)
    return house_of(request)


HouseDep = Annotated[House, Depends(_house)]


class Asking:
    """One question to one ledger. `answer` may be called from any thread, once."""

    def __init__(
        self,
        request: Request,
        house: HouseDep,
        who: WhoDep,
        ledger: LedgerPath,
        as_of: AsOfQuery = None,
    ) -> None:
        self.house = house
        self.who = who
        self.path = request.url.path
        self._ledger = ledger
        self._as_of = as_of
        self._has = request.headers.get("if-none-match")

    def answer(self, told: Callable[[House, View], object], *, refuses: bool = False) -> Response:
        """What `told` says of the view, as JSON under its ETag; 304 where the reader has that
        already. `refuses`: `told` may refuse the question, so it is asked first.
        """
        return self.respond(lambda house, view: (encode(told(house, view)), {}), refuses=refuses)

    def respond(
        self,
        told: Callable[[House, View], tuple[bytes, dict[str, str]]],
        *,
        refuses: bool = False,
    ) -> Response:
        """As `answer`, for bytes with headers of their own."""
        ledger = self.house.id_of(self._ledger)
        open_to_all = self.who.everything
        if self._as_of is None and self._has is not None and not refuses and open_to_all:
            head = self.house.store.head(ledger)  # cheaper than folding what is new
            index = head.size - 1
            if f"{ledger}-{index}-" in self._has:
                etag = etag_of(ledger, index, hash_at(self.house.store, ledger, index))
                if self._knows(etag):
                    return not_modified(etag)
        with self.house.answers.view(ledger, self._as_of) as view:
            self.who.check_may_read(ledger, view.state.ledger)
            etag = etag_of(ledger, view.index, view.leaf)
            if self._knows(etag) and not refuses:
                return not_modified(etag)
            content, headers = told(self.house, view)
        if self._knows(etag):
            return not_modified(etag)
        headers = {"ETag": etag, "Cache-Control": NO_CACHE, **headers}
        return Response(
            content, headers=headers, media_type=None if "Content-Type" in headers else JSON
        )

    def _knows(self, etag: str) -> bool:
        return self._has is not None and matches(self._has, etag)


AskingDep = Annotated[Asking, Depends()]


def not_modified(etag: str) -> Response:
    """The reader has this answer."""
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": NO_CACHE})


def etag_of(ledger: UUID, index: int, known_by: bytes) -> str:
    """The ETag of answers about a ledger at an index. `known_by`, a hash, tells what is there from
    what was there before an older copy of the store was restored and went on otherwise.
    """
    return f'"{ledger}-{index}-{known_by[:ETAG_BYTES].hex()}"'


def matches(asked: str, etag: str) -> bool:
    """Does an `If-None-Match` name this ETag (RFC 9110, 13.1.2: compared weakly).

    >>> matches('W/"a-1", "b-2"', '"a-1"'), matches("*", '"a-1"'), matches('"a-12"', '"a-1"')
    (True, True, False)
    """
    named = (part.strip().removeprefix("W/") for part in asked.split(","))
    return asked.strip() == "*" or etag in named
