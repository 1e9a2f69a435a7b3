"""What pages of one ledger share: the moment that is looked at, and the way to another one."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.access.gate import WhoDep
from api.access.who import Who
from api.answers_out import about
from api.dependencies import AsOfQuery, HouseDep, LedgerPath
from api.house import House
from api.pages.rendering import page
from engine.aggregates.ledger import Ledger
from projections.answers import View

Told = Callable[[House, View], Mapping[str, Any]]
May = Callable[[Who, UUID, Ledger], None]


class Look:
    """One look at one ledger: at its head, or as of an earlier moment."""

    def __init__(
        self,
        request: Request,
        house: HouseDep,
        who: WhoDep,
        ledger: LedgerPath,
        as_of: AsOfQuery = None,
    ) -> None:
        self.request = request
        self.who = who
        self.house = house
        self._ledger = ledger
        self._as_of = as_of or None  # an empty field of a form asks for now

    @property
    def ledger(self) -> UUID:
        """The ledger that is looked at. Refuses `LedgerNotFound`."""
        return self.house.id_of(self._ledger)

    def facts(self, told: Told, may: May = Who.check_may_read) -> dict[str, Any]:
        """What `told` says of the view, beside which ledger and moment it is about. Refuses what
        `may` refuses.
        """
        ledger = self.ledger
        head = self.house.store.head(ledger).size - 1
        with self.house.answers.view(ledger, self._as_of) as view:
            may(self.who, ledger, view.state.ledger)
            season = view.state.ledger.season
            return {
                **about(self.house, view),
                "title": season.title,
                "head": max(head, view.index),
                "then": None if view.is_head else view.index,
                **told(self.house, view),
            }

    def page(self, template: str, told: Told) -> HTMLResponse:
        """The page of a template with these facts."""
        return page(self.request, template, self.facts(told))


LookDep = Annotated[Look, Depends()]
