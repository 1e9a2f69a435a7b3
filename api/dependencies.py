"""What routes share: the house, the view a question is asked of, and its ETag."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from api.house import House
from engine.persistence.store import Head
from projections.answers import View


class NotModified(Exception):  # leaves as a 304, not as an error
    """The reader has this answer already."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def house_of(request: Request) -> House:
    """The house this app serves."""
    house: House = request.app.state.house
    return house


HouseDep = Annotated[House, Depends(house_of)]
LedgerPath = Annotated[str, Path(description="Slug or id of the ledger.", max_length=64)]
AsOfQuery = Annotated[
    str | None,
    Query(
        description="An index, or a time such as 2025-01-02T14:32 in the ledger's zone.",
        max_length=40,
    ),
]


def view_of(
    request: Request,
    response: Response,
    house: HouseDep,
    ledger: LedgerPath,
    as_of: AsOfQuery = None,
) -> Iterator[View]:
    """The state at the head or as of a moment, with the ETag of (ledger, index).

    A question with `If-None-Match` of the index it holds for is answered 304.
    """
    with house.answers.view(house.id_of(ledger), as_of) as view:
        etag = etag_of(view.head, view.index)
        if etag in request.headers.get("if-none-match", ""):
            raise NotModified(etag)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "no-cache"
        yield view


ViewDep = Annotated[View, Depends(view_of)]


def etag_of(head: Head, index: int) -> str:
    """The ETag of answers about a ledger at an index."""
    return f'"{head.id}-{index}"'
